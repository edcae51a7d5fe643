package pages_test

import (
	"bufio"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/summitry/summitry/views"
)

// A listedView is a view that is not made for a page, with the query of its example.
type listedView struct {
	Name, Example string
	Required      int // number of variables
}

// publicViews returns the views that are not made for a page.
func publicViews(t *testing.T, server string) (all []listedView) {
	t.Helper()
	known, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Views []struct {
			Name      string
			Formats   []struct{ URL string }
			Variables []struct{ Required bool }
		}
	}
	_, body := get(t, server+"/views", "Accept", "application/json")
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Views) == 0 {
		t.Fatal(body, err)
	}
	for _, v := range list.Views {
		if views.Find(known, v.Name).ForPage {
			continue
		}
		_, example, _ := strings.Cut(v.Formats[0].URL, "?")
		listed := listedView{Name: v.Name, Example: example}
		for _, variable := range v.Variables {
			if variable.Required {
				listed.Required++
			}
		}
		all = append(all, listed)
	}
	return all
}

// rowsOf returns the rows of a view's table, by column.
func rowsOf(t *testing.T, address string) (rows []map[string]any) {
	t.Helper()
	response, body := get(t, address)
	if response.StatusCode != 200 {
		t.Fatal(address, response.Status, body)
	}
	lines := bufio.NewScanner(strings.NewReader(body))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row map[string]any
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// textsIn returns the texts in a value of a table, which may be a list.
func textsIn(value any) (texts []string) {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		for _, v := range value {
			texts = append(texts, textsIn(v)...)
		}
	}
	return texts
}

// basisWords are the words for the basis of a date or of an answer.
var basisWords = map[string]string{"STATED": "as printed", "INFERRED": "inferred", "EXTERNAL": "added from outside"}

// marksOf returns the texts that the page must show for a row, and how often each word for a basis must stand there.
func marksOf(row map[string]any) (texts []string, words map[string]int) {
	words = map[string]int{}
	for column, value := range row {
		path := strings.Split(column, ".")
		name := path[len(path)-1]
		switch {
		case slices.Contains(path, "citations"):
		case slices.Contains(path, "participants") && name == "basis": // its note says the same
		case name == "basis":
			for _, basis := range textsIn(value) {
				words[basisWords[basis]]++
			}
		case name == "occasionNote" || strings.HasSuffix(column, "participants.note"):
			words["inferred"] += len(textsIn(value))
			texts = append(texts, textsIn(value)...)
		case strings.HasSuffix(strings.ToLower(name), "note") || name == "because" || name == "reading" ||
			name == "reason" && path[0] != "remainders" || strings.HasSuffix(column, "glosses.passage.exact"):
			texts = append(texts, textsIn(value)...)
		}
	}
	return texts, words
}

// composedRows returns the rows of the table on a page, and the text of what is the same in every row.
func composedRows(t *testing.T, page string) (rows []*html.Node, titles []string, same string) {
	t.Helper()
	for _, e := range elements(t, page) {
		switch {
		case e.Data == "tr" && e.Parent.Data == "tbody":
			rows = append(rows, e)
		case e.Data == "th" && attribute(e, "scope") == "col":
			titles = append(titles, textOf(e))
		case attribute(e, "class") == "same":
			same = textOf(e)
		}
	}
	return rows, titles, same
}

// The table on the page of each view has at most seven columns with titles for people, and loses no mark: what is
// inferred, added or annotated is so in words. Each row links to its record.
func TestTablesShowAllMarks(t *testing.T) {
	server, found := serve(t, "../data"), 0
	for _, v := range publicViews(t, server) {
		query := "?" + v.Example
		_, page := get(t, server+"/views/"+v.Name+query, "Accept", "text/html")
		shown, titles, same := composedRows(t, page)
		rows := rowsOf(t, server+"/views/"+v.Name+".ndjson"+query)
		if len(titles) > 7 || len(titles) < 2 || slices.ContainsFunc(titles, func(s string) bool {
			return s == "" || strings.ContainsAny(s, "._") || s != strings.ToUpper(s[:1])+s[1:]
		}) {
			t.Errorf("%s has the columns %q", v.Name, titles)
		}
		for i, row := range shown {
			text := same + " " + textOf(row)
			texts, words := marksOf(rows[i])
			for _, mark := range texts {
				found++
				if !strings.Contains(text, strings.Join(strings.Fields(mark), " ")) {
					t.Errorf("%s, row %d does not show %q: %s", v.Name, i, mark, text)
				}
			}
			for word, times := range words {
				found++
				if got := strings.Count(text, word); got < times && word != "as printed" {
					t.Errorf("%s, row %d says %q %d times, want %d: %s", v.Name, i, word, got, times, text)
				}
			}
			if address, has := rows[i]["url"].(string); has && !strings.Contains(linksOf(row), address) {
				t.Errorf("%s, row %d does not link to %s", v.Name, i, address)
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d marks were found", found)
	}
}

// linksOf returns the addresses that an element links to.
func linksOf(e *html.Node) string {
	var all []string
	for n := range e.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			all = append(all, attribute(n, "href"))
		}
	}
	return strings.Join(all, " ")
}

// No constant of the schema stands in a table for people, and no date in EDTF.
func TestTablesAreInWords(t *testing.T) {
	server := serve(t, "../data")
	constant := regexp.MustCompile(`\b(?:[A-Z]{4,}_[A-Z_]+|STATED|INFERRED|EXTERNAL|DIRECT|MIXED|PARAPHRASE|UNKNOWN)\b`)
	edtf := regexp.MustCompile(`\[?\d{4}-\d\d(?:-\d\d)?\.\.|/\.\.`)
	for _, v := range publicViews(t, server) {
		_, page := get(t, server+"/views/"+v.Name+"?"+v.Example, "Accept", "text/html")
		rows, _, _ := composedRows(t, page)
		for _, row := range rows {
			if bad := constant.FindString(textOf(row)) + edtf.FindString(textOf(row)); bad != "" {
				t.Errorf("%s shows %s", v.Name, bad)
			}
		}
	}
}

// columns=all shows the columns of the CSV. Other formats do not get the parameter.
func TestAllColumns(t *testing.T) {
	server := serve(t, "../data")
	const address = "/views/statements?columns=all&first=5"
	_, page := get(t, server+address)
	_, people := get(t, server+"/views/statements?first=5")
	const head = `role="columnheader">speakers.agent.name<`
	if !strings.Contains(page, head) || strings.Contains(people, head) {
		t.Error("only columns=all shows the names of columns")
	}
	if len(people) > len(page) {
		t.Errorf("the page has %d bytes, and with all columns %d", len(people), len(page))
	}
	for _, want := range []string{
		`href="/views/statements?first=5">Fewer columns`, `href="/views/statements.csv?bom=1&amp;first=5"`,
		`data-address="/views/statements?columns=all&amp;first=5"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if !strings.Contains(page, `columns=all&amp;first=5" rel="next"`) {
		t.Error("the next page has other columns")
	}
	if !strings.Contains(people, `href="/views/statements?columns=all&amp;first=5">All columns`) {
		t.Error("the page does not link to all columns")
	}
	if response, body := get(t, server+"/views/statements?columns=some"); response.StatusCode != 400 ||
		!strings.Contains(body, "columns must be all, got &#34;some&#34;") {
		t.Error(response.Status, body)
	}
	response, table := get(t, server+address, "Accept", "text/csv")
	if _, plain := get(t, server+"/views/statements.csv?first=5"); response.StatusCode != 200 || table != plain {
		t.Errorf("as CSV the address answers %s %.200s", response.Status, table)
	}
}

var listNames = regexp.MustCompile(`one of ([\w., ]+), got`)

// The rows of any list of any view have a table for people, of at most seven columns.
func TestRowsOfEveryList(t *testing.T) {
	server, found := serve(t, "../data"), 0
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		_, refused := get(t, server+"/views/"+v.Name+".csv?"+v.Example.Encode()+"&rows=none")
		for _, list := range strings.Split(listNames.FindString(refused), ", ") {
			list = strings.TrimSuffix(strings.TrimPrefix(list, "one of "), ", got")
			if list == "got" {
				continue
			}
			response, page := get(t, server+"/views/"+v.Name+"?rows="+list, "Accept", "text/html")
			if _, titles, _ := composedRows(t, page); response.StatusCode >= 500 || len(titles) > 7 {
				t.Errorf("%s, rows of %s: %s, %q", v.Name, list, response.Status, titles)
			} else if len(titles) > 0 {
				found++
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d lists were found", found)
	}
}

var withCount = regexp.MustCompile(`^(.*) \((\d+)\)$`)

// A form offers values by name. A count beside a name is the number of rows that the value finds.
func TestFormsCountRows(t *testing.T) {
	server, counted := serve(t, "../data"), 0
	for _, v := range publicViews(t, server) {
		_, page := get(t, server+"/views/"+v.Name+"?"+v.Example, "Accept", "text/html")
		for _, e := range elements(t, page) {
			variable, text := attribute(e, "name"), textOf(e)
			if e.Data == "input" {
				text = textOf(e.Parent)
			} else if e.Data == "option" {
				variable = attribute(e.Parent, "name")
			}
			match := withCount.FindStringSubmatch(text)
			if match == nil || variable == "" || attribute(e, "value") == "" {
				continue
			}
			counted++
			only := url.Values{variable: {attribute(e, "value")}}
			rows := rowsOf(t, server+"/views/"+v.Name+".ndjson?"+only.Encode())
			if want, _ := strconv.Atoi(match[2]); len(rows) != want {
				t.Errorf("%s offers %s, but %s finds %d rows", v.Name, text, only.Encode(), len(rows))
			}
		}
	}
	if counted < 60 {
		t.Errorf("only %d counts were found", counted)
	}
}

// A form offers nobody who never speaks, names what is required, explains variables, and keeps what was sent.
func TestForms(t *testing.T) {
	server := serve(t, "../data")
	speaks := map[string]bool{}
	for _, row := range rowsOf(t, server+"/views/statements.ndjson") {
		for _, name := range textsIn(row["speakers.agent.name"]) {
			speaks[name] = true
		}
	}
	_, page := get(t, server+"/views/statements?speaker=nobody", "Accept", "text/html")
	var offered []string
	for _, e := range elements(t, page) {
		if attribute(e, "name") == "speaker" {
			offered = append(offered, attribute(e, "value"))
		}
	}
	if len(offered) != len(speaks)+1 || !slices.Contains(offered, "nobody") {
		t.Errorf("offered are %q, want %v and what was sent", offered, speaks)
	}
	for address, want := range map[string]string{
		"/views/statements":                                    "<legend>Speaker</legend>",
		"/views/member-states-on-a-day":                        `Day <span class="note">(required)</span>`,
		"/views/took-part":                                     "Choose another person.",
		"/views/member-on-a-day":                               "Choose another country and another day.",
		"/views/through-an-agency":                             "Xinhua news agency (",
		"/views/statements?speaker=xi-jinping":                 "Speaker: Xi Jinping",
		"/views/statements?country=IRN":                        `value="IRN" checked`,
		"/views/member-states-on-a-day?day=2023-03-30":         "Shanghai Cooperation Organization (default)",
		"/views/narrations":                                    "People, organizations or countries that the fact is",
		"/views/member-on-a-day?country=iran&day=soon":         `value="soon"`,
		"/views/said-at-an-event?event=sco-summit-2024&first=": `value="sco-summit-2024" selected`,
	} {
		if _, page := get(t, server+address, "Accept", "text/html"); !strings.Contains(page, want) {
			t.Errorf("%s does not show %s", address, want)
		}
	}
	for _, v := range publicViews(t, server) {
		_, page := get(t, server+"/views/"+v.Name, "Accept", "text/html")
		if got := strings.Count(page, "(required)"); got != v.Required {
			t.Errorf("%s says of %d variables that they are required, want %d", v.Name, got, v.Required)
		}
	}
}
