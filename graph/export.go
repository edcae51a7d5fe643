package graph

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
)

// perPage is how long a client may take to read one page of a table.
const perPage = 15 * time.Second

// byteOrderMark makes spreadsheets read a CSV file as UTF-8.
const byteOrderMark = "\ufeff"

// serveTable answers an operation with a table. The outermost list is read page by page, each an operation of its own, and handed
// on as it comes. What goes wrong before the first byte is answered with an error, later by breaking the connection: half a table
// must not look like a whole one, as it would in HTTP/1.0.
func (a *API) serveTable(w http.ResponseWriter, r *http.Request, asked *request, tag string) {
	if !r.ProtoAtLeast(1, 1) {
		a.fail(w, asked.as, refusal{http.StatusHTTPVersionNotSupported, "HTTP/1.0 cannot tell a table that breaks off from a whole one: ask by HTTP/1.1"})
		return
	}
	connection := http.NewResponseController(w)
	var out *table.Writer
	for page := (&Page{}); out == nil || page.Next != ""; {
		var problems gqlerror.List
		if page, problems = a.tablePage(r.Context(), asked, page.Next); len(problems) > 0 {
			if out != nil {
				a.log.Warn("a table broke off", "error", problems[0].Message)
				panic(http.ErrAbortHandler)
			}
			a.fail(w, asked.as, problems)
			return
		}
		connection.SetWriteDeadline(time.Now().Add(perPage)) // not to be had in a test without a connection
		if out == nil {
			Keep(w, tag)
			w.Header().Set("Content-Type", asked.as.media+"; charset=utf-8")
			w.Header().Set("Content-Disposition", `attachment; filename="`+asked.file+"."+asked.as.extension+`"`)
			if asked.as == asCSV && asked.marked {
				io.WriteString(w, byteOrderMark)
			}
			out = asked.as.table(w, page.Columns)
		}
		for _, row := range page.Rows {
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

// tablePage asks for one page of a table, after a cursor of the outermost list.
func (a *API) tablePage(ctx context.Context, asked *request, after string) (*Page, gqlerror.List) {
	o, problems := a.operation(&asked.RawParams)
	if len(problems) > 0 {
		return nil, problems
	}
	invalid := func(err error) gqlerror.List {
		return gqlerror.List{coded(&gqlerror.Error{}, err.Error(), badInput)}
	}
	t, err := table.Of(schema, o.Operation, o.Variables, asked.rows)
	if err == nil {
		err = t.Continue(after)
	}
	if err == nil && asked.base != "" {
		var site string
		site, err = siteOf(asked.base)
		t.Complete(site)
	}
	if err != nil {
		return nil, invalid(err)
	}
	response := a.answer(ctx, o)
	if len(response.Errors) > 0 {
		return nil, response.Errors
	}
	var answer map[string]any
	if err := decode(response.Data, &answer); err != nil {
		panic(err) // it was encoded just now
	}
	page := &Page{Columns: t.Columns(), Next: t.After(answer)}
	if err := t.Rows(answer, func(cells []any) { page.Rows = append(page.Rows, slices.Clone(cells)) }); err != nil {
		return nil, invalid(err)
	}
	return page, nil
}
