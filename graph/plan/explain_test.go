package plan

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/summitry/summitry/data/recording"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
	resolvers "github.com/summitry/summitry/graph/resolver"
)

// A fixture compiles and runs operations on the curated dataset, and records the SQL statements.
type fixture struct {
	schema   *ast.Schema
	compiler *Compiler
	store    *store.Store
	recorder *recording.Recorder
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	db, recorder := recording.Open("../../data/summitry.db")
	t.Cleanup(func() { db.Close() })
	return &fixture{schema, New(schema, Introspect(schema), resolvers.Root{}), store.New(db), recorder}
}

func (f *fixture) operation() *load.Operation {
	return load.New(f.store, nil, time.Now().Add(time.Hour), false)
}

func (f *fixture) compile(t *testing.T, query string, variables map[string]any) *Plan {
	t.Helper()
	document, problems := gqlparser.LoadQueryWithRules(f.schema, query, rules.NewDefaultRules())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, err := f.compiler.Compile(t.Context(), f.operation(), document.Operations[0], variables)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// answer runs a plan, and returns the result and the SQL statements.
func (f *fixture) answer(t *testing.T, p *Plan, variables map[string]any) (result string, sent []string) {
	t.Helper()
	for _, s := range f.recorder.Of(func() {
		answer, err := p.Answer(t.Context(), f.operation(), variables)
		if err != nil {
			t.Fatal(err)
		}
		result = string(answer)
	}) {
		sent = append(sent, strings.Join(strings.Fields(s.Query), " "))
	}
	return result, sent
}

// explain writes a plan as a selection set in which each field is followed by how it is answered:
//
//	value      taken from the record, without a statement of its own
//	join       a record in the same row, read by the same statement
//	record#0   fetch 0 of the node: one statement reads a record for each row
//	list#0     the same with all records of each row, page#0 with a page of them
//	parts#0    no statement: records inside of the record, such as the edges of a page, from which other fetches start
//	resolver#0 the resolver is called for each row, and the keys that it requests are read together
//	schema     introspection, answered from the schema
//
// Two fields with one number share a fetch. If there are several types of records, each has a selection set.
func explain(s *output) string {
	if s.elem != nil {
		return explain(s.elem)
	}
	byType := map[string]*object{}
	for record, o := range s.objects {
		name, _, _ := strings.Cut(record.Elem().Name(), "[") // without the type of a page's records
		byType[name] = o
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		var fields []string
		for _, f := range byType[name].fields {
			fields = append(fields, explainField(s.node, f))
		}
		all = append(all, name+" { "+strings.Join(fields, " ")+" }")
	}
	return strings.Join(all, " ")
}

func explainField(n *node, f *outputField) string {
	key := strings.Trim(f.key, ",")
	switch {
	case f.name:
		return key
	case f.inspection != nil:
		return key + "schema"
	case f.joined:
		return key + "join " + explain(f.output)
	case f.accessor != nil:
		return strings.TrimSpace(key + "value " + explain(f.output))
	}
	how, edge := "resolver", n.fetches[f.fetch].edge
	switch {
	case edge != nil && edge.List != nil:
		how = "page"
	case edge != nil && edge.Many:
		how = "list"
	case edge != nil:
		how = "record"
	case slices.ContainsFunc(slices.Collect(maps.Values(n.fetches[f.fetch].of)), (*source).isPart):
		how = "parts"
	}
	return strings.TrimSpace(fmt.Sprintf("%s%s#%d %s", key, how, f.fetch, explain(f.output)))
}

func (s *source) isPart() bool { return s.accessor != nil }

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// fits reports whether a text consists of the parts of a pattern, with any text in place of each "...".
func fits(text, pattern string) bool {
	parts := strings.Split(pattern, "...")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(part))
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(text)
}
