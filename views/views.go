// Package views holds the views: named GraphQL queries, one file each. Those in pages/ supply the HTML pages. Views
// share the fragments of the folder fragments/ beside them. Titles, descriptions and examples are in the descriptions
// of the operations and their variables (parse.go). The entry points are All and Find. The package depends on nothing
// of this project. Load also reads views from a folder.
package views

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

//go:embed *.graphql fragments/*.graphql pages/*.graphql pages/fragments/*.graphql
var embedded embed.FS

// A View is a named query.
type View struct {
	Name        string // of the file
	ForPage     bool   // it supplies an HTML page
	Title       string
	Description string
	Operation   string // the text of the file, with the shared fragments that it uses
	Variables   []*Variable
	Example     url.Values // parameters of its address

	sources  []*source // the files that Operation is made of, in order
	replaces *View     // the embedded view in the place of which this one is served
}

// SHA256 returns the hash of the operation in hexadecimal, by which clients may request it.
func (v *View) SHA256() string {
	sum := sha256.Sum256([]byte(v.Operation))
	return hex.EncodeToString(sum[:])
}

// All returns every embedded view: the general ones sorted by name, then those of pages.
func All() ([]*View, error) {
	files, err := embeddedSources()
	if err != nil {
		return nil, err
	}
	return parseAll(files)
}

// parseAll returns the views of some files: the general ones sorted by name, then those of pages. The error joins the
// first error of each view.
func parseAll(files map[string]*source) (all []*View, err error) {
	var problems []error
	for _, folder := range []string{".", "pages"} {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if path.Dir(name) != folder {
				continue
			}
			v, err := parseView(files, files[name])
			if err != nil {
				problems = append(problems, err)
				continue
			}
			v.ForPage = folder == "pages"
			all = append(all, v)
		}
	}
	return all, errors.Join(problems...)
}

// parseView returns the view in a file, with the fragments that it uses.
func parseView(files map[string]*source, of *source) (*View, error) {
	v, err := parse(strings.TrimSuffix(path.Base(of.path), extension), of.text)
	if err != nil {
		return nil, of.locate(err)
	}
	v.sources = []*source{of}
	if err := v.addFragments(files, path.Join(path.Dir(of.path), "fragments")); err != nil {
		return nil, err
	}
	return v, nil
}

// addFragments appends the shared fragments of a folder that an operation uses, directly or through others, each once.
func (v *View) addFragments(files map[string]*source, folder string) error {
	added := fragmentsDefined(v.Operation)
	for i := 0; i < len(v.sources); i++ {
		using := v.sources[i]
		for _, spread := range fragmentsIn(using.text) {
			if added[spread.Value] {
				continue
			}
			name := path.Join(folder, spread.Value+extension)
			fragment := files[name]
			if fragment == nil {
				return using.locate(gqlerror.ErrorPosf(&spread.Pos, "Unknown fragment %.100q: add the file %s",
					spread.Value, name))
			}
			added[spread.Value] = true
			v.Operation += "\n" + fragment.text
			v.sources = append(v.sources, fragment)
		}
	}
	return nil
}

// fragmentsIn returns the names of the fragments that a text spreads, as its tokens tell.
func fragmentsIn(text string) (names []lexer.Token) {
	return namesAfter(text, func(before lexer.Token) bool { return before.Kind == lexer.Spread })
}

// fragmentsDefined returns the names of the fragments that a text defines.
func fragmentsDefined(text string) map[string]bool {
	defined := map[string]bool{}
	depth := 0
	for _, name := range namesAfter(text, func(before lexer.Token) bool {
		switch before.Kind {
		case lexer.BraceL:
			depth++
		case lexer.BraceR:
			depth--
		}
		return depth == 0 && before.Kind == lexer.Name && before.Value == "fragment"
	}) {
		defined[name.Value] = true
	}
	return defined
}

// namesAfter returns the names, other than on, that follow certain tokens of a text.
func namesAfter(text string, certain func(lexer.Token) bool) (names []lexer.Token) {
	follows := false
	for l := lexer.New(&ast.Source{Input: text}); ; {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF { // the text has been parsed, or will be
			return names
		}
		if follows && token.Kind == lexer.Name && token.Value != "on" {
			names = append(names, token)
		}
		follows = certain(token)
	}
}

// Find returns the view with a name, or nil.
func Find(all []*View, name string) *View {
	if i := slices.IndexFunc(all, func(v *View) bool { return v.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}
