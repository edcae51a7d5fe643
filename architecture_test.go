package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/summitry/summitry"

// mayImport says which other packages of ours, and which modules, the code of a package may import; tests may more.
var mayImport = map[string][]string{
	".":                     {module + "/accept", module + "/graph", module + "/data", module + "/data/store", module + "/data/release", module + "/pages", module + "/playground", "github.com/hashicorp/golang-lru/v2", "github.com/jub0bs/cors", "github.com/klauspost/compress", "golang.org/x/sys"},
	"graph":                 {module + "/accept", module + "/graph/compiled", module + "/graph/internal/gen", module + "/graph/internal/scalar", module + "/data", module + "/data/store", module + "/table", module + "/views", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2", "golang.org/x/sync", "github.com/hashicorp/golang-lru/v2"},
	"graph/internal/gen":    {module + "/graph/internal/scalar", module + "/data", module + "/data/store", module + "/views", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2"},
	"graph/compiled":        {module + "/data", module + "/data/store", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2"},
	"graph/generate":        {"github.com/vektah/gqlparser/v2"},
	"graph/internal/scalar": {module + "/data/store", "github.com/99designs/gqlgen"},
	"data":                  {module + "/data/store"},
	"data/store":            {"modernc.org/sqlite", "golang.org/x/text", "github.com/hashicorp/golang-lru/v2"}, // no entity
	"data/release":          {"golang.org/x/sys"},
	"data/curate":           {module + "/data", module + "/data/store", "modernc.org/sqlite", "go.yaml.in/yaml/v4", "golang.org/x/text", "github.com/invopop/jsonschema"},
	"data/generate":         {module + "/data", module + "/data/store", "modernc.org/sqlite"},
	"data/recording":        {"modernc.org/sqlite"},
	"cmd/curate":            {module + "/data/curate"},
	"table":                 {module + "/data/store", "github.com/vektah/gqlparser/v2"},
	"views":                 {"github.com/vektah/gqlparser/v2"},
	"accept":                {},
	"playground":            {module + "/accept"},
	"pages":                 {module + "/accept", module + "/graph", module + "/data", module + "/data/store", module + "/views", "github.com/agnivade/levenshtein"},
	"cmd/generate":          {module + "/data/generate"},
	"bench":                 {module + "/graph", module + "/data", module + "/data/store", module + "/data/generate", module + "/data/recording", "golang.org/x/sync", "golang.org/x/sys"},
}

// mayUse says who speaks HTTP and SQL.
var mayUse = map[string][]string{
	"net/http":     {".", "graph", "pages", "playground", "bench"},
	"database/sql": {".", "data/store", "data/curate", "data/generate", "data/recording", "bench"}, // the server opens and closes, the compilers write
}

func TestWhoMayImportWhom(t *testing.T) {
	seen := make(map[string]bool)
	err := filepath.WalkDir(".", func(file string, e fs.DirEntry, err error) error {
		if e != nil && e.IsDir() && (e.Name() == "node_modules" || e.Name() == "examples") { // others' modules
			return fs.SkipDir
		}
		if err != nil || e.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		file = filepath.ToSlash(file)
		folder := path.Dir(file)
		seen[folder] = true
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range parsed.Imports {
			imported, _ := strconv.Unquote(i.Path.Value)
			if host, _, _ := strings.Cut(imported, "/"); !strings.Contains(host, ".") {
				if may, known := mayUse[imported]; known && !slices.Contains(may, folder) {
					t.Errorf("%s imports %s, which only %v may", file, imported, may)
				}
				continue
			}
			allowed := slices.ContainsFunc(mayImport[folder], func(may string) bool {
				return imported == may || !strings.HasPrefix(may, module) && strings.HasPrefix(imported, may+"/")
			})
			if !allowed {
				t.Errorf("%s imports %s: %s may import %v only", file, imported, folder, mayImport[folder])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder := range mayImport {
		if !seen[folder] {
			t.Errorf("there is no package in %s", folder)
		}
	}
}
