package pages

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/table"
)

// The first column of a table links to the page of the row, and no other column repeats the link.
func TestFirstColumnLinks(t *testing.T) {
	for _, c := range []struct{ columns, want, text string }{
		{"name slug kind url", "slug name kind", "slug"},
		{"slug url name", "slug name", "slug"},
		{"name kind url", "url name kind", "x"},
		{"url name", "url name", "x"},
	} {
		columns := strings.Fields(c.columns)
		described, row := make([]table.Column, len(columns)), make([]any, len(columns))
		for i, column := range columns {
			described[i].Name, row[i] = column, column
		}
		row[slices.Index(columns, "url")] = "/people/x"
		got, rows := tableCells(&graph.TablePage{Columns: described, Rows: [][]any{row}})
		if strings.Join(got, " ") != c.want || len(rows[0]) != len(got) {
			t.Errorf("%s is displayed as %v with %d cells, want %s", c.columns, got, len(rows[0]), c.want)
		}
		if first := rows[0][0]; first.Address != "/people/x" || first.Lines[0] != c.text {
			t.Errorf("%s begins with %v", c.columns, first)
		}
		if last := rows[0][len(got)-1]; last.Address != "" || last.Lines[0] != got[len(got)-1] {
			t.Errorf("%s ends with %v", c.columns, last)
		}
	}
}

// A list in a list stays on the line of its value, as in CSV.
func TestCellsOfLists(t *testing.T) {
	value := []any{[]any{"a", nil, json.Number("2")}, []any{}, nil, "b"}
	got := newCell("column", value).Lines
	if want := []string{"a ;  ; 2", "", "", "b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
