package graph_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
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

// The generated code is what gqlgen generates from the schema and the types.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	settings, err := os.ReadFile("../gqlgen.yml")
	if err != nil {
		t.Fatal(err)
	}
	const key, output = "filename: ", "graph/internal/gen/generated.go"
	if strings.Count(string(settings), key) != 1 {
		t.Fatal("gqlgen.yml names more files than one, or none")
	}
	folder := t.TempDir()
	file, elsewhere := filepath.Join(folder, "gqlgen.yml"), filepath.Join(folder, "generated.go")
	changed := strings.Replace(string(settings), key+output, key+filepath.ToSlash(elsewhere), 1) +
		"\nskip_validation: true\n" // this test is itself compiled with the code that is committed
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	gqlgen := exec.Command("go", "tool", "gqlgen", "generate", "--config", file)
	gqlgen.Dir = ".."
	if output, err := gqlgen.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	made, err := os.ReadFile(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(output[len("graph/"):])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(withoutPaths(made), withoutPaths(committed)) {
		t.Error("graph/internal/gen/generated.go differs from gqlgen's output: run go generate ./... and commit it")
	}
	if stray := "../models_gen.go"; os.Remove(stray) == nil {
		t.Errorf("gqlgen made %s: a type of the schema has no type in data", stray)
	}
}

// pathOfSchema matches the path to the schema from the generated file, which depends on where that is.
var pathOfSchema = regexp.MustCompile(`\{Name: "[^"]*/schema\.graphqls", `)

func withoutPaths(generated []byte) []byte { return pathOfSchema.ReplaceAll(generated, nil) }
