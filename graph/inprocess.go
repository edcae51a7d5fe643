package graph

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"

	"github.com/summitry/summitry/graph/exec"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
)

// Dataset returns the dataset's record of itself.
func (a *API) Dataset() *data.Dataset { return a.dataset }

// Views returns all views.
func (a *API) Views() []*views.View { return a.views }

// Columns returns the columns of a view's table for its example.
func (a *API) Columns(view *views.View) []*table.Column { return a.columns(view) }

// CountRecords returns the number of records that have pages.
func (a *API) CountRecords(ctx context.Context) (int, error) {
	n, err := a.store.CountPages(ctx, data.Folders())
	return n, cmp.Or(err, a.Intact(ctx))
}

// RecordPaths returns the paths of pages of records in a fixed order, at most a number of them after some to skip.
func (a *API) RecordPaths(ctx context.Context, skip, most int) ([]string, error) {
	paths, err := a.store.PagePaths(ctx, data.Folders(), skip, most)
	return paths, cmp.Or(err, a.Intact(ctx))
}

// PassagesBeside returns the passages near a passage in the same document, in the order of print, itself included.
func (a *API) PassagesBeside(ctx context.Context, slug string) ([]*data.Citation, error) {
	found, err := data.CitationsBeside.All(ctx, a.store, []string{slug})
	return found[slug], cmp.Or(err, a.Intact(ctx))
}

// A ViewResult is the result of a view: its data, decoded, with numbers as json.Number. URLs of pages in it are
// relative.
type ViewResult struct {
	Data    map[string]any
	Site    string // precedes these URLs when they are shown
	encoded *graphql.Response
}

// Complete returns the data with absolute URLs of pages if the site is known.
func (a *ViewResult) Complete() map[string]any { return decoded(completed(a.encoded.Data, a.Site)) }

// CompleteJSON returns the data as JSON, in the order of the operation, with absolute URLs of pages if the site is
// known.
func (a *ViewResult) CompleteJSON() []byte { return completed(a.encoded.Data, a.Site) }

// JSON returns the data as JSON, in the order of the operation, with relative URLs of pages.
func (a *ViewResult) JSON() []byte { return a.encoded.Data }

func decoded(answer []byte) (fields map[string]any) {
	if err := decode(answer, &fields); err != nil {
		panic(err) // it was encoded just now
	}
	return fields
}

// RunView executes a view under the limits of any operation. The parameters are those of a URL: variables of the
// view, and base. An error is a *Problem.
func (a *API) RunView(ctx context.Context, view *views.View, parameters url.Values) (*ViewResult, error) {
	asked, err := viewRequest(view, asFile, parameters)
	if err != nil {
		return nil, ProblemOf(err)
	}
	address, err := a.Site(asked.base)
	if err != nil {
		return nil, ProblemOf(err)
	}
	ctx = site.With(ctx, address)
	o, problems := a.exec.Parse(ctx, &asked.RawParams)
	if len(problems) > 0 {
		return nil, ProblemOf(problems)
	}
	response, done := a.exec.Execute(ctx, o, false)
	done() // the limits on output are for clients
	if len(response.Errors) > 0 {
		return nil, ProblemOf(response.Errors)
	}
	return &ViewResult{decoded(response.Data), address, response}, nil
}

// WriteResult writes an answer as JSON, like the URL of its view.
func (a *API) WriteResult(w http.ResponseWriter, answer *ViewResult) {
	whole := *answer.encoded
	whole.Data = completed(whole.Data, answer.Site)
	a.write(w, asFile, http.StatusOK, &whole)
}

// A TablePage is a part of a view's table: its columns, rows as table.Rows returns them, and the cursor of the next
// page if there is one.
type TablePage struct {
	Columns []table.Column
	Rows    [][]any
	Next    string
}

// RunViewPage executes a view and returns the first page of its table, or the page after the cursor in the parameter
// after. URLs of pages are relative. An error is a *Problem.
func (a *API) RunViewPage(ctx context.Context, view *views.View, parameters url.Values) (*TablePage, error) {
	from := maps.Clone(parameters)
	from.Del("after") // not every view has this variable
	asked, err := viewRequest(view, asCSV, from)
	if err != nil {
		return nil, ProblemOf(err)
	}
	address, err := a.Site(asked.base)
	if err != nil {
		return nil, ProblemOf(err)
	}
	ctx = site.With(ctx, address)
	o, problems := a.exec.Parse(ctx, &asked.RawParams)
	if len(problems) > 0 {
		return nil, ProblemOf(problems)
	}
	query, err := a.queryTable(o, asked)
	if err != nil {
		return nil, ProblemOf(err)
	}
	page, done, err := query.page(ctx, parameters.Get("after"), false)
	if err != nil {
		return nil, ProblemOf(err)
	}
	done() // the limits on output are for clients
	return page, nil
}

// A Variable is a variable of a view, with what the schema says of its type.
type Variable struct {
	*views.Variable
	Many   bool     // it is a list
	Values []string // the values of an enum; nil for other types
}

// Variables returns the variables of a view.
func Variables(view *views.View) []Variable {
	var all []Variable
	for _, v := range view.Variables {
		t := v.Declared.Type
		described := Variable{Variable: v, Many: t.Elem != nil}
		for _, value := range exec.Schema.Types[t.Name()].EnumValues {
			described.Values = append(described.Values, value.Name)
		}
		all = append(all, described)
	}
	return all
}

// VariablesOf reads a view's variables from the parameters of a URL, as JSON values. An error is a *Problem.
func VariablesOf(view *views.View, parameters url.Values) (map[string]any, error) {
	variables, err := variablesOf(view, parameters)
	if err != nil {
		return nil, ProblemOf(err)
	}
	return variables, nil
}

// WriteProblem writes a problem as JSON.
func (a *API) WriteProblem(w http.ResponseWriter, p *Problem) { a.failResource(w, p) }
