package conformance

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

var update = flag.Bool("update", false, "write the current responses into README.md and docs/views.md")

// fetch returns the body of a response with status 200.
func fetch(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s responds %s %s (%v)", address, response.Status, body, err)
	}
	return string(body)
}

// expectFile fails if a file has other content, or writes the content if the tests run with -update.
func expectFile(t *testing.T, file, content string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != content {
		t.Errorf("%s is not current: run go test ./conformance -run Docs -update", file)
	}
}

// The commands in the README print what it shows.
func TestDocsRecipes(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	recipe := regexp.MustCompile("(?s)curl 'localhost:8080([^']+)'\n\n```csv\n(.*?)```")
	if n := len(recipe.FindAll(text, -1)); n != 3 {
		t.Fatalf("the README has %d recipes, want 3", n)
	}
	expectFile(t, "../README.md", recipe.ReplaceAllStringFunc(string(text), func(found string) string {
		parts := recipe.FindStringSubmatch(found)
		table := strings.ReplaceAll(fetch(t, "http://"+address+parts[1]), "\r\n", "\n")
		return "curl 'localhost:8080" + parts[1] + "'\n\n```csv\n" + table + "```"
	}))
}

// The README quotes a statement and its citation as the API returns them, and counts the records.
func TestDocsQuoteTheDataset(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	const query = `{ statement(slug: "xi-oppose-external-interference") { text cite }
		dataset { counts { statements narrations people organizations summits citations } } }`
	var result struct {
		Data struct {
			Statement struct{ Text, Cite string }
			Dataset   struct{ Counts map[string]int }
		}
	}
	body := fetch(t, "http://"+address+"/graphql?query="+url.QueryEscape(query))
	if err := json.Unmarshal([]byte(body), &result); err != nil {
		t.Fatal(err)
	}
	quote := "> " + result.Data.Statement.Text + "\n\n" + result.Data.Statement.Cite + "\n"
	quoted := regexp.MustCompile("(?m)^> “.*\n\n.*, dataset [0-9.]+ \\(SHA-256 .*\n")
	if n := len(quoted.FindAll(text, -1)); n != 1 {
		t.Fatalf("the README has %d quotes with citations, want 1", n)
	}
	text = quoted.ReplaceAllLiteral(text, []byte(quote))
	for kind, n := range result.Data.Dataset.Counts {
		if kind == "citations" {
			kind = "passages"
		}
		count := regexp.MustCompile(`\d+(\s` + kind + `)\b`)
		if !count.Match(text) {
			t.Errorf("the README does not count the %s", kind)
		}
		text = count.ReplaceAll(text, fmt.Appendf(nil, "%d${1}", n))
	}
	expectFile(t, "../README.md", string(text))
}

// The examples of pinned addresses work: they ask for the dataset that is served.
func TestDocsPinTheDataset(t *testing.T) {
	_, address := start(t)
	version, _ := datasetAt(t, address)
	pinned := regexp.MustCompile(`dataset=\d+\.\d+\.\d+`)
	for _, file := range []string{"../README.md", "../docs/api.md", "../docs/tables.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !pinned.Match(text) {
			t.Errorf("%s has no example of a pinned address", file)
		}
		expectFile(t, file, pinned.ReplaceAllString(string(text), "dataset="+version))
	}
}

// The README and docs/reading.md count the statements by the basis of their dates.
func TestDocsCountDatesByBasis(t *testing.T) {
	_, address := start(t)
	var result struct {
		Data struct {
			Statements struct {
				TotalCount int
				Nodes      []struct{ SaidOn *struct{ Basis string } }
			}
		}
	}
	const query = "{ statements(first: 100) { totalCount nodes { saidOn { basis } } } }"
	body := fetch(t, "http://"+address+"/graphql?query="+url.QueryEscape(query))
	if err := json.Unmarshal([]byte(body), &result); err != nil {
		t.Fatal(err)
	}
	all := result.Data.Statements
	counts := map[string]int{}
	for _, s := range all.Nodes {
		if s.SaidOn != nil {
			counts[s.SaidOn.Basis]++
		}
	}
	if len(all.Nodes) != all.TotalCount || counts["EXTERNAL"]+counts["INFERRED"] != all.TotalCount {
		t.Errorf("the dates of %d statements have the bases %v: say so in the sentence", all.TotalCount, counts)
	}
	const sentence = "%d of the %d statements have an `EXTERNAL` date and %d an `INFERRED` one"
	want := fmt.Sprintf(sentence, counts["EXTERNAL"], all.TotalCount, counts["INFERRED"])
	for _, file := range []string{"../README.md", "../docs/reading.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), want) {
			t.Errorf("%s does not say %q", file, want)
		}
	}
}

// NOTICE says how much of each article is quoted.
func TestDocsNotice(t *testing.T) {
	text, err := os.ReadFile("../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	var result struct {
		Data struct {
			Documents struct {
				Nodes []struct {
					FileName                                          string
					Characters, CitedCharacters, ReproducedCharacters int
				}
			}
		}
	}
	const query = "{ documents { nodes { fileName characters citedCharacters reproducedCharacters } } }"
	body := fetch(t, "http://"+address+"/graphql?query="+url.QueryEscape(query))
	if err := json.Unmarshal([]byte(body), &result); err != nil || len(result.Data.Documents.Nodes) == 0 {
		t.Fatal(body, err)
	}
	for _, d := range result.Data.Documents.Nodes {
		share := func(part int) float64 { return 100 * float64(part) / float64(d.Characters) }
		const line = "  %-28s %d of %d characters (%.1f %%), %d with prefix and suffix (%.1f %%)\n"
		want := fmt.Sprintf(line, d.FileName, d.CitedCharacters, d.Characters, share(d.CitedCharacters),
			d.ReproducedCharacters, share(d.ReproducedCharacters))
		if !strings.Contains(string(text), want) {
			t.Errorf("NOTICE does not say %q", want)
		}
	}
}

const viewsHeading = `# Views

A view is a named query. It is a page at "/views/NAME", a table at "/views/NAME.csv", "/views/NAME.xlsx" and
"/views/NAME.ndjson", JSON at "/views/NAME.json", and an operation for "documentId=NAME" at "/graphql". Variables are
parameters of the address. [tables.md](tables.md) explains the other parameters.

"go test ./conformance -run Docs -update" writes this page from the files in [views](../views).
`

// docs/views.md lists all views with their variables and columns.
func TestDocsViews(t *testing.T) {
	all := viewsWithExamples(t)
	_, address := start(t)
	var page strings.Builder
	page.WriteString(strings.ReplaceAll(viewsHeading, `"`, "`"))
	for _, v := range all {
		if !v.ForPage {
			describeView(t, &page, v, address)
		}
	}
	page.WriteString("\n# Views of pages\n\nThe pages show these views. Those of one record take its `id`, as in\n" +
		"`/views/country.json?id=country:iran`.\n\n| view | question | variables |\n|---|---|---|\n")
	for _, v := range all {
		if v.ForPage {
			fmt.Fprintf(&page, "| [%s](../views/pages/%[1]s.graphql) | %s | %s |\n", v.Name, v.Title, variableNames(v))
		}
	}
	expectFile(t, "../docs/views.md", page.String())
}

// viewsWithExamples returns all views with examples from the embedded dataset.
func viewsWithExamples(t *testing.T) []*views.View {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	api, err := graph.New(t.Context(), store.New(db), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return api.Views()
}

func variableNames(v *views.View) string {
	var names []string
	for _, variable := range v.Variables {
		names = append(names, "`"+variable.Name+"`")
	}
	return strings.Join(names, ", ")
}

// describeView writes the section of a view. Its columns are those of its table for the example.
func describeView(t *testing.T, page *strings.Builder, v *views.View, address string) {
	t.Helper()
	header, _, _ := strings.Cut(fetch(t, "http://"+address+"/views/"+v.Name+".csv?"+v.Example.Encode()), "\r\n")
	fmt.Fprintf(page, "\n## %s\n\n%s\n\n%s\n\n", v.Name, v.Title, v.Description)
	page.WriteString("| variable | type | default | meaning | example |\n|---|---|---|---|---|\n")
	for _, variable := range v.Variables {
		fmt.Fprintf(page, "| `%s` | `%s` | %s | %s | %s |\n", variable.Name, variable.Type, code(variable.Default),
			variable.Description, code(variable.Example))
	}
	fmt.Fprintf(page, "\nExample: [`%s`](http://localhost:8080%[1]s).\n", "/views/"+v.Name+"?"+v.Example.Encode())
	fmt.Fprintf(page, "\nColumns: `%s`.\n", strings.ReplaceAll(header, ",", "`, `"))
}

// code returns a text as code, or nothing if there is none.
func code(text *string) string {
	if text == nil {
		return ""
	}
	return "`" + *text + "`"
}

var (
	treeLine = regexp.MustCompile(`^( *)(\S+)`)
	fileName = regexp.MustCompile(`[\w.*/]+\.(?:go|graphqls|sql|db|css|js|md|lock|yaml)\b`)
)

// ARCHITECTURE.md begins with a tree of folders and files. Every file named on a line of it exists, in the folder of
// the line or in one above.
func TestDocsTreeOfFilesExists(t *testing.T) {
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	tree := strings.Split(string(text), "```")[1]
	var folders []string // the folder of each level, from the root of the repository on
	named := 0
	for _, line := range strings.Split(strings.Trim(tree, "\n"), "\n") {
		parts := treeLine.FindStringSubmatch(line)
		if level := len(parts[1]) / 2; level <= len(folders) {
			folders = folders[:level]
			if folder, isFolder := strings.CutSuffix(parts[2], "/"); isFolder {
				folders = append(folders, folder)
			}
		}
		for _, name := range fileName.FindAllString(line, -1) {
			named++
			if !inFolders(folders, name) {
				t.Errorf("ARCHITECTURE.md names %s, which is not in %s", name, filepath.Join(folders...))
			}
		}
	}
	if named < 100 {
		t.Errorf("only %d file names were found", named)
	}
}

// inFolders reports whether a file, or one that matches a pattern, exists in the innermost of some nested folders, or
// in one around it.
func inFolders(folders []string, name string) bool {
	for n := len(folders); n >= 0; n-- {
		path := filepath.Join("..", filepath.Join(folders[:n]...), name)
		if found, _ := filepath.Glob(path); found != nil {
			return true
		}
	}
	return false
}

var (
	linkPattern = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	pathPattern = regexp.MustCompile("`((?:[a-z]+/)+(?:[\\w.-]+\\.(?:go|md|sql|graphql|graphqls|css|js|cff|yml))?)`")
)

// Links in the documentation, and names of files and folders in it, lead to what exists.
func TestDocsNameFiles(t *testing.T) {
	files, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Glob("../*.md")
	if err != nil || len(top) < 5 {
		t.Fatal(top, err)
	}
	for _, file := range append(append(files, top...), "../data/FORMAT.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		prose, _, _ := strings.Cut(string(text), "\n## Add a field\n") // the walks make files
		for _, m := range linkPattern.FindAllStringSubmatch(prose, -1) {
			expectExists(t, file, filepath.Join(filepath.Dir(file), m[1]))
		}
		for _, m := range pathPattern.FindAllStringSubmatch(prose, -1) {
			expectExists(t, file, filepath.Join("..", m[1]), filepath.Join("../data/records", m[1]))
		}
	}
}

func expectExists(t *testing.T, file string, candidates ...string) {
	t.Helper()
	for _, c := range candidates {
		if _, err := os.Stat(c); err == nil {
			return
		}
	}
	t.Errorf("%s names %s, which does not exist", file, candidates[0])
}
