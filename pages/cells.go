package pages

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
)

// A cell is what stands in a table: texts, each below the other, and the page that they lead to, if any.
type cell struct {
	Texts   []string
	Address string
	Number  bool
	Long    bool // it needs room
}

// withLinks makes cells of a table. The page of a row is linked from its slug, or else stands first: readers begin
// there.
func withLinks(t *graph.Page) ([]string, [][]cell) {
	at, to := slices.Index(t.Columns, "url"), slices.Index(t.Columns, "slug")
	if at >= 0 && at < to {
		to-- // where it is without the other
	}
	columns, rows := t.Columns, make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		for j, value := range row {
			rows[i] = append(rows[i], cellOf(t.Columns[j], value))
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
	return columns, rows
}

func cellOf(column string, value any) cell {
	switch value := value.(type) {
	case nil:
		return cell{}
	case []any:
		var c cell
		for _, v := range value {
			one := cellOf(column, v)
			c.Texts, c.Long = append(c.Texts, strings.Join(one.Texts, "")), c.Long || one.Long
		}
		return c
	case string:
		if (column == "url" || strings.HasSuffix(column, ".url")) && strings.HasPrefix(value, "/") {
			return cell{Texts: []string{path.Base(value)}, Address: value}
		}
		return cell{Texts: []string{value}, Long: len(value) > 50}
	}
	_, isNumber := value.(json.Number)
	return cell{Texts: []string{fmt.Sprint(value)}, Number: isNumber}
}
