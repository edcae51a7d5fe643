package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// Formats of a view other than JSON, which are also the extensions of their addresses.
const (
	mediaCSV    = "text/csv"
	mediaNDJSON = "application/x-ndjson"
	mediaXLSX   = graph.MediaXLSX
)

var extensions = map[string]string{mediaJSON: ".json", mediaCSV: ".csv", mediaNDJSON: ".ndjson", mediaXLSX: ".xlsx"}

// views serves the list of views, as a page if the client prefers HTML, otherwise as JSON.
func (s *server) views(w http.ResponseWriter, r *http.Request) {
	if negotiate(w, r, mediaJSON, mediaHTML) != mediaHTML {
		s.api.ServeView(w, r)
		return
	}
	s.serveCached(w, r, mediaHTML, func(site string) error {
		p := page{Title: "Views", Address: "/views", Site: site, Body: s.api.Views()}
		p.Description = "Named queries of the dataset, each as a page, CSV, XLSX, JSON and NDJSON."
		return s.render(w, r, http.StatusOK, "views", p)
	})
}

// view serves the page of a view. Addresses with an extension, such as .csv, are left to the API.
func (s *server) view(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	view := views.Find(s.api.Views(), name)
	switch {
	case strings.Contains(name, "."):
		s.api.ServeView(w, r)
	case view == nil:
		s.notFound(w, r)
	default:
		if media := negotiate(w, r, mediaHTML, mediaJSON, mediaCSV, mediaNDJSON, mediaXLSX); media != mediaHTML {
			withExtension := r.Clone(r.Context())
			withExtension.URL.Path += extensions[media]
			withExtension.URL.RawQuery = withoutColumns(r.URL.RawQuery)
			s.api.ServeView(w, withExtension)
			return
		}
		s.serveCached(w, r, mediaHTML, func(site string) error {
			q, err := s.viewPage(r, view)
			if err != nil {
				return err
			}
			q.Site = site
			status := http.StatusOK
			if q.Error != "" {
				status = q.status
				cache.NoStore(w)
			}
			p := page{Title: view.Title, Description: view.Description, Address: q.Address, Site: site, Body: q}
			return s.render(w, r, status, "view", p)
		})
	}
}

// A viewPage is a view with its form and one page of its table.
type viewPage struct {
	*views.View
	Fields     []field
	IsExample  bool // no parameters were sent, so the view's example is shown
	Error      string
	status     int
	Columns    []string // of the table with all columns
	Rows       [][]cell
	Table      *composedTable // for people; nil if all columns are shown
	Other      string         // the address of the table with all columns, or of the one for people
	Count      int            // of rows
	Facets     []facetGroup   // of the list, if it has any
	Described  []column       // of the table as CSV
	Address    string         // of this page
	Site       string         // prepended to Address when it is shown; "" if unknown
	Next       string         // the address of the next page of the table
	CSV        string
	JSON       string
	NDJSON     string
	XLSX       string
	Metadata   string // of the CSV
	Playground string
}

// viewPage runs a view with the parameters of an address. It ignores fields of the form that were left empty.
func (s *server) viewPage(r *http.Request, view *views.View) (*viewPage, error) {
	parameters, err := queryParameters(r)
	if err != nil {
		return nil, err
	}
	// links of the page must not pass them on
	maps.DeleteFunc(parameters, func(name string, _ []string) bool {
		return name == views.Dataset || views.IsIgnored(name)
	})
	q := &viewPage{View: view}
	allColumns, err := takeColumns(parameters)
	if err != nil {
		return nil, err
	}
	nothing := len(withoutFormat(parameters)) == 0
	for name, texts := range parameters {
		parameters[name] = slices.DeleteFunc(texts, func(text string) bool { return strings.TrimSpace(text) == "" })
		if len(parameters[name]) == 0 {
			delete(parameters, name)
		}
	}
	required := slices.ContainsFunc(graph.Variables(view), func(v graph.Variable) bool { return v.Required })
	if q.IsExample = required && nothing; q.IsExample {
		maps.Copy(parameters, view.Example)
	}
	if rows := view.Example[views.Rows]; rows != nil && !parameters.Has(views.Rows) {
		parameters[views.Rows] = rows // the list to show, so that the reader need not choose
	}
	lists, err := s.choices(r)
	if err != nil {
		return nil, err
	}
	q.Fields = formFields(view, lists, parameters)
	table, err := s.api.RunViewPage(r.Context(), view, parameters)
	var problem *graph.Problem
	if errors.As(err, &problem) {
		q.Error, q.status = problem.Message, problem.Status
		for _, c := range s.api.Columns(view) {
			q.Described = append(q.Described, describeColumn(*c))
		}
		return q, nil
	}
	for _, c := range table.Columns {
		q.Described = append(q.Described, describeColumn(c))
	}
	table.Rows = slices.DeleteFunc(table.Rows, isEmpty) // a view of one record has such a row if there is no record
	q.Count = len(table.Rows)
	if q.Count == 0 {
		for i := range q.Fields {
			q.Fields[i].setCorrections(parameters)
		}
	} else if allColumns {
		q.Columns, q.Rows = tableCells(table)
	} else {
		q.Table = compose(table, lists.articles())
	}
	if q.Count > 0 {
		if q.Facets, err = s.facetsOf(r, view, parameters); err != nil {
			return nil, err
		}
	}
	return q, q.setAddresses(parameters, table.Next, allColumns)
}

// isEmpty reports whether a row has no value.
func isEmpty(row []any) bool {
	return !slices.ContainsFunc(row, func(value any) bool { return value != nil })
}

// ExampleInWords returns the required values of the example: 30 March 2023.
func (q *viewPage) ExampleInWords() string {
	var all []string
	for _, f := range q.Fields {
		if f.Required {
			all = append(all, f.Shown())
		}
	}
	return strings.Join(all, ", ")
}

// OtherChoice names what a reader can choose instead of the example: another day and another country.
func (q *viewPage) OtherChoice() string {
	var all []string
	for _, f := range q.Fields {
		if f.Required {
			all = append(all, "another "+strings.ToLower(f.Label))
		}
	}
	return joinNames(all)
}

// takeColumns removes the parameter that chooses between the columns for people and all columns, and reports whether it
// asks for all.
func takeColumns(parameters url.Values) (bool, error) {
	texts := parameters[views.Columns]
	parameters.Del(views.Columns)
	for _, text := range texts {
		if text != "all" && text != "" {
			return false, &graph.Problem{
				Status:  http.StatusBadRequest,
				Message: fmt.Sprintf("columns must be all, got %.60q: omit it for the columns for people", text),
			}
		}
	}
	return slices.Contains(texts, "all"), nil
}

// withoutFormat removes the parameters that choose the format of the result.
func withoutFormat(parameters url.Values) url.Values {
	left := maps.Clone(parameters)
	for _, name := range []string{views.Base, views.BOM} {
		left.Del(name)
	}
	return left
}

// withoutColumns removes the parameter that is for pages only from a query. A malformed query stays as it is.
func withoutColumns(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || !values.Has(views.Columns) {
		return query
	}
	values.Del(views.Columns)
	return values.Encode()
}

// setAddresses sets the addresses of the next page of the table, of other formats, and of the playground.
func (q *viewPage) setAddresses(parameters url.Values, next string, allColumns bool) error {
	whole := maps.Clone(parameters)
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
	page := maps.Clone(parameters)
	if !allColumns {
		page.Set(views.Columns, "all")
	}
	q.Other = viewAddress(q.Name, page)
	page = maps.Clone(parameters)
	if allColumns {
		page.Set(views.Columns, "all")
	}
	q.Address = viewAddress(q.Name, withoutFormat(page))
	if next != "" {
		page.Set("after", next)
		q.Next = viewAddress(q.Name, page)
	}
	q.NDJSON, q.JSON = viewAddress(q.Name+".ndjson", whole), viewAddress(q.Name+".json", whole)
	q.CSV, q.Metadata = tableAddress(q.Name, whole), viewAddress(q.Name+".csv-metadata.json", whole)
	q.XLSX = viewAddress(q.Name+".xlsx", whole)
	return nil
}
