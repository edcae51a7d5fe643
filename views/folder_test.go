package views

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folderOf writes files to a new folder.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// viewOf returns the text of a view without variables.
func viewOf(selection string) string { return header + "query Q { " + selection + " }\n" }

// A folder adds views, which share fragments with each other and with the embedded views, and replaces views.
func TestLoad(t *testing.T) {
	folder := folderOf(t, map[string]string{
		"mine.graphql": viewOf("statements { nodes { ...mine ...statement ...here } }") +
			"fragment here on Statement { url }",
		"also.graphql": "\ufeff" + viewOf("statements { nodes { ...mine } }") + "\r\n\r\n",
		"summits.graphql": header + `query Q("How many." $first: Int = 5, "Where." $after: String) {
			summits(first: $first, after: $after) { nodes { url } } }`,
		"fragments/mine.graphql":   "fragment mine on Statement { ...deeper }",
		"fragments/deeper.graphql": "fragment deeper on Statement { text }",
		".hidden.graphql":          "{",
		"README.md":                "not a view",
		"other/view.graphql":       "{",
	})
	all, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	without, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(without)+2 {
		t.Errorf("there are %d views, want two more than %d", len(all), len(without))
	}
	mine := Find(all, "mine")
	for _, want := range []string{"fragment mine ", "fragment deeper ", "fragment statement ", "fragment here "} {
		if mine == nil || strings.Count(mine.Operation, want) != 1 {
			t.Fatalf("%q is not once in %+v", want, mine)
		}
	}
	if v := Find(all, "also"); v.Operation[0] != '"' || strings.Contains(v.Operation, "\r") ||
		strings.Contains(v.Operation, "fragment statement") {
		t.Errorf("the other view is %q", v.Operation)
	}
	if v := Find(all, "summits"); !strings.Contains(v.Operation, "{ url }") || !v.IsOwn() || v.ForPage {
		t.Errorf("the view that replaces another is %+v", v)
	}
	if v := Find(all, "statements"); v.IsOwn() || v.Operation != Find(without, "statements").Operation {
		t.Error("a view that nothing replaces differs from the embedded one")
	}
}

// A fragment of one's own takes the place of the embedded one in each view that uses it.
func TestLoadFragment(t *testing.T) {
	all, err := Load(folderOf(t, map[string]string{
		"fragments/statement.graphql": "fragment statement on Statement { text url }",
	}))
	if err != nil {
		t.Fatal(err)
	}
	v := Find(all, "statements")
	if !v.IsOwn() || !strings.Contains(v.Operation, "{ text url }") {
		t.Errorf("the view is %s", v.Operation)
	}
	if got := v.Locate(fmt.Errorf("too much")).Error(); !strings.Contains(got,
		"fragments/statement.graphql:1:1: in views/statements.graphql: too much") {
		t.Errorf("an error of the view is %s", got)
	}
}

// Links may lead to other files of the folder, as where a system exchanges whole folders at once.
func TestLoadLinks(t *testing.T) {
	folder := folderOf(t, map[string]string{"..data/mine.graphql": viewOf("dataset { version }")})
	if err := os.Symlink("..data/mine.graphql", filepath.Join(folder, "mine.graphql")); err != nil {
		t.Skip(err)
	}
	all, err := Load(folder)
	if err != nil || Find(all, "mine") == nil {
		t.Errorf("the view behind a link is not found: %v", err)
	}
}

// An error names the file, line and column, and says what to do.
func TestInvalidFolders(t *testing.T) {
	const page = `query Q("The id." $id: ID!) { node(id: $id) { ... on Topic { name } } }`
	many := map[string]string{}
	for i := range MaxFiles + 1 {
		many[fmt.Sprintf("view-%d.graphql", i)] = viewOf("dataset { version }")
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":   {map[string]string{"README.md": ""}, "has no .graphql file: add one"},
		"501 files": {many, "has 501 .graphql files: at most 500"},
		"too big": {map[string]string{"a.graphql": viewOf("a #" + strings.Repeat("x", MaxFileBytes))},
			"a.graphql: it must have at most 16384 bytes"},
		"not UTF-8": {map[string]string{"a.graphql": viewOf("a #\xff")}, "a.graphql: it must be encoded in UTF-8"},
		"syntax": {map[string]string{"a.graphql": header + "query Q {\n  a(\n}"},
			"a.graphql:8:1: Expected Name"},
		"empty": {map[string]string{"a.graphql": ""}, "a.graphql:1:1: a view must have one operation, got 0"},
		"two": {map[string]string{"a.graphql": viewOf("a") + "query R { a }"},
			"a.graphql:1:1: a view must have one operation, got 2"},
		"mutation": {map[string]string{"a.graphql": header + "mutation M { a }"},
			"a.graphql:6:1: a view must be a query, got a mutation"},
		"no title": {map[string]string{"a.graphql": "\n query Q { a }"},
			"a.graphql:2:2: title and description are missing"},
		"reserved": {map[string]string{
			"a.graphql": header + "query Q(\n  \"Day.\" $a: Int\n  \"Rows.\" $rows: Int) { a }"},
			"a.graphql:8:11: the variable $rows has the name of a reserved parameter"},
		"page": {map[string]string{"a.graphql": header + "query Q(\"Text.\" $first: String) { a }"},
			"a.graphql:6:17: the variable $first must have the type Int"},
		"undescribed": {map[string]string{"a.graphql": header + "query Q($a: Int) { a }"},
			"a.graphql:6:9: the variable $a has no description"},
		"name": {map[string]string{"A_b.graphql": viewOf("a")}, "A_b.graphql:1:1: the name of a view must be"},
		"spread": {map[string]string{"a.graphql": viewOf("a {\n ...none }")},
			"a.graphql:7:5: Unknown fragment \"none\": add the file fragments/none.graphql"},
		"deep": {map[string]string{"a.graphql": viewOf("a { ...b }"),
			"fragments/b.graphql": "fragment b on B {\n ...none }"},
			"fragments/b.graphql:2:5: Unknown fragment"},
		"broken fragment": {map[string]string{"fragments/b.graphql": "\n\nfragment b on B { c"},
			"fragments/b.graphql:4:1: Expected Name"},
		"other fragment": {map[string]string{"fragments/b.graphql": "fragment c on B { c }"},
			"fragments/b.graphql:1:1: the file must have one fragment, named b"},
		"page's name": {map[string]string{"topic.graphql": viewOf("a")},
			"topic.graphql:6:1: the view of a page has this name"},
		"view's name": {map[string]string{"pages/summits.graphql": viewOf("a")},
			"pages/summits.graphql:6:1: a view that is not of a page"},
		"no page": {map[string]string{"pages/new.graphql": viewOf("a")},
			"pages/new.graphql:6:1: no page has a view of this name"},
		"no variable": {map[string]string{"summits.graphql": viewOf("a")},
			"summits.graphql:6:1: the view replaces an embedded one, and links send its variables: declare " +
				"$first: Int"},
		"more variables": {map[string]string{"words.graphql": header + `query Q(
			"Words." $words: String! "A." $a: Int! "N." $first: Int = 9
			"C." $after: String) { a }`}, "links do not send $a: give the variable a default"},
		"page's fields": {map[string]string{"pages/topic.graphql": header + page},
			"pages/topic.graphql:6:1: the page shows node.description, which the view does not select: add it"},
		"page's fragment": {map[string]string{
			"pages/fragments/passage.graphql": "fragment passage on Citation { url }"},
			"pages/fragments/passage.graphql:1:1: in views/pages/"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(folderOf(t, c.files))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Load returns %v, want %s", err, c.want)
			}
		})
	}
}

// All wrong files are reported together.
func TestInvalidFiles(t *testing.T) {
	_, err := Load(folderOf(t, map[string]string{"a.graphql": "{", "b.graphql": "}", "c.graphql": viewOf("a")}))
	if err == nil || !strings.Contains(err.Error(), "a.graphql:2:1") ||
		!strings.Contains(err.Error(), "b.graphql:1:1") {
		t.Errorf("Load returns %v", err)
	}
}

// Files outside the folder and folders are not read.
func TestIrregularFiles(t *testing.T) {
	outside := filepath.Join(folderOf(t, map[string]string{"a.graphql": viewOf("a")}), "a.graphql")
	for name, create := range map[string]func(string) error{
		"a link out of the folder":  func(path string) error { return os.Symlink(outside, path) },
		"a relative link out of it": func(path string) error { return os.Symlink("../../../../etc/passwd", path) },
		"a link to nothing":         func(path string) error { return os.Symlink("nothing", path) },
		"a folder":                  func(path string) error { return os.Mkdir(path, 0o755) },
		"a link to itself":          func(path string) error { return os.Symlink(filepath.Base(path), path) },
	} {
		for _, in := range []string{"", "fragments"} {
			folder := folderOf(t, map[string]string{"good.graphql": viewOf("dataset { version }")})
			path := filepath.Join(folder, in, "a.graphql")
			os.MkdirAll(filepath.Dir(path), 0o755)
			if err := create(path); err != nil {
				t.Fatal(err)
			}
			if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "a.graphql: ") {
				t.Errorf("%s in %q: Load returns %v", name, in, err)
			}
		}
	}
	folder := t.TempDir()
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(folder, "pages")); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "escapes") {
		t.Errorf("with a link of a folder, Load returns %v", err)
	}
	if _, err := Load(filepath.Join(folder, "nothing")); err == nil {
		t.Error("a missing folder is read")
	}
}
