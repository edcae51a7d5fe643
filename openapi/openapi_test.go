package openapi_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/openapi"
	"github.com/summitry/summitry/pages"
)

// serve returns a handler of the committed dataset, with the views of a folder if it is not empty.
func serve(t *testing.T, folder, site string) (*graph.API, http.Handler) {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	api, err := graph.New(t.Context(), store.New(db), log)
	if folder != "" {
		api, err = graph.NewWithViews(t.Context(), store.New(db), folder, log)
	}
	if err != nil {
		t.Fatal(err)
	}
	api.ServeAt(site)
	handler, err := pages.Handler(api, log)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", handler)
	mux.HandleFunc("GET /schema.graphql", api.ServeSchema)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.Handle("GET /openapi.json", openapi.Handler(api, mux, pages.RecordFormats))
	return api, mux
}

func get(t *testing.T, handler http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func read(t *testing.T, handler http.Handler) (document map[string]any) {
	t.Helper()
	w := get(t, handler, "/openapi.json")
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || w.Code != http.StatusOK {
		t.Fatalf("/openapi.json answers %d %.300s (%v)", w.Code, w.Body, err)
	}
	return document
}

// at returns the value at a path of keys in a JSON value.
func at(value any, keys ...string) any {
	for _, key := range keys {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	return value
}

// closed forbids properties that a schema does not list, so that validation finds those that it lacks.
func closed(value any) {
	switch value := value.(type) {
	case map[string]any:
		if _, has := value["properties"].(map[string]any); has {
			value["additionalProperties"] = false
		}
		for _, inner := range value {
			closed(inner)
		}
	case []any:
		for _, inner := range value {
			closed(inner)
		}
	}
}

// compiler returns a function that compiles the schema of a response with status 200.
func compiler(t *testing.T, document map[string]any) func(path, media string) *jsonschema.Schema {
	t.Helper()
	closed(at(document, "components", "schemas"))
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	return func(path, media string) *jsonschema.Schema {
		t.Helper()
		pointer := "/paths/" + escape.Replace(path) + "/get/responses/200/content/" + escape.Replace(media) + "/schema"
		s, err := c.Compile("openapi.json#" + (&url.URL{Path: pointer}).EscapedPath())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func validate(t *testing.T, handler http.Handler, s *jsonschema.Schema, address string) {
	t.Helper()
	w := get(t, handler, address)
	value, err := jsonschema.UnmarshalJSON(w.Body)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s answers %d (%v)", address, w.Code, err)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("%s does not match its schema: %v", address, err)
	}
}

// The JSON of each view for its example, and of every record of each kind, matches its schema, which lists every key.
func TestResponsesMatchSchemas(t *testing.T) {
	api, handler := serve(t, "", "")
	schemaOf := compiler(t, read(t, handler))
	for _, v := range api.Views() {
		if path := "/views/" + v.Name + ".json"; !v.ForPage || v.Name == "search" {
			validate(t, handler, schemaOf(path, "application/json"), path+"?"+v.Example.Encode())
		}
	}
	paths, err := api.RecordPaths(t.Context(), 0, 100000)
	if err != nil || len(paths) < 500 {
		t.Fatalf("%d records (%v)", len(paths), err)
	}
	for i, path := range paths {
		folder, _, _ := strings.Cut(path[1:], "/")
		if folder == "citations" && i%10 > 0 {
			continue // hundreds are alike
		}
		s := schemaOf("/"+folder+"/{slug}.json", "application/json")
		validate(t, handler, s, path+".json")
	}
}

// Each address that the document lists, with the examples of its parameters, answers 200 with the media type listed.
func TestAddressesExist(t *testing.T) {
	_, handler := serve(t, "", "")
	document := read(t, handler)
	for path, item := range at(document, "paths").(map[string]any) {
		if path == "/summitry.db" { // which server.go serves
			continue
		}
		address, query := path, url.Values{}
		parameters, _ := at(item, "get", "parameters").([]any)
		for _, p := range parameters {
			if ref, is := at(p, "$ref").(string); is {
				p = at(document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
			}
			name, example := at(p, "name").(string), at(p, "example")
			if at(p, "in") == "path" {
				address = strings.ReplaceAll(address, "{"+name+"}", example.(string))
			} else if at(p, "required") == true {
				values, isList := example.([]any)
				if !isList {
					values = []any{example}
				}
				for _, value := range values {
					query.Add(name, value.(string))
				}
			}
		}
		w := get(t, handler, address+"?"+query.Encode())
		media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		if w.Code != http.StatusOK || at(item, "get", "responses", "200", "content", media) == nil {
			t.Errorf("%s answers %d %s, which the document does not list", address, w.Code, media)
		}
	}
}

// The parameters of a view are its variables: with types, values, defaults, descriptions and examples.
func TestParameters(t *testing.T) {
	_, handler := serve(t, "", "")
	parameters := at(read(t, handler), "components", "parameters")
	day := at(parameters, "member-on-a-day.day")
	if at(day, "required") != true || at(day, "schema", "format") != "date" ||
		at(day, "description") != "The day that the answer is for." || at(day, "example") == nil {
		t.Errorf("day is described as %v", day)
	}
	status := at(parameters, "member-on-a-day.status")
	if at(status, "required") != nil || at(status, "schema", "default") != "FULL_MEMBER" ||
		at(status, "schema", "$ref") != "#/components/schemas/MembershipStatus" {
		t.Errorf("status is described as %v", status)
	}
	organization := at(parameters, "member-on-a-day.organization")
	if at(organization, "required") != nil || at(organization, "schema", "default") != "sco" {
		t.Errorf("organization is described as %v: the dataset has one by default", organization)
	}
	speaker := at(parameters, "statements.speaker", "schema")
	if at(speaker, "type") != "array" || at(speaker, "items", "type") != "string" {
		t.Errorf("speaker is described as %v", speaker)
	}
	first := at(parameters, "statements.first", "schema")
	if at(first, "default") != float64(100) || at(first, "maximum") != float64(100) {
		t.Errorf("first is described as %v", first)
	}
	rows, _ := at(parameters, "statements.rows", "schema", "enum").([]any)
	if !slices.Contains(rows, any("citations")) || !slices.Contains(rows, any("speakers")) {
		t.Errorf("rows is one of %v", rows)
	}
}

// The schema of a result follows its selection: enums, null, @skip and @include, interfaces and lists.
func TestOwnViews(t *testing.T) {
	folder := t.TempDir()
	const view = `"""
Who is this?

An agent of any kind.

Example: ` + "`?id=country:china&more=true`" + `.
"""
query Who(
  "The id." $id: ID!
  "Whether to add statements." $more: Boolean! = false
  "The dates." $said: DateRange
) {
  node(id: $id) {
    __typename
    ... on Agent {
      name
      more: statements(first: 1, filter: {said: $said}) @include(if: $more) { nodes { kind saidOn { basis } } }
    }
    ... on Person { positions { title } }
  }
}
`
	if err := os.WriteFile(filepath.Join(folder, "who.graphql"), []byte(view), 0o644); err != nil {
		t.Fatal(err)
	}
	_, handler := serve(t, folder, "https://example.org/sub")
	document := read(t, handler)
	if got := at(document, "servers").([]any)[0]; at(got, "url") != "https://example.org/sub" {
		t.Errorf("the server is %v", got)
	}
	text, _ := json.Marshal(at(document, "components", "schemas", "who", "properties", "data"))
	for _, part := range []string{
		`"enum":["Person"]`, `"enum":["Organization","MemberState","OtherCountry"]`, `{"type":"null"}`,
		`"required":["__typename","name"]`, `"required":["__typename","name","positions"]`,
	} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the schema lacks %s: %s", part, text)
		}
	}
	if at(document, "components", "parameters", "who.said", "content", "application/json", "schema", "$ref") == nil ||
		at(document, "components", "schemas", "DateRange", "properties", "match") == nil {
		t.Errorf("said is described as %v", at(document, "components", "parameters", "who.said"))
	}
	schemaOf := compiler(t, document)
	for _, address := range []string{
		"?id=country:china&more=true", "?id=country:china", "?id=person:xi-jinping", "?id=topic:unity",
		"?id=person:nobody",
	} {
		validate(t, handler, schemaOf("/views/who.json", "application/json"), "/views/who.json"+address)
	}
}

// The document has an ETag, names the dataset, and is an error if the address pins another one.
func TestCaching(t *testing.T) {
	_, handler := serve(t, "", "")
	first := get(t, handler, "/openapi.json")
	tag := first.Header().Get("ETag")
	if tag == "" || first.Header().Get(graph.DatasetHeader) == "" {
		t.Errorf("the headers are %v", first.Header())
	}
	if w := get(t, handler, "/openapi.json", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("If-None-Match gets %d", w.Code)
	}
	if w := get(t, handler, "/openapi.json?dataset=0.0.0"); w.Code != http.StatusConflict {
		t.Errorf("another dataset gets %d", w.Code)
	}
	if again := get(t, handler, "/openapi.json"); again.Body.String() != first.Body.String() {
		t.Error("the document is another one each time")
	}
	_, other := serve(t, "", "")
	if again := get(t, other, "/openapi.json"); again.Body.String() != first.Body.String() {
		t.Error("another server with the same dataset has another document")
	}
}

// The codes of errors are those that docs/api.md explains, except those of requests to other addresses.
func TestCodes(t *testing.T) {
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, handler := serve(t, "", "")
	found := regexp.MustCompile(`"code":\{"[^}]*"enum":\[([^\]]+)\]`).FindSubmatch(
		get(t, handler, "/openapi.json").Body.Bytes())
	if found == nil {
		t.Fatal("the document lists no codes")
	}
	for _, code := range strings.Split(strings.ReplaceAll(string(found[1]), `"`, "`"), ",") {
		if !strings.Contains(string(text), "| "+code) && !strings.Contains(string(text), ", "+code) {
			t.Errorf("docs/api.md does not explain %s", code)
		}
	}
}
