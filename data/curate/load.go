package curate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Problem is something wrong in a record file: what, and what to do about it.
type Problem struct {
	File         string
	Line, Column int // from 1; 0 where the file as a whole is meant
	Message      string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems are all that is wrong with the records, in the order of the files.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(file string, a at, format string, args ...any) {
	*p = append(*p, Problem{file, a.line, a.column, fmt.Sprintf(format, args...)})
}

// err is the problems in order, or nil.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(p)
}

// recordFiles holds the content of the record files, by slug.
type recordFiles struct {
	dataset       datasetFile
	documents     map[string]*documentFile
	organizations map[string]*organizationFile
	countries     map[string]*countryFile
	people        map[string]*personFile
	events        map[string]*eventFile
	memberships   map[string]*membershipFile
	statements    map[string]*statementFile // by the slug of the document
	topics        map[string]*topicFile
	discrepancies map[string]*discrepancyFile
	annotations   map[string]*annotationFile

	lock       []byte          // the places of all passages
	unreadable map[string]bool // files that are no YAML
}

// lockFile keeps the places of the passages.
const lockFile = "passages.lock"

// load reads the record files. The name of a file is the slug of its record.
func load(files fs.FS) (*recordFiles, Problems) {
	l := &loader{files: files, unreadable: map[string]bool{}}
	r := &recordFiles{unreadable: l.unreadable}
	r.documents = loadFolder[documentFile](l, "documents")
	r.organizations = loadFolder[organizationFile](l, "organizations")
	r.countries = loadFolder[countryFile](l, "countries")
	r.people = loadFolder[personFile](l, "people")
	r.events = loadFolder[eventFile](l, "events")
	r.memberships = loadFolder[membershipFile](l, "memberships")
	r.statements = loadFolder[statementFile](l, "statements")
	r.topics = loadFolder[topicFile](l, "topics")
	r.discrepancies = loadFolder[discrepancyFile](l, "discrepancies")
	r.annotations = loadFolder[annotationFile](l, "annotations")
	r.dataset = *loadFile[datasetFile](l, "dataset.yaml")
	if !isVersion.MatchString(r.dataset.Version.string) {
		l.problems.add("dataset.yaml", r.dataset.Version.at,
			"%q is no version: write three numbers with stops between, such as 1.2.0", r.dataset.Version.string)
	}
	l.refuseStrays()
	r.lock, _ = fs.ReadFile(files, lockFile) // absent before the first compilation
	return r, l.problems
}

// A loader reads record files and collects what is wrong with them.
type loader struct {
	files      fs.FS
	problems   Problems
	unreadable map[string]bool // files that are no YAML
}

var isVersion = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// refuseStrays finds what lies among the records and is never read.
func (l *loader) refuseStrays() {
	entries, err := fs.ReadDir(l.files, ".")
	if err != nil {
		l.problems.add(".", at{}, "the records cannot be read: %v", err)
	}
	for _, e := range entries {
		if folders[e.Name()] == nil && e.Name() != "dataset.yaml" && e.Name() != lockFile {
			l.problems.add(e.Name(), at{}, "this is no folder of records: move what is in it to one of %s",
				strings.Join(slices.Sorted(maps.Keys(folders)), ", "))
		}
	}
}

var isSlug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func loadFolder[T any](l *loader, folder string) map[string]*T {
	found := make(map[string]*T)
	entries, err := fs.ReadDir(l.files, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.problems.add(folder, at{}, "it cannot be read: %v", err)
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		slug, isYAML := strings.CutSuffix(e.Name(), ".yaml")
		if !isYAML || !isSlug.MatchString(slug) {
			l.problems.add(name, at{},
				"a record file is named by its slug, in lower case with hyphens, and ends in .yaml: rename it or "+
					"take it away")
			continue
		}
		found[slug] = loadFile[T](l, name)
	}
	return found
}

// loadFile reads one file strictly, and as far as it can be read: every problem that YAML has with it is reported.
func loadFile[T any](l *loader, name string) *T {
	record := new(T)
	text, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.problems.add(name, at{}, "it cannot be read: %v", err)
		return record
	}
	var whole yaml.Node
	if err := yaml.Load(text, &whole); err != nil {
		l.refuse(name, err)
		return record
	}
	if len(whole.Content) > 0 {
		checkShape(name, whole.Content[0], reflect.TypeFor[T](), &l.problems)
	}
	err = yaml.Load(text, record, yaml.WithKnownFields())
	if all := (*yaml.LoadErrors)(nil); errors.As(err, &all) {
		for _, e := range all.Errors {
			l.problems.add(name, at{e.Mark.Line, e.Mark.Column}, "%s: see FORMAT.md for the keys and what they hold",
				plainly(e.Message))
		}
	} else if err != nil {
		l.refuse(name, err)
	}
	return record
}

// refuse tells of a file that is no YAML.
func (l *loader) refuse(name string, err error) {
	l.unreadable[name] = true
	if one := (*yaml.LoadError)(nil); errors.As(err, &one) {
		l.problems.add(name, at{one.Mark.Line, one.Mark.Column}, "this is no YAML: %s", one.Message)
		return
	}
	l.problems.add(name, at{}, "this is no YAML: %v", err)
}

var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongType  = regexp.MustCompile(`cannot construct !!(\w+)(?: .*)? into .*`)
	kinds      = map[string]string{"seq": "a list", "map": "a mapping", "str": "a text", "int": "a number",
		"float": "a number", "bool": "a truth value", "null": "nothing", "timestamp": "a time"}
)

// plainly says what YAML found wrong without Go's names.
func plainly(message string) string {
	if m := wrongType.FindStringSubmatch(message); m != nil && kinds[m[1]] != "" {
		return kinds[m[1]] + " does not belong here"
	}
	return unknownKey.ReplaceAllString(message, "there is no key $1 here")
}

// digest is the sha256 of the record files and of the lock, each with its name and length, in the order of names. It
// does not depend on where the files lie or how the database is laid out.
func digest(files fs.FS, lock []byte) (string, error) {
	hash := sha256.New()
	add := func(name string, content []byte) {
		fmt.Fprintf(hash, "%s %d\n", name, len(content))
		hash.Write(content)
	}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		content, err := fs.ReadFile(files, name)
		add(name, content)
		return err
	})
	add(lockFile, lock)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// sorted gives the records of a folder by slug.
func sorted[T any](folder map[string]*T) []string { return slices.Sorted(maps.Keys(folder)) }
