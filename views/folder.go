package views

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// Limits on a folder of views.
const (
	MaxFiles     = 500      // .graphql files
	MaxFileBytes = 16 << 10 // bytes of one of them
)

const extension = ".graphql"

// folders are those with files of views and fragments, from the folder of the package or of Load.
var folders = []string{".", "fragments", "pages", "pages/fragments"}

// A source is a file with a view or a fragment.
type source struct {
	path string // from the folder of the package or of Load
	file string // as error messages name it
	text string // ends in a line break
	own  bool   // it is from the folder of Load
}

// locate adds the file to an error of its text. Errors of the parser have a line and a column, others are told at the
// first character.
func (s *source) locate(err error) error {
	place, message := gqlerror.Location{Line: 1, Column: 1}, err.Error()
	var problem *gqlerror.Error
	if errors.As(err, &problem) {
		message = problem.Message
		if len(problem.Locations) > 0 {
			place = problem.Locations[0]
		}
	}
	return fmt.Errorf("%s:%s: %s", s.file, place, message)
}

func embeddedSources() (map[string]*source, error) {
	all := map[string]*source{}
	for _, folder := range folders {
		names, err := fs.Glob(embedded, path.Join(folder, "*"+extension))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := embedded.ReadFile(name)
			if err != nil {
				return nil, err
			}
			all[name] = &source{path: name, file: "views/" + name, text: string(text)}
		}
	}
	return all, nil
}

// Load returns the embedded views with those of a folder laid over them. Each .graphql file in the folder, and in
// fragments, pages and pages/fragments below it, is added, or replaces the embedded file with the same path. Other
// files are ignored. Links must not lead out of the folder. An error names each wrong file, with line and column.
func Load(folder string) ([]*View, error) {
	files, err := embeddedSources()
	if err != nil {
		return nil, err
	}
	embeddedViews, err := parseAll(files)
	if err != nil {
		return nil, err
	}
	own, err := readFolder(folder)
	if err != nil {
		return nil, err
	}
	maps.Copy(files, own)
	all, err := parseAll(files)
	if err != nil {
		return nil, err
	}
	return all, replaceViews(all, embeddedViews)
}

// readFolder reads the files of a folder. Each is checked by itself.
func readFolder(name string) (map[string]*source, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	names, err := namesIn(root)
	if err != nil {
		return nil, err
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("%s has no %s file: add one, or omit the folder", name, extension)
	case len(names) > MaxFiles:
		return nil, fmt.Errorf("%s has %d %s files: at most %d are allowed", name, len(names), extension, MaxFiles)
	}
	files := map[string]*source{}
	var problems []error
	for _, path := range names {
		s := &source{path: path, file: name + "/" + path, own: true}
		if err := s.read(root); err != nil {
			problems = append(problems, err)
		}
		files[path] = s
	}
	return files, errors.Join(problems...)
}

// namesIn returns the paths of the .graphql files of a folder. Names that begin with a dot are left out: editors make
// such files.
func namesIn(root *os.Root) (names []string, err error) {
	for _, folder := range folders {
		entries, err := fs.ReadDir(root.FS(), folder)
		if errors.Is(err, fs.ErrNotExist) && folder != "." {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the folder %s of views: %w", folder, err)
		}
		for _, e := range entries {
			if path.Ext(e.Name()) == extension && !strings.HasPrefix(e.Name(), ".") {
				names = append(names, path.Join(folder, e.Name()))
			}
		}
	}
	return names, nil
}

// lineBreaks replaces other line breaks, so that lines are counted alike.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// read reads and checks a file.
func (s *source) read(root *os.Root) error {
	text, err := readRegular(root, s.path)
	if err != nil {
		return fmt.Errorf("%s: %w", s.file, err)
	}
	s.text = strings.TrimRight(lineBreaks.Replace(strings.TrimPrefix(text, "\ufeff")), " \t\n") + "\n"
	return s.check()
}

// readRegular reads a regular file of at most MaxFileBytes. It opens files without waiting, as opening a named pipe
// would wait for a writer.
func readRegular(root *os.Root, name string) (string, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return "", err
	} else if !info.Mode().IsRegular() {
		return "", errors.New("it must be a regular file, or a link to one in the same folder")
	}
	text, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	switch {
	case err != nil:
		return "", err
	case len(text) > MaxFileBytes:
		return "", fmt.Errorf("it must have at most %d bytes", MaxFileBytes)
	case !utf8.Valid(text):
		return "", errors.New("it must be encoded in UTF-8")
	}
	return string(text), nil
}

var viewName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check checks the name of a file, and that a file of a fragment has just the fragment of that name.
func (s *source) check() error {
	name := strings.TrimSuffix(path.Base(s.path), extension)
	if path.Base(path.Dir(s.path)) != "fragments" {
		if len(name) > 100 || !viewName.MatchString(name) {
			return s.locate(errors.New("the name of a view must be at most 100 lower-case ASCII letters, digits and " +
				"single hyphens: rename the file"))
		}
		return nil
	}
	document, err := parser.ParseQuery(&ast.Source{Input: s.text})
	if err != nil {
		return s.locate(err)
	}
	if len(document.Operations) > 0 || len(document.Fragments) != 1 || document.Fragments[0].Name != name {
		return s.locate(fmt.Errorf("the file must have one fragment, named %s as the file, and nothing else", name))
	}
	return nil
}

// IsEmbedded reports whether the operation of the view is embedded. Its fragments may be from the folder of Load.
func (v *View) IsEmbedded() bool { return !v.sources[0].own }

// IsOwn reports whether any file of the view is from the folder of Load.
func (v *View) IsOwn() bool {
	for _, s := range v.sources {
		if s.own {
			return true
		}
	}
	return false
}

// Locate adds the file, line and column to an error of the operation. An error without a location is one of the whole
// view: it is told where the operation is, or in the first file of Load if the view itself is embedded.
func (v *View) Locate(err error) error {
	var problem *gqlerror.Error
	if !errors.As(err, &problem) {
		problem = gqlerror.Errorf("%s", err)
	}
	if len(problem.Locations) == 0 {
		return v.locateWhole(problem.Message)
	}
	place := problem.Locations[0]
	for i, s := range v.sources {
		lines := strings.Count(s.text, "\n")
		if place.Line <= lines || i == len(v.sources)-1 {
			return s.locate(gqlerror.ErrorLocf("", place.Line, place.Column, "%s", problem.Message))
		}
		place.Line -= lines + 1 // and the empty line between
	}
	return err
}

func (v *View) locateWhole(message string) error {
	of := v.sources[0]
	for _, s := range v.sources {
		if s.own && !of.own {
			return s.locate(fmt.Errorf("in %s: %s", of.file, message))
		}
	}
	document, err := parser.ParseQuery(&ast.Source{Input: of.text})
	if err != nil {
		return of.locate(err)
	}
	return of.locate(gqlerror.ErrorPosf(document.Operations[0].Position, "%s", message))
}
