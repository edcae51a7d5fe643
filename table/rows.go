package table

// Rows calls row with each row of one response. A cell is nil, a string, a bool, a json.Number, or for plain lists a
// []any of cells, which has as many values as the list has records. A record whose inner list is empty has one row,
// with nil in the columns of that list. The outermost list has as many rows as records. The error is store.Invalid if
// an inner connection has more than one page.
func (t *Table) Rows(answer map[string]any, row func([]any)) error {
	return t.rows(0, answer, make([]any, len(t.columns)), row)
}

// rows fills in the columns of one depth of the response and calls itself for the next depth.
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
	if depth == len(t.lists) {
		row(cells)
		return nil
	}
	list := valueAt(record, t.lists[depth].path)
	items := t.lists[depth].items(list)
	if depth > 0 {
		if err := t.lists[depth].checkComplete(list); err != nil {
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

// SetBase sets the server address to prepend to addresses of pages, so that they become links.
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

// items returns the records of a list. Each record of a connection is stored under the response keys that select
// records: nodes, edges, or both.
func (l rowList) items(list any) []map[string]any {
	var items []map[string]any
	if plain, isPlain := list.([]any); isPlain {
		for _, element := range plain {
			item, _ := element.(map[string]any)
			items = append(items, item)
		}
		return items
	}
	fields, _ := list.(map[string]any)
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

// valueAt follows a path of keys. If the path passes a list, it returns a list of as many values, each of which is a
// list if the rest of the path passes another one.
func valueAt(value any, path []string) any {
	for i, key := range path {
		switch at := value.(type) {
		case map[string]any:
			value = at[key]
		case []any:
			found := make([]any, len(at))
			for j, element := range at {
				found[j] = valueAt(element, path[i:])
			}
			return found
		default:
			return nil
		}
	}
	return value
}
