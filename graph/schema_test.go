package graph_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A Go field that cannot be nil must not stand for a nullable field, as its zero value would be served as a fact, and
// the reverse.
func TestNullability(t *testing.T) {
	s := schema(t)
	looked := 0
	for _, record := range []any{
		data.Organization{}, data.MemberState{}, data.OtherCountry{}, data.Person{}, data.Position{},
		data.Membership{}, data.Mention{},
		data.Summit{}, data.Meeting{}, data.Incident{}, data.Participant{}, data.Outcome{}, data.Statement{},
		data.Attribution{}, store.Span{},
		data.Topic{}, data.Document{}, data.Citation{}, store.UncertainDate{}, data.Claim{}, data.Discrepancy{},
		data.Annotation{}, data.Change{},
		data.Dataset{}, data.Counts{}, store.PageInfo{},
	} {
		goType := reflect.TypeOf(record)
		for _, f := range s.Types[goType.Name()].Fields {
			field, bound := goType.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
			if !bound {
				continue
			}
			looked++
			canBeNil := field.Type.Kind() == reflect.Pointer || field.Type.Kind() == reflect.Interface ||
				field.Type.Kind() == reflect.Slice
			isList := f.Type.Elem != nil
			if f.Type.NonNull == canBeNil && !isList {
				t.Errorf("%s.%s is %s in the schema and %s in Go", goType.Name(), f.Name, f.Type, field.Type)
			}
		}
	}
	if looked < 80 {
		t.Errorf("only %d fields were looked at", looked)
	}
}

// Every type with citations lists the fields that can be cited, and each of them exists.
func TestCitableFields(t *testing.T) {
	s := schema(t)
	for name, d := range s.Types {
		if d.Kind == ast.Object && slices.Contains(d.Interfaces, "Cited") && len(data.Citable[name]) == 0 {
			t.Errorf("%s has no list of fields", name)
		}
	}
	for name, fields := range data.Citable {
		for _, f := range fields {
			if f == "members" && name == "Organization" {
				continue // lists, from which member answers and which claims shows
			}
			if s.Types[name] == nil || s.Types[name].Fields.ForName(f) == nil {
				t.Errorf("%s has no field %s", name, f)
			}
		}
	}
}

// Code generators (genqlient) and gateways (Hasura) reject a schema in which an interface implements another. Object
// types must therefore name all of their interfaces.
func TestNoInterfaceImplementsAnother(t *testing.T) {
	s := schema(t)
	for name, d := range s.Types {
		if d.Kind == ast.Interface && len(d.Interfaces) > 0 {
			t.Errorf("the interface %s implements %s", name, strings.Join(d.Interfaces, ", "))
		}
	}
	for wider, narrower := range map[string][]string{
		"Agent": {"Node", "Cited"}, "Country": {"Agent", "Node", "Cited"}, "Event": {"Node", "Cited"},
	} {
		for _, possible := range s.GetPossibleTypes(s.Types[wider]) {
			for _, name := range narrower {
				if !slices.Contains(possible.Interfaces, name) {
					t.Errorf("%s implements %s and not %s", possible.Name, wider, name)
				}
			}
		}
	}
}

// The generated code is what gqlgen generates from the schema and the types, in a copy of the tree.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	root := t.TempDir()
	for _, pattern := range []string{"go.mod", "go.sum", "gqlgen.yml", "schema.graphqls", "data/*.go",
		"data/store/*.go", "data/check/*", "data/schema.sql", "graph/selection/*.go", "graph/internal/scalar/*.go",
		"table/*.go", "views/*.go", "views/*.graphql", "views/fragments/*", "views/pages/*.graphql",
		"views/pages/fragments/*"} {
		files, err := filepath.Glob("../" + pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(root, file[len("../"):])
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(to, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	gqlgen := exec.Command("go", "tool", "gqlgen", "generate")
	gqlgen.Dir = root
	if output, err := gqlgen.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	made, err := os.ReadFile(filepath.Join(root, "graph/internal/gen/generated.go"))
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("internal/gen/generated.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, committed) {
		t.Error("graph/internal/gen/generated.go differs from gqlgen's output: run go generate ./... and commit it")
	}
	if stray, _ := filepath.Glob(filepath.Join(root, "*models*")); len(stray) > 0 {
		t.Errorf("gqlgen made %v: a type of the schema has no type in data", stray)
	}
}
