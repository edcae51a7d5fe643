package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// layers lists the packages of the program from top to bottom, as ARCHITECTURE.md explains them. A package may use the
// packages below it.
var layers = []string{
	".", "cmd/curate", "cmd/generate", "cmd/publish", "bench", "conformance", "conformance/mutants",
	"rollout", "mcp", "pages", "openapi", "playground", "web/metrics", "web", "graph",
	"graph/exec", "graph/resolver", "graph/internal/gen", "graph/plan", "graph/internal/scalar",
	"graph/load", "graph/site", "table", "graph/jsonschema", "graph/selection", "graph/generate", "views",
	"web/cache", "web/access", "web/accept",
	"data/curate", "data/generate", "data/recording", "data/rqlite", "data/release", "data/check", "data", "data/store",
	"lru",
}

const maxUsesAgainstLayers = 10

// A use is an identifier that one package declares and another one names. It is counted once for each pair of packages.
// It violates the layers if the declaring package is above the naming one.
func TestUsesFollowLayers(t *testing.T) {
	uses := map[[2]string]map[string]bool{} // identifiers by using and declaring package
	for _, p := range typeChecked(t) {
		if !slices.Contains(layers, p.folder) {
			t.Errorf("%s is in no layer: add it to layers", p.folder)
		}
		for _, object := range p.info.Uses {
			from := declaredIn(object)
			if from == "" || from == p.folder {
				continue
			}
			pair := [2]string{p.folder, from}
			if uses[pair] == nil {
				uses[pair] = map[string]bool{}
			}
			uses[pair][object.String()] = true
		}
	}
	all, against := 0, 0
	for pair, identifiers := range uses {
		all += len(identifiers)
		if slices.Index(layers, pair[0]) > slices.Index(layers, pair[1]) {
			against += len(identifiers)
			t.Logf("%s uses %s above it: %s", pair[0], pair[1],
				strings.Join(slices.Sorted(maps.Keys(identifiers)), ", "))
		}
	}
	t.Logf("%d of %d uses run against the layers", against, all)
	if all == 0 || against > maxUsesAgainstLayers {
		t.Errorf("%d of %d uses run against the layers, at most %d may", against, all, maxUsesAgainstLayers)
	}
}

// declaredIn returns the folder of the package of this module that declares an object, or "".
func declaredIn(object types.Object) string {
	if object.Pkg() == nil {
		return ""
	}
	if object.Pkg().Path() == module {
		return "."
	}
	folder, ours := strings.CutPrefix(object.Pkg().Path(), module+"/")
	if !ours {
		return ""
	}
	return folder
}

// A checkedPackage is a type-checked package of this module, without its tests.
type checkedPackage struct {
	folder string
	info   *types.Info
}

// typeChecked type-checks the packages of this module. It reads their imports from the compiler's output.
func typeChecked(t *testing.T) (all []checkedPackage) {
	t.Helper()
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles                 []string
		Module                  *struct{ Main bool }
	}
	list := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles,Module", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	var ours []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if p.Module != nil && p.Module.Main {
			ours = append(ours, p)
		}
	}
	files := token.NewFileSet()
	compiled := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser,
		error) {
		return os.Open(exports[path])
	})
	for _, p := range ours {
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: compiled}
		if _, err := config.Check(p.ImportPath, files, parsed, info); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", p.ImportPath, err))
		}
		folder, _ := strings.CutPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		if folder == "" {
			folder = "."
		}
		all = append(all, checkedPackage{folder, info})
	}
	return all
}
