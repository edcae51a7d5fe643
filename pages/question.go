package pages

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// Forms of a view beside JSON, and how the addresses of its forms end.
const (
	asCSV    = "text/csv"
	asNDJSON = "application/x-ndjson"
)

var endings = map[string]string{asJSON: ".json", asCSV: ".csv", asNDJSON: ".ndjson"}

// questions answers with the list of the saved views: a page for who asks for one, otherwise JSON.
func (s *server) questions(w http.ResponseWriter, r *http.Request) {
	if vary(w, r, asJSON, asHTML) != asHTML {
		s.api.ServeView(w, r)
		return
	}
	s.once(w, r, asHTML, func(site string) error {
		p := page{Title: "Questions", Address: "/views", Site: site, Body: s.api.Views()}
		return s.show(w, http.StatusOK, "questions", p)
	})
}

// view answers with the page of a saved view, or hands what has the ending of a form to the API.
func (s *server) view(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	view := views.Find(s.api.Views(), name)
	switch {
	case strings.Contains(name, "."):
		s.api.ServeView(w, r)
	case view == nil:
		s.nothing(w, r)
	default:
		if media := vary(w, r, asHTML, asJSON, asCSV, asNDJSON); media != asHTML {
			asked := r.Clone(r.Context())
			asked.URL.Path += endings[media]
			s.api.ServeView(w, asked)
			return
		}
		s.once(w, r, asHTML, func(site string) error {
			q, err := s.question(r, view)
			if err != nil {
				return err
			}
			q.Site = site
			status := http.StatusOK
			if q.Problem != "" {
				status = q.status
				cache.NoStore(w)
			}
			return s.show(w, status, "question", page{Title: view.Title, Address: q.Address, Site: site, Body: q})
		})
	}
}

// A question is a saved view with an answer.
type question struct {
	*views.View
	Fields     []field
	IsExample  bool // nothing was asked for, so the view's example is shown
	Problem    string
	status     int
	Columns    []string
	Rows       [][]cell
	Address    string // of this page
	Site       string // goes before Address when it is shown; "": unknown
	Next       string // the address of the next page of the table
	CSV        string
	JSON       string
	NDJSON     string
	Playground string
}

// question asks a view what an address asks. What is left empty in the form is not asked for.
func (s *server) question(r *http.Request, view *views.View) (*question, error) {
	asked, err := parametersOf(r)
	if err != nil {
		return nil, err
	}
	// so that links of the page do not pass them on
	maps.DeleteFunc(asked, func(name string, _ []string) bool { return views.IsIgnored(name) })
	nothing := len(withoutForm(asked)) == 0
	for name, texts := range asked {
		asked[name] = slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
		if len(asked[name]) == 0 {
			delete(asked, name)
		}
	}
	q := &question{View: view}
	variables := graph.Variables(view)
	required := slices.ContainsFunc(variables, func(v graph.Variable) bool { return v.Required })
	if q.IsExample = required && nothing; q.IsExample {
		maps.Copy(asked, view.Example)
	}
	if rows := view.Example[views.Rows]; rows != nil && !asked.Has(views.Rows) {
		asked[views.Rows] = rows // the list to show, so that the reader need not choose
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
	if q.Columns, q.Rows = withLinks(table); len(q.Rows) == 0 {
		for i := range q.Fields {
			q.Fields[i].suggest(asked)
		}
	}
	return q, q.addresses(asked, table.Next)
}

// withoutForm drops the parameters that choose the form of an answer.
func withoutForm(asked url.Values) url.Values {
	left := maps.Clone(asked)
	for _, name := range []string{views.Base, views.BOM} {
		left.Del(name)
	}
	return left
}

// addresses are where the same question has other answers: the rest of its table, other forms, the playground.
func (q *question) addresses(asked url.Values, next string) error {
	whole := maps.Clone(asked)
	whole.Del("after")
	values, err := graph.VariablesOf(q.View, whole)
	if err != nil {
		return err
	}
	variables, err := json.MarshalIndent(values, "", "  ")
	if err != nil {
		return err
	}
	q.Playground = "/playground#" + url.Values{"view": {q.Name}, "variables": {string(variables)}}.Encode()
	q.Address = viewAddress(q.Name, withoutForm(asked))
	if next != "" {
		following := maps.Clone(asked)
		following.Set("after", next)
		q.Next = viewAddress(q.Name, following)
	}
	q.NDJSON, q.JSON = viewAddress(q.Name+".ndjson", whole), viewAddress(q.Name+".json", whole)
	q.CSV = tableAddress(q.Name, whole)
	return nil
}
