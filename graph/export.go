package graph

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
)

// A format is a way to write tables.
type format struct {
	extension, media string
	write            func(io.Writer, []string) *table.Writer
}

var (
	asCSV    = &format{"csv", "text/csv", table.CSV}
	asNDJSON = &format{"ndjson", "application/x-ndjson", table.NDJSON}
)

// preferred is the format of tables that a client would rather have than JSON, or nil.
func preferred(accept string) *format {
	var best *format
	highest := 0.0
	for part := range strings.SplitSeq(accept, ",") {
		media, parameters, _ := strings.Cut(part, ";")
		quality := 1.0
		if _, q, given := strings.Cut(strings.ToLower(parameters), "q="); given {
			quality, _ = strconv.ParseFloat(strings.TrimSpace(q), 64)
		}
		if quality <= highest {
			continue
		}
		highest, best = quality, nil
		for _, f := range []*format{asCSV, asNDJSON} {
			if strings.EqualFold(strings.TrimSpace(media), f.media) {
				best = f
			}
		}
	}
	return best
}

// perPage is how long a client may take to read one page of a table.
const perPage = 15 * time.Second

// byteOrderMark makes spreadsheets read a CSV file as UTF-8.
const byteOrderMark = "\ufeff"

// serveTable answers an operation with a table. The outermost list is read page by page, each an operation of its own, and handed
// on as it comes. What goes wrong before the first byte is answered with an error, later by breaking the connection: half a table
// must not look like a whole one, as it would in HTTP/1.0. The address may have rows=, which of several lists makes rows, and bom=1.
func (a *API) serveTable(w http.ResponseWriter, r *http.Request, as *format, params *graphql.RawParams, asked url.Values, name string) {
	if !r.ProtoAtLeast(1, 1) {
		a.fail(w, r, refusal{http.StatusHTTPVersionNotSupported, "HTTP/1.0 cannot tell a table that breaks off from a whole one: ask by HTTP/1.1"})
		return
	}
	connection := http.NewResponseController(w)
	var out *table.Writer
	for page := (tablePage{}); out == nil || page.after != ""; {
		var problems gqlerror.List
		if page, problems = a.tablePage(r, params, asked.Get("rows"), page.after); len(problems) > 0 {
			if out != nil {
				a.log.Warn("a table broke off", "error", problems[0].Message)
				panic(http.ErrAbortHandler)
			}
			write(w, statusOf(problems), &graphql.Response{Errors: problems})
			return
		}
		connection.SetWriteDeadline(time.Now().Add(perPage)) // not to be had in a test without a connection
		if out == nil {
			w.Header().Set("Content-Type", as.media+"; charset=utf-8")
			w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+as.extension+`"`)
			if as == asCSV && asked.Get("bom") == "1" {
				io.WriteString(w, byteOrderMark)
			}
			out = as.write(w, page.columns)
		}
		for _, row := range page.rows {
			out.Row(row)
		}
		if err := out.Flush(); err != nil || connection.Flush() != nil {
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodHead {
			return
		}
	}
}

// A tablePage is what one operation gives to a table.
type tablePage struct {
	columns []string
	rows    [][]any
	after   string // cursor of the next page, if there is one
}

// tablePage asks for one page of a table, after a cursor of the outermost list.
func (a *API) tablePage(r *http.Request, params *graphql.RawParams, rows, after string) (page tablePage, problems gqlerror.List) {
	copied := *params
	o, ctx, problems := a.operation(r.Context(), &copied)
	if len(problems) > 0 {
		return page, a.refuse(ctx, problems).Errors
	}
	invalid := func(err error) gqlerror.List {
		return gqlerror.List{{Message: err.Error(), Extensions: map[string]any{"code": badInput}}}
	}
	t, err := table.Of(schema, o.Operation, o.Variables, rows)
	if err == nil {
		err = t.Continue(after)
	}
	if err != nil {
		return page, invalid(err)
	}
	response := a.answer(ctx, o)
	if len(response.Errors) > 0 {
		return page, response.Errors
	}
	var answer map[string]any
	if err := decode(response.Data, &answer); err != nil {
		panic(err) // it was encoded just now
	}
	page.columns, page.after = t.Columns(), t.After(answer)
	if err := t.Rows(answer, func(cells []any) { page.rows = append(page.rows, slices.Clone(cells)) }); err != nil {
		return page, invalid(err)
	}
	return page, nil
}

// statusOf gives the status of an answer that is only errors.
func statusOf(problems gqlerror.List) int {
	switch problems[0].Extensions["code"] {
	case internal:
		return http.StatusInternalServerError
	case timedOut:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}
