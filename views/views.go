// Package views holds the views: named GraphQL queries, one file each. Those in pages/ supply the HTML pages. Views
// share the fragments of the folder fragments/ beside them. A file begins with comments: its title, a blank line, its
// description, and example values for its variables. The entry points are All and Find. The package depends on nothing
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
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed *.graphql fragments/*.graphql pages/*.graphql pages/fragments/*.graphql
var files embed.FS

// A View is a named query.
type View struct {
	Name        string // of the file
	ForPage     bool   // it supplies an HTML page
	Title       string
	Description string
	Operation   string // the text of the file without the leading comments, with the shared fragments that it uses
	Variables   ast.VariableDefinitionList
	Example     url.Values // values of its variables
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

var spreadPattern = regexp.MustCompile(`\.\.\.(\w+)`)

// addFragments appends the shared fragments of a folder that an operation uses, directly or through others, each once.
func (v *View) addFragments(folder string) error {
	for text, added := v.Operation, map[string]bool{}; text != ""; {
		var more string
		for _, found := range spreadPattern.FindAllStringSubmatch(text, -1) {
			name := found[1]
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

// Find returns the view with a name, or nil.
func Find(all []*View, name string) *View {
	if i := slices.IndexFunc(all, func(v *View) bool { return v.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// parse splits a file into its leading comments and its operation.
func parse(name, text string) (*View, error) {
	v := &View{Name: name, Example: url.Values{}}
	var described []string
	for strings.HasPrefix(text, "#") {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSpace(strings.TrimPrefix(line, "#"))
		example, isExample := strings.CutPrefix(line, "Example: ")
		switch {
		case v.Title == "":
			v.Title = line
		case isExample:
			values, err := url.ParseQuery(strings.TrimPrefix(example, "?"))
			if err != nil {
				return nil, err
			}
			v.Example = values
		case line != "":
			described = append(described, line)
		}
	}
	v.Description, v.Operation = strings.Join(described, " "), strings.TrimSpace(text)+"\n"
	if v.Title == "" || v.Description == "" {
		return nil, fmt.Errorf("title and description are missing: write them as comments before the operation, " +
			"with an empty one between")
	}
	var err error
	v.Variables, err = variables(v.Operation)
	return v, err
}
