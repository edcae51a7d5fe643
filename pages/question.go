package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// Forms of a view beside JSON, and how the addresses of its forms end.
const (
	asCSV    = "text/csv"
	asNDJSON = "application/x-ndjson"
)

var endings = map[string]string{asJSON: ".json", asCSV: ".csv", asNDJSON: ".ndjson"}

// questions answers with the list of the saved views: a page for who asks for one, otherwise JSON.
func (s *site) questions(w http.ResponseWriter, r *http.Request) {
	if vary(w, r, asJSON, asHTML) != asHTML {
		s.api.ServeView(w, r)
		return
	}
	s.once(w, r, asHTML, func() error {
		return s.show(w, http.StatusOK, "questions", page{Title: "Questions", Body: s.api.Views(), Forms: []form{{"JSON", asJSON, "/views"}}})
	})
}

// view answers with the page of a saved view, or hands what has the ending of a form to the API.
func (s *site) view(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	view := views.Find(s.api.Views(), name)
	switch {
	case strings.Contains(name, "."):
		s.api.ServeView(w, r)
	case view == nil:
		s.missing(w, r, asHTML)
	default:
		if media := vary(w, r, asHTML, asJSON, asCSV, asNDJSON); media != asHTML {
			s.viewAs(w, r, name+endings[media], r.URL.Query())
			return
		}
		s.once(w, r, asHTML, func() error {
			q, err := s.question(r, view)
			if err != nil {
				return err
			}
			status := http.StatusOK
			if q.Problem != "" {
				status = q.status
				forgotten(w)
			}
			return s.show(w, status, "question", page{Title: view.Title, Body: q})
		})
	}
}

// A question is a saved view with an answer.
type question struct {
	*views.View
	Fields     []field
	Example    bool // nothing was asked for, so the view's example is shown
	Problem    string
	status     int
	Columns    []string
	Rows       [][]cell
	Address    string // of this page
	Next       string // the address of the next page of the table
	CSV        string
	JSON       string
	NDJSON     string
	Playground string
}

// A field of the form is a variable of the view.
type field struct {
	graph.Variable
	Given       []string
	Suggestions []neighbour
	Meant       []neighbour // near to what was given, which is unknown
}

// question asks a view what an address asks. What is left empty in the form is not asked for.
func (s *site) question(r *http.Request, view *views.View) (*question, error) {
	asked, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &graph.Problem{Status: http.StatusBadRequest, Message: "the parameters of the address cannot be read: join them by &, and percent-encode %, & and ; in values"}
	}
	for name, texts := range asked {
		asked[name] = slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
		if len(asked[name]) == 0 {
			delete(asked, name)
		}
	}
	q := &question{View: view}
	variables := graph.Variables(view)
	required := slices.ContainsFunc(variables, func(v graph.Variable) bool { return v.Required })
	if q.Example = required && r.URL.RawQuery == ""; q.Example {
		asked = maps.Clone(view.Example)
	}
	if rows := view.Example["rows"]; rows != nil && !asked.Has("rows") {
		asked["rows"] = rows // one of several lists, and a reader need not choose
	}
	if q.Fields, err = s.fields(r, variables, asked); err != nil {
		return nil, err
	}
	table, err := s.api.Page(r.Context(), view, asked)
	var problem *graph.Problem
	if errors.As(err, &problem) {
		q.Problem, q.status = problem.Message, problem.Status
		return q, nil
	}
	q.Columns, q.Rows = withLinks(table)
	return q, q.addresses(asked, table.Next)
}

// addresses are where the same question has other answers: the rest of its table, other forms, the playground.
func (q *question) addresses(asked url.Values, next string) error {
	values, err := graph.VariablesOf(q.View, asked)
	if err != nil {
		return err
	}
	variables, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return err
	}
	q.Playground = "/playground#" + url.Values{"view": {q.Name}, "variables": {string(variables)}}.Encode()
	q.Address = viewAddress(q.Name, asked)
	if next != "" {
		following := maps.Clone(asked)
		following.Set("after", next)
		q.Next = viewAddress(q.Name, following)
	}
	whole := maps.Clone(asked)
	whole.Del("after")
	q.NDJSON, q.JSON = viewAddress(q.Name+".ndjson", whole), viewAddress(q.Name+".json", whole)
	q.CSV = tableAddress(q.Name, whole)
	return nil
}

// suggested are the sorts of records of which a variable takes slugs, by its name.
var suggested = map[string][]string{
	"speaker": {"people", "organizations", "countries"}, "agency": {"organizations"}, "organization": {"organizations"}, "person": {"people"},
	"state": {"countries"}, "country": {"countries"}, "event": {"events"}, "occasion": {"events"}, "topic": {"topics"}, "document": {"documents"},
}

// fields are the variables that a reader may want to choose: not where a page begins and ends.
func (s *site) fields(r *http.Request, variables []graph.Variable, asked url.Values) ([]field, error) {
	var slugs map[string][]neighbour
	if slices.ContainsFunc(variables, func(v graph.Variable) bool { return suggested[v.Name] != nil }) {
		var err error
		if slugs, err = s.slugs(r); err != nil {
			return nil, err
		}
	}
	var all []field
	for _, v := range variables {
		if v.Name == "first" || v.Name == "after" {
			continue
		}
		f := field{Variable: v, Given: asked[v.Name]}
		for _, sort := range suggested[v.Name] {
			f.Suggestions = append(f.Suggestions, slugs[sort]...)
		}
		for _, given := range f.Given {
			if f.Suggestions != nil && !slices.ContainsFunc(f.Suggestions, func(n neighbour) bool { return n.Slug == strings.ToLower(given) }) {
				for _, n := range alike(strings.ToLower(given), f.Suggestions) {
					instead := maps.Clone(asked)
					instead[v.Name] = append(slices.DeleteFunc(slices.Clone(asked[v.Name]), func(text string) bool { return text == given }), n.Slug)
					n.Address = "?" + instead.Encode()
					f.Meant = append(f.Meant, n)
				}
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// Inputs are the values of the fields of a form: those given, and room for one more.
func (f field) Inputs() []string {
	if !f.Many && len(f.Given) > 0 {
		return f.Given
	}
	return append(slices.Clone(f.Given), "")
}

// Has tells whether a value was given.
func (f field) Has(value string) bool { return slices.Contains(f.Given, value) }

// Standard is the value that holds where none is given, as an address would have it.
func (f field) Standard() string { return strings.Trim(f.Default, `"`) }

// Kind is the type of an input in HTML.
func (f field) Kind() string {
	switch strings.Trim(f.Type, "[]!") {
	case "Date":
		return "date"
	case "Int":
		return "number"
	}
	return "text"
}

// A cell is what stands in a table: texts, each below the other, or the address of a page.
type cell struct {
	Texts   []string
	Address string
	Number  bool
	Long    bool // it needs room
}

// withLinks makes cells of a table. The page of a row is linked from its slug, or else stands first: readers begin there.
func withLinks(t *graph.Page) ([]string, [][]cell) {
	at, to := slices.Index(t.Columns, "url"), slices.Index(t.Columns, "slug")
	columns, rows := t.Columns, make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		for j, value := range row {
			rows[i] = append(rows[i], cellOf(t.Columns[j], value))
		}
		if at < 0 {
			continue
		}
		link := rows[i][at]
		if rows[i] = slices.Delete(rows[i], at, at+1); to >= 0 {
			rows[i][to].Address = link.Address
		} else {
			rows[i] = slices.Insert(rows[i], 0, link)
		}
	}
	if at >= 0 {
		columns = slices.Delete(columns, at, at+1)
	}
	if at >= 0 && to < 0 {
		columns = slices.Insert(columns, 0, "url")
	}
	return columns, rows
}

func cellOf(column string, value any) cell {
	switch value := value.(type) {
	case nil:
		return cell{}
	case []any:
		var c cell
		for _, v := range value {
			one := cellOf(column, v)
			c.Texts, c.Long = append(c.Texts, strings.Join(one.Texts, "")), c.Long || one.Long
		}
		return c
	case string:
		if (column == "url" || strings.HasSuffix(column, ".url")) && strings.HasPrefix(value, "/") {
			return cell{Texts: []string{path.Base(value)}, Address: value}
		}
		return cell{Texts: []string{value}, Long: len(value) > 50}
	}
	_, isNumber := value.(json.Number)
	return cell{Texts: []string{fmt.Sprint(value)}, Number: isNumber}
}
