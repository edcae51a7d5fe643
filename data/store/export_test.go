package store

// FullText returns a query in the syntax of FTS5, and as names are stored in the table called.
func FullText(typed string) (fts, name string, err error) {
	w, err := parseTextQuery("query", "", typed)
	if err != nil {
		return "", "", err
	}
	return w.fts(), w.name(), nil
}
