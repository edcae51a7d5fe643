package conformance

import (
	"archive/zip"
	"database/sql"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/summitry/summitry/data/curate"
)

// startHarbour compiles the invented dataset in the folder harbour, changed by edit if it is not nil, and serves it.
func startHarbour(t *testing.T, edit func(records string)) string {
	t.Helper()
	records := filepath.Join(t.TempDir(), "records")
	if err := os.CopyFS(records, os.DirFS("harbour/records")); err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(records)
	}
	dataset, err := curate.Compile(os.DirFS(records), os.DirFS("harbour/documents"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "harbour.db")
	if err := os.WriteFile(file, dataset.Database, 0o600); err != nil {
		t.Fatal(err)
	}
	_, address := start(t, "-database", file)
	return "http://" + address
}

func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	return values
}

// pageLink matches the links of a page.
var pageLink = regexp.MustCompile(` (?:href|src)="(/[^"#]*)`)

// crawl gets every address that the pages of a server link to, except further choices on a page with parameters, and
// returns the responses.
func crawl(t *testing.T, server string, addresses ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for len(addresses) > 0 {
		address := strings.ReplaceAll(addresses[0], "&amp;", "&")
		addresses = addresses[1:]
		if _, known := found[address]; known {
			continue
		}
		response, body := send(t, "GET", server+address, "Accept", "text/html, */*;q=0.1")
		if response.StatusCode != http.StatusOK && response.StatusCode/100 != 3 {
			t.Errorf("%s answers %s %.300s", address, response.Status, body)
		}
		found[address] = string(body)
		if location := response.Header.Get("Location"); location != "" {
			addresses = append(addresses, location)
		}
		if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			path, query, _ := strings.Cut(address, "?")
			for _, m := range pageLink.FindAllStringSubmatch(string(body), -1) {
				if query != "" && (strings.HasPrefix(m[1], path+"?") || strings.HasPrefix(m[1], path+".")) {
					continue // facets lead to every combination of values, each with its files
				}
				addresses = append(addresses, m[1])
			}
		}
	}
	return found
}

// viewsOf returns the addresses of all views with their examples, in every format.
func viewsOf(t *testing.T, server string) (addresses []string) {
	t.Helper()
	_, body := send(t, "GET", server+"/views", "Accept", "application/json")
	var list struct {
		Views []struct{ Formats []struct{ URL string } }
	}
	if err := json.Unmarshal(body, &list); err != nil || len(list.Views) < 30 {
		t.Fatalf("/views answers %.300s (%v)", body, err)
	}
	for _, v := range list.Views {
		for _, f := range v.Formats {
			addresses = append(addresses, f.URL)
		}
	}
	if len(addresses) < 4*len(list.Views) {
		t.Fatalf("the views have only the addresses %q", addresses)
	}
	return addresses
}

const allCitations = `{dataset{title description creator licence url version sha256}
	statements(first:100){nodes{slug text:cite bibTeX:cite(style:BIBTEX)}}}`

// No response of a server with another dataset, and no file of it, has a name of the curated dataset. Its examples find
// something, except for the kinds of records that it lacks.
func TestAnotherDataset(t *testing.T) {
	t.Parallel()
	server := startHarbour(t, nil)
	curated := curatedNames(t)
	examples := viewsOf(t, server)
	found := crawl(t, server, append(slices.Clone(examples), "/", "/about", "/about.jsonld", "/records", "/views",
		"/changes", "/changes.json", "/changes.atom", "/schema.graphql", "/summitry.db", "/playground",
		"/playground/page.js", "/search?words=lamp", "/search?words=quai", "/views/verbatim-on-a-topic.csv?topic=tides",
		"/views/verbatim-on-a-topic.csv?topic=council", "/graphql?query="+url.QueryEscape(allCitations))...)
	for _, refused := range []string{"/people/nobody", "/views/nothing.csv", "/views/statements.csv?x=1",
		"/views/member-on-a-day.csv", "/graphql?query={nothing}", "/graphql?query={person(slug:1){name}}"} {
		response, body := send(t, "GET", server+refused)
		if response.StatusCode/100 != 4 && !strings.HasPrefix(refused, "/graphql") {
			t.Errorf("%s answers %s", refused, response.Status)
		}
		found[refused] = string(body)
	}
	for address, body := range found {
		if strings.HasPrefix(body, "PK") {
			body = unpacked(t, body)
		}
		for _, name := range curated.in(body) {
			if address == "/summitry.db" && len(name) < 4 {
				continue // any bytes of the file may look like a short name
			}
			at := strings.Index(body, name)
			t.Errorf("%s has %q: %.200q", address, name, body[max(at-80, 0):])
		}
		isTable := slices.Contains(examples, address) && strings.Contains(address, ".csv?")
		if isTable && strings.Count(body, "\n") < 2 {
			t.Errorf("%s has no rows", address)
		}
	}
	if len(found) < 150 {
		t.Errorf("only %d addresses were found", len(found))
	}
	wantAll(t, found, map[string][]string{
		"/": {"Who promised what to whom on the quays of three countries?", "Harbour speeches</a>",
			"Was Westmark a member on 15 June 2031?</a></h3><p>No, an observer.", "We share the sea",
			"Nora Quill: Speeches before the Harbour Council, dataset 2.1.0", "https://spdx.org/licenses/CC0-1.0.html"},
		"/about": {"Speeches before the Harbour Council</h1>", "Nora Quill", "CC0-1.0", "2031-07-01"},
		"/statements/brook-share-the-sea/embed": {
			"We share the sea", "Nora Quill: Speeches before the Harbour Council, dataset 2.1.0",
			`rel="noopener noreferrer"`,
		},
		"/changes.atom": {"<title>Harbour speeches: changes of the dataset</title>", "<name>Nora Quill</name>"},
		"/about.jsonld": {`"type":"Dataset"`, `"name":"Speeches before the Harbour Council"`, `"DataDownload"`,
			`"creator":{"name":"Nora Quill"}`, `"license":{"id":"https://spdx.org/licenses/CC0-1.0.html"}`},
		"/search?words=quai":              {"/statements/brook-quai-a-personne", "/statements/brook-quai-libre"},
		"/documents/quai":                 {"Norland ouvre le quai de la Brume</h1>"},
		"/statements/brook-quai-libre":    {"«\u00a0un “quai libre” pour tous\u00a0» aux marins", `lang="fr"`},
		"/statements/reed-friends-help":   {"the crews ‘won’t forget’ their friends’ help", "Tom Reed"},
		"/statements/reed-long-tide.json": {"‘We call it “the long tide” and it’s over,’"},
		"/views/verbatim-on-a-topic.csv?topic=tides": {",Le quai n’appartient à personne,",
			",un “quai libre” pour tous,"},
		"/views/verbatim-on-a-topic.csv?topic=council": {`,"We call it “the long tide” and it’s over,",`,
			",won’t forget,"},
		"/graphql?query=" + url.QueryEscape(allCitations): {"@misc{harbour-speeches-brook-share-the-sea,",
			"title = {{«\u00a0Le quai n’appartient à personne\u00a0»}}",
			"title = {{‘We call it “the long tide” and it’s over,’}}", "paraphrased",
			"Nora Quill: Speeches before the Harbour Council, dataset 2.1.0", `"licence":"CC0-1.0"`,
			`"url":"https://harbour.example/speeches"`},
	})
}

// unpacked returns the contents of all files of a ZIP file.
func unpacked(t *testing.T, archive string) string {
	t.Helper()
	files, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files.File {
		content, err := fs.ReadFile(files, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + "\n" + string(content))
	}
	return all.String()
}

func wantAll(t *testing.T, found map[string]string, wanted map[string][]string) {
	t.Helper()
	for address, all := range wanted {
		for _, want := range all {
			if !strings.Contains(found[address], want) {
				t.Errorf("%s lacks %q: %.2000s", address, want, found[address])
			}
		}
	}
}

// The tables of the views have the words of the short answers in their cells.
func TestQuestionsOfDatasets(t *testing.T) {
	_, curated := start(t)
	for folder, server := range map[string]string{
		"../data": "http://" + curated, "harbour": startHarbour(t, nil),
	} {
		_, front := send(t, "GET", server+"/")
		for _, q := range questionsIn(t, folder) {
			address := "/views/" + q.View
			if len(q.Variables) > 0 {
				address += "?" + q.Variables.Encode()
			}
			if !strings.Contains(string(front), strings.ReplaceAll(address, "&", "&amp;")) {
				t.Errorf("the front page of %s does not link to %s", folder, address)
			}
			response, table := send(t, "GET", server+"/views/"+q.View+".csv?"+q.Variables.Encode())
			for _, word := range q.Words {
				if response.StatusCode != http.StatusOK || !strings.Contains(string(table), word) {
					t.Errorf("%s: %s answers %s without %q: %.500s", folder, q.Text, response.Status, word, table)
				}
			}
		}
	}
}

// A listedQuestion is one of dataset.yaml.
type listedQuestion struct {
	Text      string `json:"question"`
	View      string
	Variables url.Values
	Words     []string
}

func questionsIn(t *testing.T, folder string) (all []listedQuestion) {
	t.Helper()
	dataset, err := curate.Compile(os.DirFS(folder+"/records"), documentsOf(folder))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "dataset.db")
	if err := os.WriteFile(file, dataset.Database, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := json.Unmarshal([]byte(column(t, db, "SELECT questions FROM dataset")[0]), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Errorf("%s has no questions", folder)
	}
	return all
}

// documentsOf returns the documents beside the records of a dataset, or nil.
func documentsOf(folder string) fs.FS {
	if _, err := os.Stat(folder + "/documents"); err != nil {
		return nil
	}
	return os.DirFS(folder + "/documents")
}

// A dataset whose owner gives nothing but its version is served, and nothing is said that was not given.
func TestDatasetWithoutTitle(t *testing.T) {
	t.Parallel()
	server := startHarbour(t, func(records string) {
		if err := os.WriteFile(records+"/dataset.yaml", []byte("version: 2.1.0\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	found := crawl(t, server, "/", "/about", "/about.jsonld", "/changes.atom",
		"/graphql?query="+url.QueryEscape(allCitations))
	given := []string{"Nora Quill", "Speeches before", "Harbour speeches", "CC0", "harbour.example", "spdx", "Summitry"}
	for address, body := range found {
		if address == "/schema.graphql" || strings.HasPrefix(address, "/playground") {
			continue // they name the program
		}
		if strings.HasPrefix(body, "PK") {
			program := "<Application>Summitry</Application>" // that wrote the file
			body = strings.ReplaceAll(unpacked(t, body), program, "")
		}
		for _, name := range given {
			if at := strings.Index(body, name); at >= 0 {
				t.Errorf("%s has %q: %.300q", address, name, body[max(at-80, 0):])
			}
		}
	}
	wantAll(t, found, map[string][]string{
		"/":      {"<title>Home</title>", `<a class="home" href="/">Home</a>`, "<p>dataset 2.1.0 (<a"},
		"/about": {"<h1>About the dataset</h1>"},
		"/graphql?query=" + url.QueryEscape(allCitations): {`"title":null`, `"licence":null`,
			"@misc{brook-share-the-sea,", "howpublished = {dataset 2.1.0 (SHA-256 "},
	})
}

// The program names nobody of the curated dataset: neither in what it serves and prints, nor in its comments.
func TestProgramNamesNobodyOfTheDataset(t *testing.T) {
	curated := curatedNames(t)
	scanned := 0
	for _, root := range []string{"../schema.graphqls", "../server.go", "../cmd", "../data", "../graph", "../lru",
		"../pages", "../playground/index.html", "../playground/plain", "../playground/src",
		"../playground/playground.go", "../table", "../views", "../web"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.IsDir() && slices.Contains([]string{"testdata", "records"}, e.Name()) {
				return filepath.SkipDir
			}
			types := []string{".go", ".html", ".js", ".ts", ".tsx", ".graphql", ".graphqls", ".json", ".sql", ".css"}
			if e.IsDir() || strings.HasSuffix(name, "_test.go") || !slices.Contains(types, path.Ext(name)) {
				return nil
			}
			text, err := os.ReadFile(name)
			scanned++
			for _, line := range strings.Split(strings.ReplaceAll(string(text), "github.com/summitry", ""), "\n") {
				for _, found := range curated.in(line) {
					t.Errorf("%s names %s: %.200s", name, found, strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if scanned < 200 {
		t.Errorf("only %d files were read", scanned)
	}
}
