package pages

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
)

// A cell of a table has lines of text and may link to a page.
type cell struct {
	Lines   []string
	Address string
	Number  bool
	Long    bool   // displayed wide
	Spans   []span // of its only line, if parts of it are marked
}

// tableCells returns the column names and cells of a table. The first column links to the page of the row: it is slug,
// or else url.
func tableCells(t *graph.TablePage) ([]string, [][]cell) {
	var columns []string
	for _, c := range t.Columns {
		columns = append(columns, c.Name)
	}
	rows := make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		for j, value := range row {
			rows[i] = append(rows[i], newCell(t.Columns[j].Name, value))
		}
	}
	url := slices.Index(columns, "url")
	if url < 0 {
		return markColumns(columns, rows)
	}
	link := url
	if slug := slices.Index(columns, "slug"); slug >= 0 {
		link = slug
		for _, row := range rows {
			row[slug].Address = row[url].Address
		}
	}
	moved := func(i int) bool { return i == link || i == url }
	columns = append([]string{columns[link]}, without(columns, moved)...)
	for i, row := range rows {
		rows[i] = append([]cell{row[link]}, without(row, moved)...)
	}
	return markColumns(columns, rows)
}

// without returns the elements of a list whose positions are not left out.
func without[T any](list []T, isLeftOut func(int) bool) (rest []T) {
	for i, element := range list {
		if !isLeftOut(i) {
			rest = append(rest, element)
		}
	}
	return rest
}

// newCell returns the cell of a value. A list has a line for each of its values, and a list inside it is joined as in
// CSV.
func newCell(column string, value any) cell {
	switch value := value.(type) {
	case nil:
		return cell{}
	case []any:
		var c cell
		for _, v := range value {
			one := newCell(column, v)
			c.Lines, c.Long = append(c.Lines, strings.Join(one.Lines, " ; ")), c.Long || one.Long
		}
		return c
	case string:
		if (column == "url" || strings.HasSuffix(column, ".url")) && strings.HasPrefix(value, "/") {
			return cell{Lines: []string{path.Base(value)}, Address: value}
		}
		return cell{Lines: []string{value}, Long: len(value) > 50}
	}
	_, isNumber := value.(json.Number)
	return cell{Lines: []string{fmt.Sprint(value)}, Number: isNumber}
}
