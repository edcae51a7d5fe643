package exec

import (
	"testing"

	"github.com/vektah/gqlparser/v2"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/selection"
)

// Searches are light even on a large dataset, as the search index answers them. Counts and filters that read all
// records are not.
func TestWorkGrowsWithTheDataset(t *testing.T) {
	for query, statements := range map[string][2]int{ // the largest dataset where it is light, one where it is heavy
		`{ search(query: "unity") { nodes { id } } }`:                                   {100_000, 400_000},
		`{ statements(filter: {text: "unity"}) { nodes { slug } } }`:                    {50_000, 100_000},
		`{ statements(filter: {topic: "unity"}) { totalCount } }`:                       {50_000, 100_000},
		`{ checkQuote(quote: "We share the sea") { verdict } }`:                         {50_000, 100_000},
		`{ a: search(query: "a") { totalCount } b: search(query: "b") { totalCount } }`: {50_000, 200_000},
	} {
		document, problems := gqlparser.LoadQueryWithRules(Schema, query, nil)
		if problems != nil {
			t.Fatal(problems)
		}
		fields, _ := costedFields(document.Operations[0].SelectionSet, nil, selection.Included(nil))
		for i, n := range statements {
			e := &Executor{sizes: Sizes{Views: 1, Statements: n}, maxRecords: load.MaxRecords}
			c, problem := e.costOf(fields, nil)
			if problem != nil {
				t.Fatal(problem)
			}
			if isLight := c.work <= light.work; isLight != (i == 0) {
				t.Errorf("%s with %d statements counts as %d, which is light: %v", query, n, c.work, isLight)
			}
		}
	}
}
