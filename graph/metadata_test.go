package graph_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/graph"
)

// A csvMetadata is what a test reads of the description of a CSV file.
type csvMetadata struct {
	URL         string
	Title       string `json:"dc:title"`
	TableSchema struct {
		Columns []csvColumn
	}
}

type csvColumn struct {
	Name        string
	Titles      []string
	Description string `json:"dc:description"`
	Datatype    any
	Separator   string
}

var describedBy = regexp.MustCompile(`^<([^>]+)>; rel="describedby"; type="application/csvm\+json"$`)

// describedAt follows the link of a CSV file to its description.
func describedAt(t *testing.T, address string) (csvMetadata, *url.URL) {
	t.Helper()
	status, header, body := fetch(t, address)
	link := describedBy.FindStringSubmatch(header.Get("Link"))
	if status != http.StatusOK || link == nil {
		t.Fatalf("%s: %d, linked by %q: %.300s", address, status, header.Get("Link"), body)
	}
	from, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	to, err := from.Parse(link[1])
	if err != nil {
		t.Fatal(err)
	}
	status, header, body = fetch(t, to.String())
	if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "application/csvm+json") {
		t.Fatalf("%s: %d %s %.300s", to, status, header.Get("Content-Type"), body)
	}
	var m csvMetadata
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	return m, to
}

// Each CSV of a view leads to a description that names its address, as it was sent, and its columns. The schema and the
// list of views describe the same columns.
func TestCSVIsDescribed(t *testing.T) {
	server := serve(t)
	described := listedColumns(t, server)
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		address := server + "/views/" + v.Name + ".csv?fresh=1&" + v.Example.Encode()
		m, at := describedAt(t, address)
		if to, err := at.Parse(m.URL); err != nil || to.String() != address {
			t.Errorf("%s is described as %s", address, m.URL)
		}
		_, _, text := fetch(t, address)
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var header, listed []string
		for i, c := range m.TableSchema.Columns {
			header = append(header, c.Titles[0])
			title := c.Titles[len(c.Titles)-1]
			if i < len(described[v.Name]) {
				d := described[v.Name][i]
				listed = append(listed, d.Name)
				isList := strings.HasPrefix(d.Type, "[")
				if d.Title != title || d.Description != c.Description || isList != (c.Separator == " | ") {
					t.Errorf("%s: %+v and %+v", v.Name, d, c)
				}
			}
			if c.Description == "" || c.Datatype == nil {
				t.Errorf("%s: %+v", v.Name, c)
			}
		}
		if !slices.Equal(header, rows[0]) || !slices.Equal(listed, rows[0]) || m.Title != v.Title {
			t.Errorf("%s has the columns\n%q, described as\n%q and\n%q", v.Name, rows[0], header, listed)
		}
	}
}

type listedColumn struct{ Name, Title, Description, Type string }

// listedColumns returns the columns of each view, which Query.views and /views list alike.
func listedColumns(t *testing.T, server string) map[string][]listedColumn {
	t.Helper()
	type list struct {
		Views []struct {
			Name    string
			Columns []listedColumn
		}
	}
	var queried struct{ Data list }
	var listed list
	_, _, body := fetch(t, server+"/graphql?query="+
		url.QueryEscape(`{ views { name columns { name title description type } } }`))
	if err := json.Unmarshal([]byte(body), &queried); err != nil {
		t.Fatal(body, err)
	}
	_, _, body = fetch(t, server+"/views")
	if err := json.Unmarshal([]byte(body), &listed); err != nil {
		t.Fatal(body, err)
	}
	columns := map[string][]listedColumn{}
	for i, v := range listed.Views {
		columns[v.Name] = v.Columns
		if i >= len(queried.Data.Views) || !slices.Equal(queried.Data.Views[i].Columns, v.Columns) {
			t.Fatalf("%s has other columns in GraphQL", v.Name)
		}
	}
	return columns
}

// A column tells the type of its values by W3C's names. Any cell may be empty, and lists have a separator.
func TestDatatypes(t *testing.T) {
	m, _ := describedAt(t, serve(t)+"/views/statements.csv")
	types := map[string]string{}
	for _, c := range m.TableSchema.Columns {
		text, _ := json.Marshal(c.Datatype)
		types[c.Name] = strings.TrimSpace(string(text) + " " + c.Separator)
	}
	for name, want := range map[string]string{
		"slug": `"string"`, "kind": `{"base":"string","format":"DIRECT|MIXED|PARAPHRASE"}`,
		"textSpan.start": `"integer"`, "url": `"anyURI"`, "speakers.namedAs": `"string"  |`,
		"citations.start": `"integer"  |`,
	} {
		if types[name] != strings.TrimSpace(want) {
			t.Errorf("%s has the type %s, want %s", name, types[name], want)
		}
	}
}

// The description of a CSV knows the variables, the list that makes rows, and the address of the server. A name that
// begins with _, which W3C excludes, is encoded.
func TestDescriptionOfParameters(t *testing.T) {
	server := serve(t)
	const base = "https://example.org/summitry"
	query := "?base=" + url.QueryEscape(base) + "&topic=sanctions"
	m, _ := describedAt(t, server+"/views/statements.csv"+query)
	if m.URL != base+"/views/statements.csv"+query {
		t.Errorf("with a base: %s", m.URL)
	}
	if m, _ = describedAt(t, server+"/views/statements.csv?topic=<a>"); m.URL != "statements.csv?topic=%3Ca%3E" {
		t.Errorf("with brackets: %s", m.URL)
	}
	people, _ := describedAt(t, server+"/views/slugs.csv?rows=people")
	topics, _ := describedAt(t, server+"/views/slugs.csv?rows=topics")
	if slices.EqualFunc(people.TableSchema.Columns, topics.TableSchema.Columns, func(a, b csvColumn) bool {
		return a.Description == b.Description
	}) {
		t.Error("rows does not choose the columns")
	}
	timeline, _ := describedAt(t, server+"/views/timeline.csv")
	found := false
	for _, c := range timeline.TableSchema.Columns {
		found = found || c.Name == "%5F_typename" && c.Titles[0] == "__typename"
	}
	if !found {
		t.Errorf("timeline has the columns %+v", timeline.TableSchema.Columns)
	}
}

// The description refuses what the table refuses, has a tag, and is linked from CSV alone.
func TestDescriptionIsServed(t *testing.T) {
	server := serve(t)
	for _, query := range []string{
		"member-on-a-day%s", "statements%s?speakr=x", "statements%s?kind=direct", "slugs%s?rows=nothing",
		"summits%s?base=example.org", "summits%s?dataset=0.0.1", "nothing%s",
	} {
		status, header, body := fetch(t, server+"/views/"+strings.ReplaceAll(query, "%s", ".csv-metadata.json"))
		wantStatus, _, want := fetch(t, server+"/views/"+strings.ReplaceAll(query, "%s", ".csv"))
		if status != wantStatus || body != want || !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: %d %s, want %d %s", query, status, body, wantStatus, want)
		}
	}
	const address = "/views/statements.csv-metadata.json"
	_, header, _ := fetch(t, server+address)
	tag := header.Get("ETag")
	if status, _, _ := fetch(t, server+address, "If-None-Match", tag); status != http.StatusNotModified || tag == "" {
		t.Errorf("with its tag %s: %d", tag, status)
	}
	if _, other, _ := fetch(t, server+"/views/statements.csv"); other.Get("ETag") == tag {
		t.Error("the table has the tag of its description")
	}
	for _, other := range []string{"/views/statements.ndjson", "/views/statements.json", address} {
		if _, header, _ := fetch(t, server+other); header.Get("Link") != "" {
			t.Errorf("%s has the link %s", other, header.Get("Link"))
		}
	}
	query := "/graphql?query=" + url.QueryEscape("{ topics { nodes { name } } }")
	if _, header, _ := fetch(t, server+query, "Accept", "text/csv"); header.Get("Link") != "" {
		t.Errorf("a table of /graphql has the link %s", header.Get("Link"))
	}
}

// A list in a cell can be split again: no value of a list has the separator in it.
func TestListsCanBeSplit(t *testing.T) {
	server := serve(t)
	all := graph.ViewsWithExamples(t)
	for _, v := range all {
		for _, line := range lines(t, server+"/views/"+v.Name+".ndjson?"+v.Example.Encode()) {
			for column, cell := range line.(map[string]any) {
				values, _ := cell.([]any)
				for _, value := range values {
					if text, _ := value.(string); strings.Contains(text, " | ") {
						t.Errorf("%s: %s has a list with %q", v.Name, column, text)
					}
				}
			}
		}
	}
}

// /views lists variables with their descriptions and examples, and every format with its address.
func TestListOfViews(t *testing.T) {
	server := serve(t)
	type view struct {
		Name, Title string
		Variables   []map[string]any
		Formats     []map[string]string
	}
	var list struct{ Views []view }
	_, _, body := fetch(t, server+"/views")
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(body, err)
	}
	at := slices.IndexFunc(list.Views, func(v view) bool { return v.Name == "member-states-on-a-day" })
	v := list.Views[at]
	if v.Title != "Who was a member or an observer on this day, and who says so?" || len(v.Variables) != 5 {
		t.Errorf("it is listed as %+v", v)
	}
	for i, want := range []map[string]any{
		{"name": "day", "type": "Date!", "required": true, "default": nil, "example": "2023-07-04",
			"description": "The day that the answer is for."},
		{"name": "organization", "type": "String!", "required": false, "default": `"sco"`, "example": "sco",
			"description": "The organization, by the slug in the address of its page."},
	} {
		for key, value := range want {
			if v.Variables[i][key] != value {
				t.Errorf("%s of %s is %v, want %v", key, want["name"], v.Variables[i][key], value)
			}
		}
	}
	media := map[string]string{}
	for _, f := range v.Formats {
		media[f["extension"]] = f["mediaType"]
		want := "/views/member-states-on-a-day." + f["extension"] + "?day=2023-07-04&organization=sco"
		if f["url"] != want {
			t.Errorf("%s is at %s, want %s", f["extension"], f["url"], want)
		}
	}
	for extension, want := range map[string]string{
		"json": "application/json", "csv": "text/csv", "ndjson": "application/x-ndjson",
		"xlsx": mediaXLSX, "csv-metadata.json": "application/csvm+json",
	} {
		if media[extension] != want {
			t.Errorf("%s has the media type %q, want %s", extension, media[extension], want)
		}
	}
}
