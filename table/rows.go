package table

// Rows makes the rows of one answer and hands them over. A cell is nil, a string, a bool, a json.Number, or for plain
// lists a []any of these, nested lists flattened. A record without any in a list below it has one row, with nothing in
// the columns of that list. The outermost list has as many rows as records. An error is store.Invalid: a list is longer
// than its page.
func (t *Table) Rows(answer map[string]any, row func([]any)) error {
	return t.rows(0, answer, make([]any, len(t.columns)), row)
}

// rows fills in what stands at a level of the answer, and goes down to the next.
func (t *Table) rows(at int, record map[string]any, cells []any, row func([]any)) error {
	for i, c := range t.columns {
		if c.level == at {
			if cells[i] = dig(record, c.path); c.isURL {
				cells[i] = completed(cells[i], t.base)
			}
		} else if c.level > at {
			cells[i] = nil
		}
	}
	if at == len(t.levels) {
		row(cells)
		return nil
	}
	connection := dig(record, t.levels[at].path)
	items := t.levels[at].items(connection)
	if at > 0 {
		if err := t.levels[at].cut(connection); err != nil {
			return err
		}
		if len(items) == 0 {
			row(cells)
		}
	}
	for _, item := range items {
		if err := t.rows(at+1, item, cells, row); err != nil {
			return err
		}
	}
	return nil
}

// Complete puts the address of a server before the addresses of pages, which makes links of them.
func (t *Table) Complete(base string) { t.base = base }

func completed(value any, base string) any {
	switch value := value.(type) {
	case string:
		return base + value
	case []any:
		for i := range value {
			value[i] = completed(value[i], base)
		}
	}
	return value
}

// items are the records of a connection, each under the keys by which it was asked for: nodes, edges, or both.
func (l level) items(connection any) []map[string]any {
	fields, _ := connection.(map[string]any)
	var items []map[string]any
	for _, f := range l.field.children {
		list, isList := fields[f.key].([]any)
		if !f.isItems() || !isList {
			continue
		}
		for i, element := range list {
			if i == len(items) {
				items = append(items, map[string]any{})
			}
			items[i][f.key] = element
		}
	}
	return items
}

// dig follows a path of keys. From a list on it gives a list of what it finds.
func dig(value any, path []string) any {
	for i, key := range path {
		switch at := value.(type) {
		case map[string]any:
			value = at[key]
		case []any:
			found := []any{}
			for _, element := range at {
				if below, several := dig(element, path[i:]).([]any); several {
					found = append(found, below...)
				} else {
					found = append(found, dig(element, path[i:]))
				}
			}
			return found
		default:
			return nil
		}
	}
	return value
}
