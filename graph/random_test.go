package graph_test

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/summitry/summitry/data"
	made "github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/rqlite"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

var (
	howMany = flag.Int("operations", 700, "how many random operations to ask of each dataset")
	seed    = flag.Uint64("seed", 1, "another one makes other operations")
	cluster = flag.String("cluster", "", "address of nodes of rqlite that hold the dataset and must answer the same")
)

// everyCursor is how many operations pass, for each list, between two uses of a cursor. More cursors would cause too
// many errors, since most belong to another list.
const everyCursor = 800

// spaces maps the end of a place to the namespace of its slugs.
var spaces = map[string]string{
	".speaker": "agent", ".country": "agent", ".organization": "agent", ".participant": "agent",
	".reportedBy": "agent", ".about": "agent", ".memberState": "agent", ".person": "agent", ".agent": "agent",
	".occasion": "event", ".summit": "event", ".event": "event",
	".topic": "topic", ".document": "document", ".statement": "statement", ".narration": "narration",
}

// valuesOf returns a source of values that mostly occur in a dataset. cursors holds the cursors of earlier responses,
// by the field of their list, with and without its type.
func valuesOf(t *testing.T, db *sql.DB, cursors map[string][]string, operations *int) generate.Source {
	t.Helper()
	texts := func(query string, args ...any) (all []string) {
		rows, err := db.QueryContext(t.Context(), query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
		return all
	}
	slugs := map[string][]string{}
	for _, space := range []string{"agent", "event", "topic", "document", "statement", "narration"} {
		slugs[space] = texts("SELECT slug FROM slug WHERE space = ?", space)
	}
	for kind, of := range map[string]string{
		"person": "'PERSON'", "organization": "'ORGANIZATION'",
		"country": "'MEMBER_STATE', 'OTHER_COUNTRY'", "memberState": "'MEMBER_STATE'",
	} {
		slugs[kind] = texts("SELECT slug FROM agent WHERE kind IN (" + of + ")")
	}
	slugs["summit"] = texts("SELECT slug FROM event WHERE kind = 'SUMMIT'")
	ids := texts(
		`SELECT 'statement:' || slug FROM statement
		UNION SELECT 'narration:' || slug FROM narration
		UNION SELECT 'topic:' || slug FROM topic
		UNION SELECT 'event:' || slug FROM event
		UNION SELECT 'membership:' || slug FROM membership
		UNION SELECT 'document:' || slug FROM document
		UNION SELECT 'person:' || slug FROM agent WHERE kind = 'PERSON'
		UNION SELECT 'citation:' || slug FROM citation
		UNION SELECT 'annotation:' || slug FROM annotation
		UNION SELECT 'discrepancy:' || slug FROM discrepancy
		UNION SELECT 'organization:' || slug FROM agent WHERE kind = 'ORGANIZATION'`,
	)
	changed, versions := texts("SELECT record FROM change"), texts("SELECT DISTINCT version FROM change")
	days := texts("SELECT DISTINCT said_earliest FROM statement WHERE said_earliest IS NOT NULL")
	words := strings.Fields(strings.Join(texts("SELECT text FROM statement LIMIT 50"), " "))
	if len(ids)*len(days)*len(words) == 0 {
		t.Fatal("the dataset has no values")
	}
	began := map[string]int{} // number of cursors, by list
	return func(random *rand.Rand, place string) (any, bool) {
		one := func(from []string) (any, bool) {
			switch {
			case len(from) == 0:
				return nil, false
			case random.IntN(100) < 2:
				return "nothing-of-that-name", true
			}
			return from[random.IntN(len(from))], true
		}
		field := place[strings.LastIndex(place, ".")+1:]
		switch parts := strings.Split(place, "."); {
		case field == "after", field == "before":
			if began[place]*everyCursor > *operations {
				return nil, false
			}
			from := cursors[parts[0]+"."+parts[1]]
			if len(from) == 0 {
				from = cursors[parts[1]]
			}
			value, ok := one(from)
			if ok {
				began[place]++
			}
			return value, ok
		case field == "slug":
			kind := parts[1]
			if slugs[kind] == nil {
				kind = "agent"
			}
			return one(slugs[kind])
		case field == "id", field == "ids":
			return one(ids)
		case field == "asOf", field == "on", field == "from", field == "to":
			return days[random.IntN(len(days))], true
		case field == "query", field == "text", field == "name":
			return one(words)
		case field == "record":
			return one(changed)
		case field == "version":
			return one(versions)
		case field == "property":
			if names := data.Citable[parts[0]]; names != nil {
				return one(names)
			}
			return "name", true
		case field == "base":
			return "https://example.org", true
		}
		return one(slugs[spaces["."+field]])
	}
}

// For every valid operation, its plan returns the same bytes as the resolvers. Operations without a plan are of known
// kinds.
func TestRandomOperations(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	generated := filepath.Join(t.TempDir(), "made.db")
	if err := made.File(t.Context(), generated, *seed, 60); err != nil {
		t.Fatal(err)
	}
	var compared []*comparison
	t.Run("datasets", func(t *testing.T) { // at the same time, because resolvers often wait
		for _, file := range []string{"../data/summitry.db", generated} {
			c := newComparison(schema)
			compared = append(compared, c)
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				c.of(t, file)
			})
		}
	})
	c := newComparison(schema)
	for _, other := range compared {
		c.add(other)
	}
	c.check(t)
}

// check fails if the operations were not what the test is about.
func (c *comparison) check(t *testing.T) {
	t.Helper()
	slices.Sort(c.depths)
	t.Logf(
		"%d operations, %d with their variables: %d with data, %d with errors, median depth %d",
		len(c.depths), c.compared, c.filled, c.failed, c.depths[len(c.depths)/2],
	)
	if c.filled*2 < len(c.depths) { // the number of results and the depth depend on the schema and the dataset
		t.Error("most operations return no data")
	}
	if c.passed*2 > len(c.depths) { // the number depends on the load of the machine
		t.Errorf("%d operations were too large for the resolvers and were not compared", c.passed)
	}
	t.Logf("left to the resolvers: %v", c.left)
	for why := range c.left {
		if why != "the operation is not supported by a plan: invalid" {
			t.Errorf("%d operations are left to the resolvers: %s", c.left[why], why)
		}
	}
	t.Logf("%d operations select one field of two types beside each other with different arguments", c.neighbours)
	if c.neighbours*20 < len(c.depths) {
		t.Error("there are too few operations with neighbours to find a plan that confuses them")
	}
	least := c.least()
	t.Logf("used, least first: %v", least)
	if wanted := len(c.depths) / 2000; wanted >= 10 && least[0].times < wanted {
		t.Errorf("%v, and each should be used %d times", least[0], wanted)
	}
}

// A comparison compares the results of plans with those of resolvers.
type comparison struct {
	schema         *ast.Schema
	depths         []int
	filled, failed int
	passed         int // skipped, because the resolvers ran out of time or of waiting fields
	compared       int
	others         []http.Handler // that must return the same
	neighbours     int            // operations with one field on two types side by side, with different arguments
	used           map[string]int // fields and arguments
	left           map[string]int // operations left to the resolvers, by reason
}

func newComparison(schema *ast.Schema) *comparison {
	return &comparison{schema: schema, used: map[string]int{}, left: map[string]int{}}
}

// add adds what another comparison counted.
func (c *comparison) add(other *comparison) {
	c.depths = append(c.depths, other.depths...)
	c.filled += other.filled
	c.failed += other.failed
	c.passed += other.passed
	c.compared += other.compared
	c.neighbours += other.neighbours
	for what, times := range other.used {
		c.used[what] += times
	}
	for why, times := range other.left {
		c.left[why] += times
	}
}

// of compares operations on a dataset.
func (c *comparison) of(t *testing.T, file string) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	plans, err := graph.New(t.Context(), store.New(db), slog.New(reasons(c.left)))
	if err != nil {
		t.Fatal(err)
	}
	resolvers := plans.ByResolvers()
	c.others = nil
	if *cluster != "" && filepath.Base(file) == "summitry.db" {
		onCluster := apiOnCluster(t)
		c.others = []http.Handler{onCluster, onCluster.ByResolvers()}
	}
	cursors := map[string][]string{}
	asked := 0
	generator := generate.New(c.schema, *seed, valuesOf(t, db, cursors, &asked))
	for ; asked < *howMany; asked++ {
		o := generator.Operation()
		document := gqlparser.MustLoadQueryWithRules(c.schema, o.Query, rules.NewDefaultRules())
		c.depths = append(c.depths, deep(document.Operations[0].SelectionSet, c.used))
		if hasNeighbours(document.Operations[0].SelectionSet) {
			c.neighbours++
		}
		answer := c.compare(t, plans, resolvers, o)
		if holds(answer) {
			c.filled++
		}
		collectCursors(cursors, document.Operations[0].SelectionSet, answer, "")
		if len(o.Variables) > 0 { // the cached plan runs with other variables
			c.compare(t, plans, resolvers, generate.Operation{Query: o.Query, Variables: generator.Variables()})
		}
	}
}

// apiOnCluster returns an API of the dataset that a cluster holds.
func apiOnCluster(t *testing.T) *graph.API {
	t.Helper()
	nodes, err := rqlite.Parse(*cluster, os.Getenv(rqlite.PasswordVariable))
	if err != nil {
		t.Fatal(err)
	}
	held, err := nodes.Source().Next(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db, err := data.Catalog.OpenConnector(t.Context(), held.Connector(), 8)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	api, err := graph.New(t.Context(), store.New(db), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// waitingTooMany is an error of the resolvers alone: in a plan, no fields wait.
const waitingTooMany = "fields that load records at the same time"

// compare runs an operation with both, and returns the data.
func (c *comparison) compare(t *testing.T, plans, resolvers http.Handler, o generate.Operation) map[string]any {
	t.Helper()
	c.compared++
	status, answer := posted(plans, o)
	_, want := posted(resolvers, o)
	if strings.Contains(want+answer, `"code":"TIMEOUT"`) ||
		strings.Contains(want, waitingTooMany) { // the machine is busy
		c.passed++
		return nil
	}
	if want != answer {
		t.Fatalf("%s %v is answered with\n%s\nand by the resolvers with\n%s", o.Query, o.Variables, answer, want)
	}
	for i, other := range c.others {
		if _, got := posted(other, o); got != answer {
			t.Fatalf("%s %v is answered with\n%s\nand on a cluster (%d) with\n%s", o.Query, o.Variables, answer, i, got)
		}
	}
	var read struct {
		Data   map[string]any
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	err := json.Unmarshal([]byte(answer), &read)
	expected := http.StatusOK
	switch {
	case strings.Contains(answer, `"data":`) && len(read.Errors) > 0:
		expected = 294
	case len(read.Errors) > 0:
		expected = http.StatusUnprocessableEntity
	}
	if err != nil || status != expected {
		t.Fatalf("%s %v: %d %s", o.Query, o.Variables, status, answer)
	}
	for _, problem := range read.Errors {
		if problem.Extensions["code"] != "BAD_USER_INPUT" {
			t.Errorf("%s %v: %v", o.Query, o.Variables, problem)
		}
	}
	c.failed += min(len(read.Errors), 1)
	return read.Data
}

// collectCursors collects the cursors of a response.
func collectCursors(cursors map[string][]string, all ast.SelectionSet, of any, list string) {
	switch of := of.(type) {
	case []any:
		for _, element := range of {
			collectCursors(cursors, all, element, list)
		}
	case map[string]any:
		for _, s := range all {
			switch s := s.(type) {
			case *ast.Field:
				if text, ok := of[s.Alias].(string); ok && strings.HasSuffix(strings.ToLower(s.Name), "cursor") {
					for _, of := range []string{list, list[strings.Index(list, ".")+1:]} {
						cursors[of] = append(cursors[of], text)
					}
				}
				within := list
				if strings.HasSuffix(s.Definition.Type.Name(), "Connection") {
					within = s.ObjectDefinition.Name + "." + s.Name
				}
				collectCursors(cursors, s.SelectionSet, of[s.Alias], within)
			case *ast.InlineFragment:
				collectCursors(cursors, s.SelectionSet, of, list)
			case *ast.FragmentSpread:
				collectCursors(cursors, s.Definition.SelectionSet, of, list)
			}
		}
	}
}

// A use counts how often an element of the schema was used.
type use struct {
	what  string
	times int
}

// least returns the fields and arguments of the schema, the least used first.
func (c *comparison) least() (all []use) {
	for _, definition := range c.schema.Types {
		if definition.BuiltIn || definition.Kind != ast.Object && definition.Kind != ast.Interface ||
			definition.Name == "Cited" { // no field returns it
			continue
		}
		for _, f := range definition.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			name := definition.Name + "." + f.Name
			all = append(all, use{name, c.used[name]})
			for _, a := range f.Arguments {
				argument := fmt.Sprintf("%s(%s)", name, a.Name)
				all = append(all, use{argument, c.used[argument]})
			}
		}
	}
	slices.SortFunc(
		all,
		func(a, b use) int { return cmp.Or(cmp.Compare(a.times, b.times), cmp.Compare(a.what, b.what)) },
	)
	return all
}

// reasons counts the operations that plans leave to the resolvers, by reason.
type reasons map[string]int

func (reasons) Enabled(context.Context, slog.Level) bool { return true }
func (r reasons) WithAttrs([]slog.Attr) slog.Handler     { return r }
func (r reasons) WithGroup(string) slog.Handler          { return r }

var particular = regexp.MustCompile(`invalid: .*`)

func (r reasons) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "reason" {
			r[particular.ReplaceAllString(a.Value.String(), "invalid")]++
		}
		return true
	})
	return nil
}

func posted(handler http.Handler, o generate.Operation) (status int, body string) {
	sent, err := json.Marshal(o)
	if err != nil {
		panic(err) // the values are plain
	}
	r := httptest.NewRequest("POST", "/", bytes.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// holds reports whether a result contains any value other than type names.
func holds(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(v, holds)
	case map[string]any:
		for key, v := range v {
			if !strings.HasPrefix(key, "__") && holds(v) {
				return true
			}
		}
		return false
	}
	return true
}

// deep returns the depth of nested fields, and counts the fields used.
func deep(all ast.SelectionSet, used map[string]int) (depth int) {
	for _, s := range all {
		switch s := s.(type) {
		case *ast.Field:
			used[s.ObjectDefinition.Name+"."+s.Name]++
			for _, a := range s.Arguments {
				used[fmt.Sprintf("%s.%s(%s)", s.ObjectDefinition.Name, s.Name, a.Name)]++
			}
			depth = max(depth, 1+deep(s.SelectionSet, used))
		case *ast.InlineFragment:
			depth = max(depth, deep(s.SelectionSet, used))
		case *ast.FragmentSpread:
			depth = max(depth, deep(s.Definition.SelectionSet, used))
		}
	}
	return depth
}

// hasNeighbours reports whether fragments on two types side by side select one field with different arguments.
func hasNeighbours(all ast.SelectionSet) bool {
	first := map[string]*ast.Field{} // by name, in fragments side by side
	for _, s := range all {
		switch s := s.(type) {
		case *ast.Field:
			if hasNeighbours(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if hasNeighbours(s.SelectionSet) {
				return true
			}
			for _, within := range s.SelectionSet {
				f, _ := within.(*ast.Field)
				switch {
				case f == nil:
				case first[f.Name] == nil:
					first[f.Name] = f
				case first[f.Name].ObjectDefinition != f.ObjectDefinition && arguments(first[f.Name]) != arguments(f):
					return true
				}
			}
		}
	}
	return false
}

func arguments(f *ast.Field) string {
	var all []string
	for _, a := range f.Arguments {
		all = append(all, a.Name+": "+a.Value.String())
	}
	return strings.Join(all, ", ")
}
