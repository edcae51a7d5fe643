package graph

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
)

// perPage is how long a client may take to read one page of a table.
const perPage = 15 * time.Second

// byteOrderMark makes spreadsheets read a CSV file as UTF-8. Some clients begin JSON with it.
const byteOrderMark = "\ufeff"

// serveTable answers an operation with a table. The outermost list is read page by page, each an operation of its own, and handed
// on as it comes. What goes wrong before the first byte is answered with an error, later by breaking the connection: half a table
// must not look like a whole one, as it would in HTTP/1.0.
func (a *API) serveTable(w http.ResponseWriter, r *http.Request, asked *request, tag string) {
	if !r.ProtoAtLeast(1, 1) {
		a.fail(w, asked.as, refusal{http.StatusHTTPVersionNotSupported, "HTTP/1.0 cannot tell a table that breaks off from a whole one: ask by HTTP/1.1"})
		return
	}
	var out *table.Writer
	for after := ""; out == nil || after != ""; {
		page, done, problems := a.tablePage(r.Context(), asked, after, out != nil)
		if len(problems) > 0 && out == nil {
			a.fail(w, asked.as, problems)
			return
		}
		if len(problems) > 0 {
			a.log.Warn("a table broke off", "error", problems[0].Message)
			panic(http.ErrAbortHandler)
		}
		if out == nil {
			Keep(w, r, tag)
			out = asked.begin(w, page.Columns)
		}
		err := writePage(w, out, page.Rows)
		done()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if after = page.Next; r.Method == http.MethodHead {
			return
		}
	}
}

// begin writes what stands before the rows of a table.
func (q *request) begin(w http.ResponseWriter, columns []string) *table.Writer {
	w.Header().Set("Content-Type", q.as.media+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+q.file+"."+q.as.extension+`"`)
	if q.as == asCSV && q.marked {
		io.WriteString(w, byteOrderMark)
	}
	return q.as.table(w, columns)
}

// writePage sends rows to the client, which has perPage to take them.
func writePage(w http.ResponseWriter, out *table.Writer, rows [][]any) error {
	connection := http.NewResponseController(w)
	connection.SetWriteDeadline(time.Now().Add(perPage)) // not to be had in a test without a connection
	for _, row := range rows {
		out.Row(row)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return connection.Flush()
}

// tablePage asks for one page of a table, after a cursor of the outermost list. Without problems, the caller is done with it when it
// has been written.
func (a *API) tablePage(ctx context.Context, asked *request, after string, begun bool) (*Page, func(), gqlerror.List) {
	o, problems := a.operation(ctx, &asked.RawParams)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	t, err := tableOf(asked, o, after)
	if err != nil {
		return nil, nil, invalid(err)
	}
	response, done := a.answer(ctx, o, begun)
	page, problems := pageOf(t, response)
	if len(problems) > 0 {
		done()
		return nil, nil, problems
	}
	return page, done, nil
}

// pageOf makes a page of an answer.
func pageOf(t *table.Table, response *graphql.Response) (*Page, gqlerror.List) {
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

// tableOf makes the table of an operation, which then asks for what follows after a cursor.
func tableOf(asked *request, o *graphql.OperationContext, after string) (*table.Table, error) {
	t, err := table.Of(schema, o.Operation, o.Variables, asked.rows)
	if err != nil {
		return nil, err
	}
	if err := t.Continue(after); err != nil {
		return nil, err
	}
	o.RawQuery = "" // says no longer what is asked
	if asked.base != "" {
		site, err := siteOf(asked.base)
		if err != nil {
			return nil, err
		}
		t.Complete(site)
	}
	return t, nil
}

func invalid(err error) gqlerror.List {
	return gqlerror.List{coded(&gqlerror.Error{}, err.Error(), badInput)}
}
