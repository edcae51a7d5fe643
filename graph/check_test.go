package graph_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

// A check gives the same result with plans and resolvers, and plans answer all valid ones.
func TestChecksByBothExecutors(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	left := map[string]int{}
	plans, err := graph.New(t.Context(), store.New(db), slog.New(reasons(left)))
	if err != nil {
		t.Fatal(err)
	}
	const whole = ` fragment whole on QuoteCheck { verdict explanation searched { documents characters of }
		matches { printed words speaker marks printedSpan { start end } insideMarks { start end text }
			differences { kind given printed start end printedStart printedEnd }
			statement { slug speakers { namedAs } } narration { slug } citation { exact document { slug } } } }`
	for _, query := range []string{
		`{ checkQuote(quote: "Cold War mentality") { ...whole } }`,
		`{ a: checkQuote(quote: "SCO members should … oppose external interference", speaker: "china") { ...whole }
			b: checkQuote(quote: "powerful global platform for Putin", speaker: null) { ...whole }
			c: checkQuote(quote: "powerful global platform for Putin", speaker: "us") { ...whole }
			again: checkQuote(quote: "powerful global platform for Putin", speaker: "us") { verdict }
			d: checkQuote(quote: "The sky is green over Atlantis today") { ...whole } }`,
	} {
		o := generate.Operation{Query: query + whole}
		_, want := posted(plans.ByResolvers(), o)
		if _, got := posted(plans, o); got != want || len(got) < 200 {
			t.Errorf("%s is answered with\n%s\nand by the resolvers with\n%s", url.QueryEscape(query), got, want)
		}
	}
	if len(left) > 0 {
		t.Errorf("these were left to the resolvers: %v", left)
	}
	for _, query := range []string{
		`{ checkQuote(quote: "unity", speaker: "Putn") { verdict } }`,
		`{ checkQuote(quote: "…") { verdict } dataset { version } }`,
	} {
		o := generate.Operation{Query: query}
		_, want := posted(plans.ByResolvers(), o)
		if _, got := posted(plans, o); got != want || !strings.Contains(got, `"code":"BAD_USER_INPUT"`) {
			t.Errorf("%s is answered with\n%s\nand by the resolvers with\n%s", query, got, want)
		}
	}
}

// A check counts as 200 records and an operation has at most 5, wherever they stand.
func TestCostOfChecks(t *testing.T) {
	server := serve(t)
	const check = ` c%d: checkQuote(quote: "Cold War mentality %d") { verdict }`
	for n, want := range map[int]string{
		1: "", 5: "",
		6: "at most 5 checks of quotations, could have 6: send the others in further operations",
	} {
		a := ask(t, server, "{"+times(n, check)+"}", nil)
		switch {
		case want == "" && (len(a.Errors) > 0 || a.Extensions.Cost.PageRecords != 200*n):
			t.Errorf("%d checks cost %d (%v)", n, a.Extensions.Cost.PageRecords, a.Errors)
		case want != "" && (len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, want)):
			t.Errorf("%d checks: %v, want %s", n, a.Errors, want)
		}
	}
	others := strings.ReplaceAll(check, " c%d", " d%d")
	fragments := "{...a ...b} fragment a on Query {" + times(3, check) + "} fragment b on Query {" +
		times(3, others) + "}"
	a := ask(t, server, fragments, nil)
	if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, "could have 6") {
		t.Errorf("6 checks in fragments: %v", a.Errors)
	}
	skipped := fmt.Sprintf(`query($no: Boolean = false) {%s}`,
		strings.ReplaceAll(times(6, check), `") {`, `") @include(if: $no) {`))
	if a := ask(t, server, skipped, nil); len(a.Errors) > 0 {
		t.Errorf("checks that are left out: %v", a.Errors)
	}
	quote := map[string]any{"quote": strings.Repeat("é", 1001)}
	a = ask(t, server, `query($quote: String!) { checkQuote(quote: $quote) { verdict } }`, quote)
	if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, "at most 1000 characters, got 1001") {
		t.Errorf("a quotation of 1,001 code points: %v", a.Errors)
	}
}
