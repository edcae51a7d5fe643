package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// replaced lists names of the first edition that have been replaced by the field's terms: admission, preemption,
// backpressure, budget, loader, plan, index, page planner, text query, entity. No declaration may use them again, in
// lower or upper case.
var replaced = strings.Fields(`
	lanes enter hold receive linger overcrowded yield turn pause crowd begin open purse spend overspent
	gather gatherer question quiet one maybe every records connect pages kept keep answers made making
	reckoning told unanswered refusal link see survey level slot asker part given
	errgivesup errmistaken errasked reading want follow term arrange arrangement listed piece stretch
	route chooser driver wording worded during dated among noun describe
	misasked attended known changed leavetaking house door room stranger
`)

// allowedNames lists, by file, declarations and file names for which the word is the field's term.
var allowedNames = map[string][]string{
	"conformance/pages_test.go":   {"pages"},   // HTML pages
	"data/annotation.go":          {"Reading"}, // an interpretation of a text
	"data/check/check.go":         {"Given"},   // the schema's Difference.given
	"data/curate/annotation.go":   {"Reading"},
	"data/pages_test.go":          {"pages"},                      // pages of lists
	"data/recording/recording.go": {"Open", "Driver", "Connect"},  // methods of database/sql/driver
	"data/release/release.go":     {"Open"},                       // as os.Open
	"data/rqlite/conn.go":         {"Begin", "Driver", "Connect"}, // methods of database/sql/driver
	"data/store/connector.go":     {"Open"},                       // a method of fs.FS
	"data/store/open.go":          {"Open", "open"},
	"pages/pages.go":              {"pages"}, // the file of the package's entry point
	"pages/pages_test.go":         {"pages"},
}

func TestNames(t *testing.T) {
	for _, file := range handWritten(t) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".go"), "_test")
		for _, name := range append(declared(parsed), base) {
			word := strings.ToLower(name)
			expected := name == "want" && strings.HasSuffix(file, "_test.go") // as in Go's own tests
			allowed := slices.Contains(allowedNames[filepath.ToSlash(file)], name)
			if slices.Contains(replaced, word) && !expected && !allowed {
				t.Errorf("%s declares %s: use the field's term", file, name)
			}
		}
	}
}

// declared lists the package-level names of a file, and those of methods and of fields of structs and interfaces.
func declared(file *ast.File) (names []string) {
	add := func(identifiers ...*ast.Ident) {
		for _, i := range identifiers {
			names = append(names, i.Name)
		}
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			add(f.Name)
			continue
		}
		for _, spec := range d.(*ast.GenDecl).Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				add(s.Name)
			case *ast.ValueSpec:
				add(s.Names...)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		var fields *ast.FieldList
		switch n := n.(type) {
		case *ast.StructType:
			fields = n.Fields
		case *ast.InterfaceType:
			fields = n.Methods
		default:
			return true
		}
		for _, f := range fields.List {
			add(f.Names...)
		}
		return true
	})
	return names
}

// oldPhrases matches phrases of the first edition's messages, which say neither what a value must be nor what to send.
var oldPhrases = regexp.MustCompile(`\b(is|are) no [^l]|\btold\b|\bmay have [0-9%]|: ask (again|for)\b|^there is no `)

// Messages say what was wrong, with the value that came, and then what to send.
func TestMessages(t *testing.T) {
	for _, file := range handWritten(t) {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(filepath.ToSlash(file), "data/curate/") {
			continue
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				text, err := strconv.Unquote(l.Value)
				if err != nil || oldPhrases.MatchString(text) {
					t.Errorf("%s: reword %s", files.Position(l.Pos()), l.Value)
				}
			}
			return true
		})
	}
}

const maxColumns = 120

// Lines of Go have at most 120 columns, where a tab counts as four.
func TestLines(t *testing.T) {
	for _, file := range handWritten(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if n := utf8.RuneCountInString(line) + 3*strings.Count(line, "\t"); n > maxColumns {
				t.Errorf("%s:%d has %d columns, at most %d fit", file, i+1, n, maxColumns)
			}
		}
	}
}

// handWritten lists the Go files of this module that are not generated.
func handWritten(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(file string, e fs.DirEntry, err error) error {
		if e != nil && e.IsDir() && (e.Name() == "node_modules" || e.Name() == ".git") {
			return fs.SkipDir
		}
		if err != nil || e.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err == nil && !ast.IsGenerated(parsed) {
			files = append(files, file)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	return files
}
