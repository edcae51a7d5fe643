package graph

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/accept"
	"github.com/summitry/summitry/web/cache"
)

// MaxQuotations is how many quotations one request may check, and MaxDraft how many bytes its body may have.
const (
	MaxQuotations = 100
	MaxDraft      = exec.MaxBody
)

// BatchView is the view that also takes a list of quotations by POST.
const BatchView = "check-a-quote"

// A Quotation is what a client asks to check. An empty Speaker means anybody.
type Quotation struct {
	Quote   string `json:"quote"`
	Speaker string `json:"speaker"`
}

// A CheckedQuotation is the result of a view for a quotation, or the error.
type CheckedQuotation struct {
	Quotation
	Result *ViewResult // nil if there is an error
	Error  error       // a *Problem
	errors gqlerror.List
}

// CheckQuotations runs a view for each quotation, in order, as one heavy operation, within the time of one.
// An error of one quotation is in its place. The returned error is a *Problem.
func (a *API) CheckQuotations(
	ctx context.Context, view *views.View, base string, all []Quotation,
) ([]CheckedQuotation, error) {
	if err := a.checkNumber(len(all)); err != nil {
		return nil, err
	}
	address, err := a.Site(base)
	if err != nil {
		return nil, ProblemOf(err)
	}
	slot, leave, problem := a.exec.ReserveHeavy(site.With(ctx, address))
	if problem != nil {
		return nil, ProblemOf(gqlerror.List{problem})
	}
	defer leave()
	batch, cancel := context.WithTimeout(slot, a.exec.MaxTime())
	defer cancel()
	checked := make([]CheckedQuotation, len(all))
	for i, q := range all {
		response := a.checkOne(batch, view, q)
		checked[i] = CheckedQuotation{Quotation: q, errors: response.Errors}
		if len(response.Errors) > 0 {
			checked[i].Error = ProblemOf(response.Errors)
			continue
		}
		checked[i].Result = &ViewResult{decoded(response.Data), address, response}
	}
	return checked, nil
}

// checkNumber returns a *Problem if a request has no quotations or too many.
func (a *API) checkNumber(n int) error {
	switch {
	case n == 0:
		return problemf(http.StatusBadRequest, "The list of quotations must not be empty: send at least one")
	case n > MaxQuotations:
		a.exec.CountRefusal(store.Exceed("quotations", ""))
		return problemf(http.StatusBadRequest, "A request may check at most %d quotations, got %d: "+
			"send the others in further requests", MaxQuotations, n)
	}
	return nil
}

// checkOne runs a view for one quotation of a batch.
func (a *API) checkOne(batch context.Context, view *views.View, q Quotation) *graphql.Response {
	if batch.Err() != nil {
		const message = "The check of all quotations took more than %v: send this one again, with fewer others"
		problem := exec.Error(fmt.Sprintf(message, a.exec.MaxTime()), exec.TimedOut)
		return &graphql.Response{Errors: gqlerror.List{problem}}
	}
	variables := map[string]any{"quote": q.Quote}
	if q.Speaker != "" {
		variables["speaker"] = q.Speaker
	}
	o, problems := a.exec.Parse(batch, &graphql.RawParams{Query: view.Operation, Variables: variables})
	if len(problems) > 0 {
		return &graphql.Response{Errors: problems}
	}
	response, done := a.exec.Execute(batch, o, false)
	done() // the whole is reserved when it is sent
	return response
}

// ServeQuotations serves POST /views/check-a-quote: a list of quotations, as JSON or CSV, is answered in order.
func (a *API) ServeQuotations(w http.ResponseWriter, r *http.Request) {
	accept.Vary(w.Header(), "Accept")
	as, err := batchForm(r)
	if err == nil {
		err = a.CheckDataset(w, r)
	}
	if err == nil {
		err = a.serveQuotations(w, r, as)
	}
	if err != nil {
		a.failResource(w, err)
	}
}

// batchForm returns the form that the extension of an address names, or else the form that the client prefers.
func batchForm(r *http.Request) (*form, error) {
	forms := []*form{asFile, asCSV, asNDJSON}
	_, extension, named := strings.Cut(r.URL.Path, ".")
	wanted := accept.Best(r.Header.Values("Accept"), asFile.media, asCSV.media, asNDJSON.media)
	at := slices.IndexFunc(forms, func(f *form) bool {
		return named && f.extension == extension || !named && f.media == wanted
	})
	switch {
	case at >= 0:
		return forms[at], nil
	case named:
		return nil, problemf(http.StatusNotFound, "Unknown format %.60q: use json, csv or ndjson", extension)
	}
	return nil, problemf(http.StatusNotAcceptable, "Accept must allow one of %s, %s, %s, got %.60q",
		asFile.media, asCSV.media, asNDJSON.media, strings.Join(r.Header.Values("Accept"), ", "))
}

func (a *API) serveQuotations(w http.ResponseWriter, r *http.Request, as *form) error {
	asked, err := batchParameters(r)
	if err != nil {
		return err
	}
	done, problem := a.exec.ReserveInput(r.Context(), r.ContentLength)
	if problem != nil {
		return gqlerror.List{problem}
	}
	defer done()
	all, err := a.quotationsOf(w, r)
	if err != nil {
		return err
	}
	view := views.Find(a.views, BatchView)
	checked, err := a.CheckQuotations(r.Context(), view, asked.base, all)
	if err != nil {
		return err
	}
	asked.as, asked.file = as, BatchView
	return a.sendChecked(w, r, asked, view, checked)
}

// sendChecked sends the results of a batch. No cache may store them, since quotations of a draft are secret.
func (a *API) sendChecked(
	w http.ResponseWriter, r *http.Request, asked *request, view *views.View, checked []CheckedQuotation,
) error {
	var text bytes.Buffer
	if asked.as.table == nil {
		writeCheckedJSON(&text, checked)
	} else if err := a.writeCheckedTable(&text, asked, view, checked); err != nil {
		return err
	}
	sent, problem := a.exec.ReserveOutput(r.Context(), text.Len(), false)
	if problem != nil {
		return gqlerror.List{problem}
	}
	defer sent()
	cache.NoStore(w)
	w.Header().Set("Content-Type", asked.as.media+"; charset=utf-8")
	if asked.as.table != nil {
		asked.describeTable(w)
	}
	w.Header().Set("Content-Length", fmt.Sprint(text.Len()))
	w.Write(text.Bytes()) // an error means that the client is gone
	return nil
}

// batchParameters reads the parameters of the address, which choose the form. The quotations are in the body.
func batchParameters(r *http.Request) (*request, error) {
	parameters, err := parametersOf(r)
	if err != nil {
		return nil, err
	}
	for name := range parameters {
		if name != views.Base && name != views.BOM && name != views.Dataset && !views.IsIgnored(name) {
			return nil, problemf(http.StatusBadRequest, "Unknown parameter %.60q: send quotations in the body", name)
		}
	}
	asked := &request{}
	asked.presented(parameters)
	return asked, nil
}

// quotationsOf reads the quotations in the body of a request.
func (a *API) quotationsOf(w http.ResponseWriter, r *http.Request) ([]Quotation, error) {
	media, body, err := bodyOf(w, r, "a list of quotations", "split it into several requests",
		asFile.media, asCSV.media)
	switch {
	case err != nil:
		return nil, err
	case !utf8.Valid(body):
		return nil, problemf(http.StatusBadRequest, "The body must be UTF-8: save it with that encoding")
	case media == asCSV.media:
		return quotationsInCSV(string(body))
	}
	return a.quotationsInJSON(body)
}

const jsonOfQuotations = `send a list such as [{"quote": "The treaty is a good start", "speaker": "jane-doe"}]`

func (a *API) quotationsInJSON(body []byte) ([]Quotation, error) {
	var items []json.RawMessage
	if err := decode(body, &items); err != nil || items == nil {
		return nil, problemf(http.StatusBadRequest, "The body must be a JSON list: %s", jsonOfQuotations)
	}
	if err := a.checkNumber(len(items)); err != nil {
		return nil, err
	}
	all := make([]Quotation, len(items))
	for i := range all {
		var item struct {
			Quote   *string `json:"quote"`
			Speaker *string `json:"speaker"`
		}
		decoder := json.NewDecoder(bytes.NewReader(items[i]))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&item); err != nil || item.Quote == nil {
			return nil, problemf(http.StatusBadRequest, "Item %d must be an object with the text quote and, if you "+
				"like, the text speaker: %s", i+1, jsonOfQuotations)
		}
		all[i].Quote = *item.Quote
		if item.Speaker != nil {
			all[i].Speaker = *item.Speaker
		}
	}
	return all, nil
}

// quotationsInCSV reads a table with the columns quote and speaker. Other columns are ignored. Spreadsheets of some
// countries write semicolons instead of commas.
func quotationsInCSV(text string) ([]Quotation, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	if head, _, _ := strings.Cut(text, "\n"); strings.Contains(head, ";") && !strings.Contains(head, ",") {
		reader.Comma = ';'
	}
	quote, speaker := -1, -1
	var all []Quotation
	for row := 0; ; row++ {
		cells, err := reader.Read()
		switch {
		case err == io.EOF && row > 0:
			return all, nil
		case err != nil:
			return nil, problemf(http.StatusBadRequest, "Row %d is not CSV: put texts with commas or line breaks "+
				"in double quotation marks, and double those inside", row+1)
		case row > 0:
			all = append(all, Quotation{cellAt(cells, quote), strings.TrimSpace(cellAt(cells, speaker))})
			continue
		}
		quote, speaker = columnNamed(cells, "quote"), columnNamed(cells, "speaker")
		if quote < 0 {
			return nil, problemf(http.StatusBadRequest, "The first row must name the column quote, and may name the "+
				"column speaker, got %.60q", strings.Join(cells, ","))
		}
	}
}

func columnNamed(head []string, name string) int {
	return slices.IndexFunc(head, func(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), name) })
}

func cellAt(cells []string, at int) string {
	if at < 0 || at >= len(cells) {
		return ""
	}
	return cells[at]
}

// writeCheckedJSON writes a JSON list. Each item has the quotation, and data or errors as the response to one GET.
func writeCheckedJSON(to *bytes.Buffer, checked []CheckedQuotation) {
	to.WriteByte('[')
	for i, c := range checked {
		if i > 0 {
			to.WriteString(",\n")
		}
		item := append(appendKey([]byte("{"), "quote", c.Quote), ',')
		item = append(appendKey(item, "speaker", textOrNull(c.Speaker)), ',')
		if c.Error != nil {
			item = appendKey(item, "errors", c.errors)
		} else {
			item = append(append(item, `"data":`...), completed(c.Result.encoded.Data, c.Result.Site)...)
		}
		to.Write(append(item, '}'))
	}
	to.WriteString("]\n")
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// batchColumns come before those of the view in the table of a batch.
var batchColumns = []table.Column{
	{Name: "quote", Title: "Quote", Description: "The quotation as it was sent.", Type: "String"},
	{Name: "speaker", Title: "Speaker", Description: "The speaker as sent.", Type: "String"},
	{Name: "error", Title: "Error", Description: "Why the quotation could not be checked.", Type: "String"},
}

// writeCheckedTable writes a table with one row for each quotation.
func (a *API) writeCheckedTable(
	to io.Writer, asked *request, view *views.View, checked []CheckedQuotation,
) error {
	o, problems := a.exec.Parse(context.Background(), &graphql.RawParams{
		Query: view.Operation, Variables: map[string]any{"quote": ""},
	})
	if len(problems) > 0 {
		return problems
	}
	site, err := a.Site(asked.base)
	if err != nil {
		return err
	}
	asked.site = site
	query, err := a.queryTable(o, asked)
	if err != nil {
		return err
	}
	columns := query.table.Columns()
	out := asked.newTable(to, append(slices.Clone(batchColumns), columns...))
	for _, c := range checked {
		before := []any{c.Quote, textOrNull(c.Speaker), nil}
		if c.Error != nil {
			before[2] = c.Error.Error()
			out.Row(append(before, make([]any, len(columns))...))
			continue
		}
		err := query.table.Rows(c.Result.Data, func(cells []any) { out.Row(append(slices.Clone(before), cells...)) })
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// ReserveInput waits until the body of a request fits into memory. The caller frees it by done. An error is a *Problem.
func (a *API) ReserveInput(r *http.Request) (done func(), err error) {
	done, problem := a.exec.ReserveInput(r.Context(), r.ContentLength)
	if problem != nil {
		return nil, ProblemOf(gqlerror.List{problem})
	}
	return done, nil
}

// ReserveOutput waits until a response of size bytes fits into memory while its client reads it. The caller frees it
// by done. An error is a *Problem.
func (a *API) ReserveOutput(ctx context.Context, size int) (done func(), err error) {
	done, problem := a.exec.ReserveOutput(ctx, size, false)
	if problem != nil {
		return nil, ProblemOf(gqlerror.List{problem})
	}
	return done, nil
}
