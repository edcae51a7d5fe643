package graph_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
)

// Columns of the same list have the same number of values in each row, empty ones included: in NDJSON, and in CSV for a
// reader who splits cells at the separators.
func TestParallelColumnsLineUp(t *testing.T) {
	url, lists := serve(t), 0
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		if v.ForPage {
			continue
		}
		query := "?" + v.Example.Encode()
		_, _, lines := fetch(t, url+"/views/"+v.Name+".ndjson"+query)
		_, _, table := fetch(t, url+"/views/"+v.Name+".csv"+query)
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range slices.Collect(strings.Lines(lines)) {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			lists += linesUp(t, v.Name, rows[0], rows[i+1], row)
		}
	}
	if lists < 500 {
		t.Errorf("only %d lists were compared", lists)
	}
}

// linesUp compares the lists in the cells of a row with those of the same row in NDJSON and with each other, and counts
// them. statements is the only list of rows within rows.
func linesUp(t *testing.T, view string, columns, cells []string, row map[string]any) (lists int) {
	t.Helper()
	outer, inner := map[string]int{}, map[string][]int{} // by the list, and by the object that has the column
	for j, column := range columns {
		values, isList := row[column].([]any)
		if !isList {
			continue
		}
		lists++
		sizes, texts := []int{}, splitCell(cells[j], " | ", len(values))
		for k, value := range values {
			inside, isList := value.([]any)
			if isList && len(texts) == len(values) {
				if n := len(splitCell(texts[k], " ; ", len(inside))); n != len(inside) {
					t.Errorf("%s: %d values in %s, and %d in CSV: %s", view, len(inside), column, n, texts[k])
				}
			}
			sizes = append(sizes, len(inside))
		}
		names := strings.Split(column, ".")
		list := strings.Join(names[:min(len(names), 1+strings.Count(names[0], "statements"))], ".")
		object := column[:max(0, strings.LastIndexByte(column, '.'))]
		if n, seen := outer[list]; seen && n != len(values) || len(texts) != len(values) {
			t.Errorf("%s: %d values in %s, %d in CSV, and %d beside it", view, len(values), column, len(texts), n)
		}
		if other, seen := inner[object]; seen && !slices.Equal(other, sizes) && object != "" {
			t.Errorf("%s: the lists in %s have %v values, and those beside it %v", view, column, sizes, other)
		}
		outer[list], inner[object] = len(values), sizes
	}
	return lists
}

// splitCell splits a cell at the separator. An empty one has no values if the list has none.
func splitCell(cell, separator string, values int) []string {
	if cell == "" && values == 0 {
		return nil
	}
	return strings.Split(cell, separator)
}
