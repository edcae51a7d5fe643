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

// tableCells returns the column names and cells of a table. A row links to its page in the column slug, or else in a
// first column url.
func tableCells(t *graph.TablePage) ([]string, [][]cell) {
	var columns []string
	for _, c := range t.Columns {
		columns = append(columns, c.Name)
	}
	at, to := slices.Index(columns, "url"), slices.Index(columns, "slug")
	if at >= 0 && at < to {
		to-- // the position without that column
	}
	rows := make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		for j, value := range row {
			rows[i] = append(rows[i], newCell(t.Columns[j].Name, value))
		}
		if at < 0 {
			continue
		}
		link := rows[i][at]
		if rows[i] = slices.Delete(rows[i], at, at+1); to >= 0 {
			rows[i][to].Address = link.Address
		} else {
			rows[i] = slices.Insert(rows[i], 0, link)
		}
	}
	if at >= 0 {
		columns = slices.Delete(columns, at, at+1)
	}
	if at >= 0 && to < 0 {
		columns = slices.Insert(columns, 0, "url")
	}
	return markColumns(columns, rows)
}

func newCell(column string, value any) cell {
	switch value := value.(type) {
	case nil:
		return cell{}
	case []any:
		var c cell
		for _, v := range value {
			one := newCell(column, v)
			c.Lines, c.Long = append(c.Lines, strings.Join(one.Lines, "")), c.Long || one.Long
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
