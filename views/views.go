// Package views holds the views: named GraphQL queries, one file each. Those in pages/ supply the HTML pages. Views
// share the fragments of the folder fragments/ beside them. Titles, descriptions and examples are in the descriptions
// of the operations and their variables (parse.go). The entry points are All and Find. The package depends on nothing
// of this project.
package views

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

//go:embed *.graphql fragments/*.graphql pages/*.graphql pages/fragments/*.graphql
var files embed.FS

// A View is a named query.
type View struct {
	Name        string // of the file
	ForPage     bool   // it supplies an HTML page
	Title       string
	Description string
	Operation   string // the text of the file, with the shared fragments that it uses
	Variables   []*Variable
	Example     url.Values // parameters of its address
}

// SHA256 returns the hash of the operation in hexadecimal, by which clients may request it.
func (v *View) SHA256() string {
	sum := sha256.Sum256([]byte(v.Operation))
	return hex.EncodeToString(sum[:])
}

// All returns every view: the general ones sorted by name, then those of pages.
func All() ([]*View, error) {
	var all []*View
	for _, pattern := range []string{"*.graphql", "pages/*.graphql"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range names {
			text, err := files.ReadFile(file)
			if err != nil {
				return nil, err
			}
			v, err := parse(strings.TrimSuffix(path.Base(file), ".graphql"), string(text))
			if err != nil {
				return nil, fmt.Errorf("views/%s: %w", file, err)
			}
			v.ForPage = path.Dir(file) == "pages"
			if err := v.addFragments(path.Join(path.Dir(file), "fragments")); err != nil {
				return nil, fmt.Errorf("views/%s: %w", file, err)
			}
			all = append(all, v)
		}
	}
	return all, nil
}

// addFragments appends the shared fragments of a folder that an operation uses, directly or through others, each once.
func (v *View) addFragments(folder string) error {
	for text, added := v.Operation, map[string]bool{}; text != ""; {
		var more string
		for _, name := range fragmentsIn(text) {
			if added[name] {
				continue
			}
			fragment, err := files.ReadFile(path.Join(folder, name+".graphql"))
			if err != nil {
				return fmt.Errorf("unknown fragment %s: add %s/%[1]s.graphql", name, folder)
			}
			added[name] = true
			more += "\n" + string(fragment)
		}
		v.Operation += more
		text = more
	}
	return nil
}

// fragmentsIn returns the names of the fragments that a text spreads, as its tokens tell.
func fragmentsIn(text string) (names []string) {
	spread := false
	for l := lexer.New(&ast.Source{Input: text}); ; {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF { // the text has been parsed, or will be
			return names
		}
		if spread && token.Kind == lexer.Name && token.Value != "on" {
			names = append(names, token.Value)
		}
		spread = token.Kind == lexer.Spread
	}
}

// Find returns the view with a name, or nil.
func Find(all []*View, name string) *View {
	if i := slices.IndexFunc(all, func(v *View) bool { return v.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}
