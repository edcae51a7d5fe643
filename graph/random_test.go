package graph_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/summitry/summitry/data"
	made "github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/graph/generate"
)

var (
	howMany = flag.Int("operations", 150, "how many random operations to ask of each dataset")
	seed    = flag.Uint64("seed", 1, "another one makes other operations")
)

// spaces are where the slugs of an argument are found, by the end of its place.
var spaces = map[string]string{
	".speaker": "agent", ".country": "agent", ".organization": "agent", ".participant": "agent", ".reportedBy": "agent", ".memberState": "agent", ".person": "agent",
	".occasion": "event", ".summit": "event", ".event": "event", ".topic": "topic", ".document": "document", ".statement": "statement",
}

// valuesOf gives values that a dataset has, most of the time.
func valuesOf(t *testing.T, db *sql.DB) generate.Source {
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
		if len(all) == 0 {
			t.Fatalf("%s finds nothing", query)
		}
		return all
	}
	slugs := map[string][]string{}
	for _, space := range []string{"agent", "event", "topic", "document", "statement"} {
		slugs[space] = texts("SELECT slug FROM slug WHERE space = ?", space)
	}
	for kind, of := range map[string]string{"person": "'PERSON'", "organization": "'ORGANIZATION'", "country": "'MEMBER_STATE', 'OTHER_COUNTRY'", "memberState": "'MEMBER_STATE'"} {
		slugs[kind] = texts("SELECT slug FROM agent WHERE kind IN (" + of + ")")
	}
	slugs["summit"] = texts("SELECT slug FROM event WHERE kind = 'SUMMIT'")
	ids := texts(`SELECT 'statement:' || slug FROM statement UNION SELECT 'topic:' || slug FROM topic UNION SELECT 'event:' || slug FROM event UNION SELECT 'membership:' || slug FROM membership
		UNION SELECT 'document:' || slug FROM document UNION SELECT 'person:' || slug FROM agent WHERE kind = 'PERSON' UNION SELECT 'citation:' || slug FROM citation
		UNION SELECT 'annotation:' || slug FROM annotation UNION SELECT 'discrepancy:' || slug FROM discrepancy UNION SELECT 'organization:' || slug FROM agent WHERE kind = 'ORGANIZATION'`)
	days := texts("SELECT DISTINCT said_earliest FROM statement WHERE said_earliest IS NOT NULL")
	words := strings.Fields(strings.Join(texts("SELECT text FROM statement LIMIT 50"), " "))
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
		case field == "slug":
			kind := parts[1]
			if slugs[kind] == nil {
				kind = "agent"
			}
			return one(slugs[kind])
		case field == "id", field == "ids":
			return one(ids)
		case field == "asOf", field == "from", field == "to":
			return days[random.IntN(len(days))], true
		case field == "query", field == "text", field == "name":
			return one(words)
		case field == "property":
			return one(data.Citable[strings.Split(place, ".")[0]])
		case field == "base":
			return "https://example.org", true
		}
		return one(slugs[spaces["."+field]])
	}
}

// Whatever valid operation is asked is answered by its plan as by the resolvers, in the same bytes.
func TestRandomOperations(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	for dataset := range 2 {
		file := "../data/summitry.db"
		if dataset > 0 {
			file = filepath.Join(t.TempDir(), "made.db")
			if err := made.File(t.Context(), file, *seed, 60); err != nil {
				t.Fatal(err)
			}
		}
		db, err := data.Open(t.Context(), os.DirFS(filepath.Dir(file)), filepath.Base(file))
		if err != nil {
			t.Fatal(err)
		}
		handler := apiFrom(t, db)
		reference := handler.ByResolvers()
		generator := generate.New(schema, *seed, valuesOf(t, db))
		var depths []int
		filled, failed := 0, 0
		used := map[string]int{}
		for range *howMany {
			o := generator.Operation()
			status, answer := posted(handler, o)
			if _, want := posted(reference, o); want != answer {
				t.Fatalf("%s %v is answered with\n%s\nand by the resolvers with\n%s", o.Query, o.Variables, answer, want)
			}
			var read struct {
				Data   map[string]any
				Errors []struct {
					Message    string
					Extensions map[string]any
				}
			}
			if err := json.Unmarshal([]byte(answer), &read); err != nil || status != http.StatusOK {
				t.Fatalf("%s %v: %d %s", o.Query, o.Variables, status, answer)
			}
			for _, problem := range read.Errors {
				if problem.Extensions["code"] != "BAD_USER_INPUT" {
					t.Errorf("%s %v: %v", o.Query, o.Variables, problem)
				}
			}
			failed += min(len(read.Errors), 1)
			if holds(read.Data) {
				filled++
			}
			document := gqlparser.MustLoadQueryWithRules(schema, o.Query, rules.NewDefaultRules())
			depths = append(depths, deep(document.Operations[0].SelectionSet, used))
		}
		slices.Sort(depths)
		t.Logf("%d operations: %d with data, %d with errors, median depth %d", len(depths), filled, failed, depths[len(depths)/2])
		if filled*10 < len(depths)*9 || depths[len(depths)/2] < 4 {
			t.Error("these are too shallow, or find too little")
		}
		var unused []string
		for _, definition := range schema.Types {
			if definition.BuiltIn || definition.Kind != ast.Object && definition.Kind != ast.Interface {
				continue
			}
			for _, f := range definition.Fields {
				if !strings.HasPrefix(f.Name, "__") && used[definition.Name+"."+f.Name] == 0 {
					unused = append(unused, definition.Name+"."+f.Name)
				}
			}
		}
		slices.Sort(unused)
		t.Log("not asked for: ", len(unused), unused)
	}
}

func posted(handler http.Handler, o generate.Operation) (status int, body string) {
	sent, err := json.Marshal(o)
	if err != nil {
		panic(err) // it is plain
	}
	r := httptest.NewRequest("POST", "/", bytes.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// holds tells whether there is any value in an answer but the names of types.
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

// deep tells how many fields are inside of each other, and counts which are used.
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
