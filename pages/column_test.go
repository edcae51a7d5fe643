package pages_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// The page of each view describes every column that its CSV has, also if the table is empty or the request is an error.
func TestColumnsAreDescribed(t *testing.T) {
	server := serve(t, "../data")
	var list struct {
		Views []struct {
			Name    string
			Formats []struct{ URL string }
		}
	}
	_, views := get(t, server+"/views", "Accept", "application/json")
	if err := json.Unmarshal([]byte(views), &list); err != nil || len(list.Views) == 0 {
		t.Fatal(views, err)
	}
	for _, v := range list.Views {
		_, example, _ := strings.Cut(v.Formats[0].URL, "?")
		for _, more := range []string{"", "&colour=red"} {
			_, page := get(t, server+"/views/"+v.Name+"?"+example+more, "Accept", "text/html")
			_, metadata := get(t, server+"/views/"+v.Name+".csv-metadata.json?"+example)
			if got, want := describedOn(t, page), describedIn(t, metadata); got != want {
				t.Errorf("%s%s describes\n%s, want\n%s", v.Name, more, got, want)
			}
		}
	}
	_, page := get(t, server+"/views/slugs?rows=topics", "Accept", "text/html")
	const address = "/views/slugs.csv-metadata.json?rows=topics"
	_, metadata := get(t, server+address)
	if got, want := describedOn(t, page), describedIn(t, metadata); got != want {
		t.Errorf("rows=topics describes\n%s, want\n%s", got, want)
	}
	if !strings.Contains(page, `href="`+address+`"`) {
		t.Errorf("the page does not link to %s", address)
	}
}

// describedOn returns the names, titles and descriptions in the section "Columns" of a page without blanks, a line for
// each column.
func describedOn(t *testing.T, page string) string {
	t.Helper()
	var lines strings.Builder
	for _, e := range elements(t, page) {
		section := e.Parent != nil && e.Parent.Parent != nil && attribute(e.Parent.Parent, "id") == "columns"
		switch {
		case section && e.Data == "dt":
			lines.WriteString(textOf(e.FirstChild) + e.FirstChild.NextSibling.Data)
		case section && e.Data == "dd":
			lines.WriteString(textOf(e) + "\n")
		}
	}
	return strings.ReplaceAll(lines.String(), " ", "")
}

// describedIn returns the same lines from CSVW metadata.
func describedIn(t *testing.T, text string) string {
	t.Helper()
	var metadata struct {
		TableSchema struct {
			Columns []struct {
				Titles      []string
				Description string `json:"dc:description"`
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &metadata); err != nil {
		t.Fatal(text, err)
	}
	var lines strings.Builder
	for _, c := range metadata.TableSchema.Columns {
		title := c.Titles[len(c.Titles)-1]
		lines.WriteString(c.Titles[0] + title + c.Description + "\n")
	}
	return strings.NewReplacer("`", "", " ", "").Replace(lines.String())
}
