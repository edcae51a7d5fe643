package table

// Rows makes the rows of one answer and hands them over. A cell is nil, a string, a bool, a json.Number, or for plain
// lists a []any of these, nested lists flattened. A record without any in a list below it has one row, with nothing in
// the columns of that list. The outermost list has as many rows as records. An error is store.Invalid: a list is longer
// than its page.
func (t *Table) Rows(answer map[string]any, row func([]any)) error {
	return t.rows(0, answer, make([]any, len(t.columns)), row)
}

// rows fills in the columns at a depth of the answer, and goes down to the next.
func (t *Table) rows(depth int, record map[string]any, cells []any, row func([]any)) error {
	for i, c := range t.columns {
		if c.depth == depth {
			if cells[i] = valueAt(record, c.path); c.isURL {
				cells[i] = withBase(cells[i], t.base)
			}
		} else if c.depth > depth {
			cells[i] = nil
		}
	}
	if depth == len(t.connections) {
		row(cells)
		return nil
	}
	connection := valueAt(record, t.connections[depth].path)
	items := t.connections[depth].items(connection)
	if depth > 0 {
		if err := t.connections[depth].checkComplete(connection); err != nil {
			return err
		}
		if len(items) == 0 {
			row(cells)
		}
	}
	for _, item := range items {
		if err := t.rows(depth+1, item, cells, row); err != nil {
			return err
		}
	}
	return nil
}

// SetBase puts the address of a server before the addresses of pages, which makes links of them.
func (t *Table) SetBase(base string) { t.base = base }

func withBase(value any, base string) any {
	switch value := value.(type) {
	case string:
		return base + value
	case []any:
		for i := range value {
			value[i] = withBase(value[i], base)
		}
	}
	return value
}

// items are the records of a connection, each under the keys by which it was asked for: nodes, edges, or both.
func (l connection) items(connection any) []map[string]any {
	fields, _ := connection.(map[string]any)
	var items []map[string]any
	for _, f := range l.field.children {
		list, isList := fields[f.responseKey].([]any)
		if !f.isRecordList() || !isList {
			continue
		}
		for i, element := range list {
			if i == len(items) {
				items = append(items, map[string]any{})
			}
			items[i][f.responseKey] = element
		}
	}
	return items
}

// valueAt follows a path of keys. From a list on it gives a list of what it finds.
func valueAt(value any, path []string) any {
	for i, key := range path {
		switch at := value.(type) {
		case map[string]any:
			value = at[key]
		case []any:
			found := []any{}
			for _, element := range at {
				if below, several := valueAt(element, path[i:]).([]any); several {
					found = append(found, below...)
				} else {
					found = append(found, valueAt(element, path[i:]))
				}
			}
			return found
		default:
			return nil
		}
	}
	return value
}
