package graph_test

import (
	"fmt"
	"io"
	"net/http"
	neturl "net/url"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"
)

// times repeats a text n times, with its number in place of each %d.
func times(n int, text string) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return all.String()
}

// around nests a text n times.
func around(n int, before, within, after string) string {
	return strings.Repeat(before, n) + within + strings.Repeat(after, n)
}

// Each limit accepts the largest allowed text, and refuses a larger one with its name, the number that came, and what
// to do.
func TestLimitsOfText(t *testing.T) {
	url := serve(t)
	for name, c := range map[string]struct {
		of    func(n int) string
		limit int
		want  string
	}{
		"bytes": {func(n int) string { return fmt.Sprintf("%-*s", n, "{__typename}") }, exec.MaxQuery,
			"must have at most 16384 bytes, got 16385: send"},
		"tokens": {func(n int) string { return `{views{name(a:[` + strings.Repeat(" 1", n-12) + `])}}` },
			exec.MaxTokens, "must have at most 2000 tokens, got 2001: send"},
		"names": {func(n int) string { return "{" + strings.Repeat("a", n) + ":__typename}" }, exec.MaxName,
			"must have at most 100 characters in the name aaaaaaaaaaaaaaaaaaaa..., got 101: choose"},
		"depth": {func(n int) string { return around(n-2, "{dataset", "{counts{people}}", "}") }, exec.MaxDepth,
			"must have at most 15 levels of nested fields, got 16: send"},
		"inspection": {func(n int) string {
			return `{__type(name:"Query")` + around(n-2, "{ofType", "{name}", "}") + "}"
		}, exec.MaxInspection, "must have at most 25 levels of nested fields, got 26: send"},
		"aliases": {func(n int) string { return "{" + times(n, " a%d:__typename") + "}" }, exec.MaxAliases,
			"must have at most 30 aliases, got 31: send"},
		"directives": {func(n int) string { return "{" + times(n, " ...@skip(if:false){__typename}") + "}" },
			exec.MaxDirectives, "must have at most 30 directives, got 31: put"},
		"repeats": {func(n int) string { return "{" + strings.Repeat(" __typename", n) + "}" }, exec.MaxRepeats,
			"must have at most 30 fields with the response key __typename in one selection set, got 31: select"},
		"repeats in fragments": {func(n int) string {
			return "{dataset{version ...a ...a ...b}dataset{version}} fragment a on Dataset{version ...b} fragment b " +
				"on Dataset{" + strings.Repeat(" version", n-3) + "}"
		}, exec.MaxRepeats,
			"must have at most 30 fields with the response key version in one selection set, got 31: select"},
		"repeats below": {func(n int) string {
			return "{" + strings.Repeat("dataset{counts{people}}", 2) +
				"dataset{" + strings.Repeat(" counts{people}", n-2) + "}}"
		}, exec.MaxRepeats,
			"must have at most 30 fields with the response key counts in one selection set, got 31: select"},
		"operations": {func(n int) string { return times(n, "query q%d{__typename} ") }, exec.MaxOperations,
			"must have at most 10 operations, got 11: send"},
		"selections": {func(n int) string {
			values := func(n int) string {
				return "nodes(ids:[" + strings.Repeat("1 ",
					n) + "]){id}"
			} // n and three more
			return "{" + values(n-9896) + strings.Repeat(" ...f", 50) + "} fragment f on Query{" + values(190) + "}"
		}, exec.MaxSelections,
			"must have at most 10000 fields and values with all fragments expanded, got 10001: spread"},
		"fragments": {func(n int) string {
			return "{" + times(n, " ...f%d") + "}" + times(n, " fragment f%d on Query{views{name}}")
		}, exec.MaxFragments, "must have at most 30 fragments, got 31: send"},
		"spreads": {func(n int) string {
			return "{" + strings.Repeat(" ...f", n) + "} fragment f on Query{views{name}}"
		},
			exec.MaxSpreads, "must have at most 60 fragment spreads, got 61: write"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, e := range ask(t, url, c.of(c.limit), nil).Errors {
				if strings.Contains(e.Message, "The query must have at most") {
					t.Errorf("%d are refused: %s", c.limit, e.Message)
				}
			}
			a := ask(t, url, c.of(c.limit+1), nil)
			if len(a.Errors) != 1 || a.Data != nil || !strings.Contains(a.Errors[0].Message, c.want) ||
				a.Errors[0].Extensions["code"] != "BAD_USER_INPUT" {
				t.Errorf("%d are answered with %+v, want %s", c.limit+1, a.Errors, c.want)
			}
		})
	}
}

// Small texts that would take long to execute are refused or answered as fast as others.
func TestSmallExpensiveTexts(t *testing.T) {
	url := serve(t)
	doubling := func(spreads, levels int) string {
		text := "{...f0}"
		for i := range levels {
			text += fmt.Sprintf(" fragment f%d on Query{%s}", i, strings.Repeat(fmt.Sprintf(" ...f%d", i+1), spreads))
		}
		return text + fmt.Sprintf(" fragment f%d on Query{dataset{version}}", levels)
	}
	wide := ""
	for i := range 25 {
		wide += fmt.Sprintf(" fragment w%d on Event{organization{summits{nodes{...w%d "+
			"statements{nodes{occasion{...w%d}}}}}}}", i, i+1, i+1)
	}
	for name, query := range map[string]string{
		"fragments that double": doubling(2, 28),
		"fragments in circles": "{" + strings.Repeat("__typename ", 500) + "...a} fragment a on Query{...b ...b} " +
			"fragment b on Query{...a}",
		"fragments ten times each": `{ people { nodes { ...A } } } fragment A on Person { ...B b: country { ...N }
			...B } fragment B on Person { ...C ...C ...C ...C ...C ...C ...C ...C ...C ...C } fragment C on Person {
			...D ...D ...D ...D ...D ...D ...D ...D ...D ...D } fragment D on Person { ...E ...E ...E ...E ...E ...E
			...E ...E ...E ...E } fragment E on Person { name slug id otherNames sortName ...F ...F ...F ...F ...F }
			fragment F on Person { name } fragment N on Country { name }`,
		"a fragment in itself": `{__type(name:"Query"){...S}}
			fragment S on __Type{name ofType{...S ofType{...S ofType{...S}}}}`,
		"a ladder of fragments":    "{events{nodes{...w0}}}" + wide + " fragment w25 on Event{id}",
		"braces":                   strings.Repeat("{a", 8000),
		"brackets":                 "{nodes(ids:" + strings.Repeat("[", 8000),
		"introspection in circles": "{__schema{types" + around(8, "{fields{type", "{name}", "}}") + "}}",
		"introspection, repeated":  "{" + times(30, " a%d:__schema{types{fields{args{type{name}}}}}") + "}",
		"many unknown fields":      "{" + times(900, " unknown%d") + "}",
		"many variables":           "query(" + times(400, "$v%d:Int ") + "){__typename}",
		"conflicts": "{" + strings.Repeat("a:views{b:name} ", 15) + strings.Repeat("a:views{b:title} "+
			"", 15) + "}",
	} {
		a := ask(t, url, query, nil)
		if len(a.Errors) == 0 || a.Data != nil || len(a.Errors) > exec.MaxErrors {
			t.Errorf("%s: %d errors, %.200v", name, len(a.Errors), a.Data)
		}
		for _, e := range a.Errors {
			if code := e.Extensions["code"]; code == nil || code == "TIMEOUT" || code == "OVERLOADED" {
				t.Errorf("%s: %q has the code %v: a limit should refuse it, and not the clock", name, e.Message, code)
			}
		}
	}
}

// The cost of an operation is the sum over its lists of the product of the page sizes from the outermost list to each.
// It is part of the response. An operation that costs too much is refused before it is executed, and the error says
// what to select instead.
func TestCost(t *testing.T) {
	url := serve(t)
	for query, want := range map[string]int{
		`{dataset{version}}`:        0,
		`{statements{nodes{text}}}`: 20,
		`{statements(first:7){nodes{text} edges{node{slug}}
			totalCount}}`: 7,
		`{statements(last:7){edges{node{speakers{agent{statements(first:3){nodes{slug}}}}}}}}`:         7 + 7*3,
		`query($n:Int=5){summits(first:$n){nodes{statements(first:100){nodes{slug}}}}}`:                5 + 500,
		`{nodes(ids:["person:wang","country:iran"]){... on Agent{statements(first:10){nodes{slug}}}}}`: 2 + 20,
		`{statements(first:0){facets(by:TOPIC first:30){label}}}`:                                      30,
		`{a:people{nodes{name}}
			b:people(first:1){nodes{name}}}`: 21,
		`query($no:Boolean=false){people @include(if:$no){nodes{name}} topics @skip(if:true){nodes{name}}
			__typename}`: 0,
		`{...q} fragment q on Query{people(first:2){...p}}
			fragment p on PersonConnection{nodes{country{people(first:4){nodes{name}}}}}`: 2 + 8,
	} {
		a := ask(t, url, query, nil)
		if len(a.Errors) > 0 || a.Extensions.Cost.PageRecords != want {
			t.Errorf("%s costs %d, not %d %v", query, a.Extensions.Cost.PageRecords, want, a.Errors)
		}
	}
	const (
		nested  = `{nodes{statements(first:100){nodes{occasion{statements(first:`
		tooMany = "The result must have at most 20000 records, could have 1010100 " +
			"(countries.nodes.statements.nodes.occasion.statements up to 1000000, " +
			"countries.nodes.statements up to 10000, countries up to 100): leave out"
		fewer = "): send first: 8 or less for " +
			"countries.nodes.statements.nodes.occasion.statements, and read on from its cursors"
	)
	for query, want := range map[string]string{
		`{countries(first:100)` + nested + `100){nodes{slug}}}}}}}}`: tooMany,
		`{countries` + nested + `100){nodes{slug}}}}}}}}`:            fewer,
		`{countries` + nested + `8){nodes{slug}}}}}}}}`:              "",
	} {
		a := ask(t, url, query, nil)
		if want == "" && len(a.Errors) == 0 {
			continue
		}
		if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, want) || a.Errors[0].Extensions["cost"] == nil {
			t.Errorf("%s answers %+v, want %s", query, a.Errors, want)
		}
	}
}

// Records in lists without pages are counted while they are loaded.
func TestBudgets(t *testing.T) {
	url := serve(t)
	cited := "{ id }"
	for range 6 {
		cited = "{ ... on Cited { citations { subject " + cited + " } } }"
	}
	texts := `{ statements(first:40) { nodes { occasion { statements(first:20) { nodes { speakers { agent {
		statements(first:20) { nodes {` + times(30, " t%d:text") + `} } } } } } } } } }`
	for query, want := range map[string]string{
		`{ node(id: "organization:sco") ` + cited + ` }`: "must have at most 5000 records in lists without pages, and",
		texts: "The result must have at most 4194304 bytes of text, and has more: request",
	} {
		a := ask(t, url, query, nil)
		if len(a.Errors) != 1 || a.Data != nil || !strings.Contains(a.Errors[0].Message, want) {
			t.Errorf("%s answers %.300v, want %s", query, a.Errors, want)
		}
	}
}

// No limit refuses the introspection query of common tools, or a view.
func TestLimitsAllowToolsAndViews(t *testing.T) {
	url := serve(t)
	ofType := around(9, "{kind name ofType", "{kind name}", "}")
	value := "{name description type" + ofType + " defaultValue isDeprecated deprecationReason}"
	get(t, url, `{__schema{description queryType{name} mutationType{name} subscriptionType{name}
		directives{name description isRepeatable locations args(includeDeprecated:true)`+value+`}
		types{kind name description specifiedByURL fields(includeDeprecated:true){
			name description args(includeDeprecated:true)`+value+` type`+ofType+` isDeprecated deprecationReason}
		inputFields(includeDeprecated:true)`+value+` interfaces`+ofType+` enumValues(includeDeprecated:true){
			name description isDeprecated deprecationReason} possibleTypes`+ofType+`}}}`)
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		for _, extension := range []string{"json", "csv"} {
			if status, _, body := fetch(t, url+"/views/"+v.Name+"."+extension+"?"+v.Example.Encode()); status != 200 {
				t.Errorf("%s.%s: %s", v.Name, extension, body)
			}
		}
	}
}

// A text that was validated once gets the same response again, in every format.
func TestValidatedTextsAreReused(t *testing.T) {
	url := serve(t)
	query := "/?query=" + neturl.QueryEscape(`query Q($n:Int=7){people(first:$n){nodes{name}} topics{nodes{name}}}`)
	answers := map[string]string{}
	for range 3 {
		for _, accept := range []string{"application/json", "text/csv", "application/x-ndjson", mediaXLSX} {
			for _, more := range []string{"&rows=people", "&rows=topics", `&rows=people&variables={"n":2}`} {
				r, _ := http.NewRequest("GET", url+query+strings.ReplaceAll(more, `"`, "%22"), nil)
				r.Header.Set("Accept", accept)
				response, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(response.Body)
				response.Body.Close()
				if before, asked := answers[accept+more]; asked && before != string(body) ||
					response.StatusCode != 200 {
					t.Errorf("%s as %s: %s\nand before\n%s", more, accept, body, before)
				}
				answers[accept+more] = string(body)
			}
		}
	}
}
