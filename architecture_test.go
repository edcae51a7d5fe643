package main

import (
	"go/ast"
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

// mayImport lists the packages of this module (by folder) and the other modules that each package may import. Tests may
// import more.
var mayImport = map[string][]string{
	".": {
		"data", "data/store", "data/release", "data/rqlite", "graph", "graph/exec", "graph/site", "mcp", "openapi",
		"pages", "playground", "rollout", "web", "web/cache", "web/metrics",
	},
	"rollout": {"data", "data/release", "data/store", "graph", "web"},
	"web": {
		"web/accept", "web/access", "web/cache",
		"github.com/hashicorp/golang-lru/v2", "github.com/jub0bs/cors", "github.com/klauspost/compress",
		"golang.org/x/net", "golang.org/x/sys",
	},
	"web/accept": {}, "web/access": {},
	"web/cache": {"lru", "web/access"},
	"web/metrics": {
		"web/access", "github.com/prometheus/client_golang", "golang.org/x/net",
	},
	"lru": {"github.com/hashicorp/golang-lru/v2"},
	"graph": {
		"data", "data/store", "graph/exec", "graph/resolver", "graph/site", "lru", "table", "views",
		"web/accept", "web/access", "web/cache",
		"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2",
	},
	"graph/exec": { // no resolver
		"data/check", "data/store",
		"graph/internal/gen", "graph/internal/scalar", "graph/load", "graph/plan", "graph/selection",
		"lru",
		"web/access", "web/cache", "github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2", "golang.org/x/sync",
	},
	"graph/jsonschema": {"graph/selection", "github.com/vektah/gqlparser/v2"},
	"graph/selection":  {"github.com/vektah/gqlparser/v2"},
	"mcp": {
		"data", "data/store", "graph", "graph/exec", "graph/jsonschema", "views",
		"github.com/modelcontextprotocol/go-sdk",
	},
	"graph/internal/gen": {
		"data", "data/check", "data/store", "graph/internal/scalar", "table", "views",
		"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2",
	},
	"graph/resolver": {
		"data", "data/check", "data/store", "graph/internal/gen", "graph/load", "graph/site", "table", "views",
		"github.com/99designs/gqlgen", "github.com/agnivade/levenshtein", "golang.org/x/sync",
	},
	"graph/site": {"data/store"},
	"graph/load": {"data", "data/store", "golang.org/x/sync"},
	"graph/plan": {
		"data", "data/store", "graph/load", "graph/selection", "github.com/99designs/gqlgen",
		"github.com/vektah/gqlparser/v2",
	},
	"graph/generate":        {"github.com/vektah/gqlparser/v2"},
	"graph/internal/scalar": {"data/store", "github.com/99designs/gqlgen"},
	"data":                  {"data/store"},
	"data/check":            {"data", "data/store", "github.com/agnivade/levenshtein", "golang.org/x/text"},
	"data/store": {
		"modernc.org/sqlite", "modernc.org/libc", "golang.org/x/text", "github.com/hashicorp/golang-lru/v2",
	}, // no entity
	"data/release": {"golang.org/x/sys"},
	"data/rqlite":  {"data/release", "data/store"}, // no driver: it is one
	"data/curate": {
		"data", "data/store", "views", "modernc.org/sqlite", "go.yaml.in/yaml/v4", "golang.org/x/text",
		"github.com/invopop/jsonschema",
	},
	"data/generate":  {"data", "data/store", "modernc.org/sqlite"},
	"data/recording": {"modernc.org/sqlite"},
	"cmd/curate":     {"data", "data/curate"},
	"cmd/generate":   {"data/generate"},
	"cmd/publish":    {"data", "data/release", "data/rqlite", "data/store", "graph"},
	"table": {
		"data/store", "graph/selection", "github.com/vektah/gqlparser/v2", "github.com/xuri/excelize/v2",
	},
	"views":      {"github.com/vektah/gqlparser/v2"},
	"playground": {"web/accept"},
	"pages": {
		"data", "data/store", "graph", "graph/site", "table", "views", "web/accept", "web/cache",
		"github.com/agnivade/levenshtein", "github.com/google/uuid",
	},
	"openapi": { // no resolver
		"data", "data/store", "graph", "graph/exec", "graph/jsonschema", "views", "web/cache",
		"github.com/vektah/gqlparser/v2",
	},
	"bench": {
		"data", "data/store", "data/generate", "data/recording", "graph", "github.com/klauspost/compress/gzhttp",
		"golang.org/x/sync", "golang.org/x/sys",
	},
}

// mayUse lists the packages that may use net/http and database/sql. The server opens and closes the database, and the
// curating commands write it.
var mayUse = map[string][]string{
	"net/http": {
		".", "cmd/publish", "data/release", "data/rqlite", "graph", "mcp", "openapi", "pages", "playground", "rollout",
		"web", "web/cache", "web/metrics", "bench",
	},
	"database/sql": {"data/store", "data/curate", "data/generate", "data/recording", "rollout", "bench"},
}

// knowNoDataset lists the packages that depend neither on GraphQL nor on the dataset, not even indirectly.
var knowNoDataset = []string{"web", "web/accept", "web/access", "web/cache", "web/metrics", "lru"}

func TestImports(t *testing.T) {
	seen := make(map[string]bool)
	err := filepath.WalkDir(".", func(file string, e fs.DirEntry, err error) error {
		if e != nil && e.IsDir() && (e.Name() == "node_modules" || e.Name() == "examples") { // other people's modules
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
			if !allowed(folder, imported) {
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
			t.Errorf("mayImport lists %s, which has no package", folder)
		}
	}
}

// allowed reports whether a package may import another one. If it may import a module, it may import all packages of
// it.
func allowed(folder, imported string) bool {
	ours, inside := strings.CutPrefix(imported, module+"/")
	return slices.ContainsFunc(mayImport[folder], func(may string) bool {
		return inside && ours == may || !inside && (imported == may || strings.HasPrefix(imported, may+"/"))
	})
}

// The packages of web do not depend, even indirectly, on packages of GraphQL or of the dataset.
func TestWebKnowsNoDataset(t *testing.T) {
	for _, folder := range knowNoDataset {
		for _, may := range mayImport[folder] {
			ours := !strings.Contains(may, ".")
			forbidden := strings.Contains(may, "gql") || strings.Contains(may, "sql")
			if ours && !slices.Contains(knowNoDataset, may) || forbidden {
				t.Errorf("%s may import %s", folder, may)
			}
		}
	}
}

// topLevel lists the files of the top level beside tests. They hold flags and wiring.
var topLevel = []string{"server.go", "settings.go", "version.go", "metrics.go"}

func TestTopLevel(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	tests := 0
	for _, file := range files {
		switch {
		case strings.HasSuffix(file, "_test.go"):
			tests++
		case !slices.Contains(topLevel, file):
			t.Errorf("%s is at the top level: put it into a package", file)
		}
	}
	if tests > 3 {
		t.Errorf("the top level has %d tests, at most three may be there", tests)
	}
}

// Packages that serve requests log with the context of the request, so that each line has its id. ownviews.go logs when
// the server starts.
func TestLogsHaveContext(t *testing.T) {
	withoutContext := []string{"Debug", "Info", "Warn", "Error"}
	for _, name := range handWritten(t) {
		folder, _, _ := strings.Cut(name, "/")
		serves := slices.Contains([]string{"graph", "mcp", "openapi", "pages", "playground", "table"}, folder)
		if !serves || strings.HasSuffix(name, "_test.go") || name == "graph/ownviews.go" {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains(withoutContext, method.Sel.Name) {
				return true
			}
			var receiver string
			switch x := method.X.(type) {
			case *ast.Ident:
				receiver = x.Name
			case *ast.SelectorExpr:
				receiver = x.Sel.Name
			}
			if slices.Contains([]string{"log", "Log", "slog"}, receiver) {
				t.Errorf("%s: call %sContext with the context of the request", set.Position(n.Pos()), method.Sel.Name)
			}
			return true
		})
	}
}
