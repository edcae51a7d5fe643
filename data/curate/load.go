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

	"github.com/summitry/summitry/data"
)

// A Problem is an error in a record file: what is wrong, and what to write instead.
type Problem struct {
	File         string
	Line, Column int // from 1; 0 for the file as a whole
	Message      string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Problems are all errors in the records, sorted by file and position.
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

// err returns the problems, sorted and without duplicates, or nil.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(p)
}

// A recordKind is a folder of record files, with functions that load the files and compile them to rows.
type recordKind struct {
	folder  string
	file    reflect.Type // the type of a file's content
	load    func(*loader, *recordFiles)
	compile func(*assembler)
}

// kindOf returns the recordKind of a folder. in returns the map that holds the content of its files.
func kindOf[T any](
	folder string, in func(*recordFiles) *map[string]*T, compile func(*assembler, map[string]*T),
) recordKind {
	return recordKind{
		folder: folder, file: reflect.TypeFor[T](),
		load:    func(l *loader, r *recordFiles) { *in(r) = loadFolder[T](l, folder) },
		compile: func(a *assembler) { compile(a, *in(a.input)) },
	}
}

// bySlug compiles the files of a folder in the order of their slugs.
func bySlug[T any](compile func(*assembler, string, *T)) func(*assembler, map[string]*T) {
	return func(a *assembler, files map[string]*T) {
		for _, slug := range sorted(files) {
			compile(a, slug, files[slug])
		}
	}
}

// findRecordKind returns the kind of a folder, or nil.
func findRecordKind(folder string) *recordKind {
	if i := slices.IndexFunc(recordKinds, func(k recordKind) bool { return k.folder == folder }); i >= 0 {
		return &recordKinds[i]
	}
	return nil
}

// folderNames returns the folders of record files, sorted, for messages.
func folderNames() string {
	var names []string
	for _, k := range recordKinds {
		names = append(names, k.folder)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// checkFolders returns an error that names the kinds without a folder of record files. Citations need none: the records
// that they support contain them.
func checkFolders(kinds []*data.Kind) error {
	var missing []error
	for _, k := range kinds {
		if k.Folder != "citations" && findRecordKind(k.Folder) == nil {
			const message = "entity %s: no record files are read from data/records/%s: add the folder to recordKinds " +
				"in data/curate/record.go"
			missing = append(missing, fmt.Errorf(message, k.Name, k.Folder))
		}
	}
	return errors.Join(missing...)
}

// Files beside the folders of records.
const (
	datasetName = "dataset.yaml"
	changesName = "changes.yaml"
	lockFile    = "passages.lock" // the places of the passages
)

var otherFiles = []string{datasetName, changesName, lockFile}

// load reads the record files. The name of a file is the slug of its record. If a file is not valid YAML, load returns
// no records and only the problems of such files.
func load(files fs.FS) (*recordFiles, Problems) {
	l, r := &loader{files: files}, &recordFiles{}
	for _, k := range recordKinds {
		k.load(l, r)
	}
	r.dataset = *loadFile[datasetFile](l, datasetName)
	if !isVersion.MatchString(r.dataset.Version.string) {
		l.problems.add(datasetName, r.dataset.Version.at,
			"version must be three numbers separated by dots, such as 1.2.0, got %q", r.dataset.Version.string)
	}
	r.changes = l.loadChanges()
	l.refuseStrays()
	r.lock, _ = fs.ReadFile(files, lockFile) // does not exist before the first compilation
	if len(l.invalid) > 0 {
		return nil, l.invalid // what seems missing may be in these files
	}
	return r, l.problems
}

// A loader reads record files and collects problems.
type loader struct {
	files    fs.FS
	problems Problems
	invalid  Problems // files that are not valid YAML
}

var isVersion = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// refuseStrays reports files and folders that are not read.
func (l *loader) refuseStrays() {
	entries, err := fs.ReadDir(l.files, ".")
	if err != nil {
		l.problems.add(".", at{}, "cannot read the records: %v", err)
	}
	for _, e := range entries {
		if findRecordKind(e.Name()) == nil && !slices.Contains(otherFiles, e.Name()) {
			l.problems.add(e.Name(), at{}, "unknown file or folder %q: move the records in it to one of %s", e.Name(),
				folderNames())
		}
	}
}

var isSlug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func loadFolder[T any](l *loader, folder string) map[string]*T {
	found := make(map[string]*T)
	entries, err := fs.ReadDir(l.files, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.problems.add(folder, at{}, "cannot be read: %v", err)
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		slug, isYAML := strings.CutSuffix(e.Name(), ".yaml")
		if !isYAML || !isSlug.MatchString(slug) {
			l.problems.add(name, at{}, "the name of a record file must be a slug, in lower case with hyphens, and "+
				".yaml, got %q: rename or remove it", e.Name())
			continue
		}
		found[slug] = loadFile[T](l, name)
	}
	return found
}

// loadFile reads one file. It goes on after an error, so that all errors in the file are reported.
func loadFile[T any](l *loader, name string) *T {
	record := new(T)
	text, err := fs.ReadFile(l.files, name)
	if err != nil {
		l.problems.add(name, at{}, "cannot be read: %v", err)
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
			l.problems.add(name, at{e.Mark.Line, e.Mark.Column}, "%s: see schemas/README.md for the keys and "+
				"their values", plainly(e.Message))
		}
	} else if err != nil {
		l.refuse(name, err)
	}
	return record
}

// refuse reports a file that is not valid YAML.
func (l *loader) refuse(name string, err error) {
	if one := (*yaml.LoadError)(nil); errors.As(err, &one) {
		l.invalid.add(name, at{one.Mark.Line, one.Mark.Column}, "invalid YAML: %s", one.Message)
		return
	}
	l.invalid.add(name, at{}, "invalid YAML: %v", err)
}

var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongType  = regexp.MustCompile(`cannot construct !!(\w+)(?: .*)? into .*`)
	kinds      = map[string]string{"seq": "a list", "map": "a mapping", "str": "a text", "int": "a number",
		"float": "a number", "bool": "a truth value", "null": "nothing", "timestamp": "a time"}
)

// plainly rewrites a message of the YAML library without names of Go types.
func plainly(message string) string {
	if m := wrongType.FindStringSubmatch(message); m != nil && kinds[m[1]] != "" {
		return kinds[m[1]] + " is not allowed here"
	}
	return unknownKey.ReplaceAllString(message, "unknown key $1")
}

// digest returns the SHA-256 of the record files and the lock, each with its name and length, sorted by name. It does
// not depend on the location of the files or the layout of the database.
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

// sorted returns the slugs of a folder in order.
func sorted[T any](folder map[string]*T) []string { return slices.Sorted(maps.Keys(folder)) }
