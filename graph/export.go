package graph

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/web/cache"
)

// perPage is how long a client may take to read one page of a table.
const perPage = 15 * time.Second

// byteOrderMark makes spreadsheets read a CSV file as UTF-8. Some clients begin JSON with it.
const byteOrderMark = "\ufeff"

// serveTable answers an operation with a table. It reads the outermost list page by page, each page as an operation of
// its own.
func (a *API) serveTable(w http.ResponseWriter, r *http.Request, asked *request, tag string) {
	if r.ProtoAtLeast(1, 1) {
		a.streamTable(w, r, asked, tag)
	} else {
		a.bufferTable(w, r, asked, tag)
	}
}

// streamTable sends each page of a table once it is read. A failure before the first byte is answered with an error. A
// later one aborts the connection, since part of a table must not look complete.
func (a *API) streamTable(w http.ResponseWriter, r *http.Request, asked *request, tag string) {
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
			cache.Allow(w, r, tag)
			asked.describeTable(w)
			out = asked.newTable(w, page.Columns)
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

// bufferTable answers HTTP/1.0, where a table that breaks off looks complete unless Content-Length is sent before it.
// It therefore reads the whole table into memory, up to MaxBufferedTable bytes. HEAD costs as much as GET, since it
// sends the same length.
func (a *API) bufferTable(w http.ResponseWriter, r *http.Request, asked *request, tag string) {
	text, err := a.wholeTable(r.Context(), asked)
	if err != nil {
		a.fail(w, asked.as, err)
		return
	}
	done, problem := a.exec.ReserveOutput(r.Context(), len(text), false)
	if problem != nil {
		a.fail(w, asked.as, gqlerror.List{problem})
		return
	}
	defer done()
	cache.Allow(w, r, tag)
	asked.describeTable(w)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	connection := http.NewResponseController(w)
	connection.SetWriteDeadline(time.Now().Add(perPage)) // fails in tests without a connection
	w.Write(text)                                        // an error means that the client is gone
}

// wholeTable reads all pages of a table. It waits for one of maxBuffers places.
func (a *API) wholeTable(ctx context.Context, asked *request) ([]byte, error) {
	leave, problem := a.exec.ReserveBuffer(ctx)
	if problem != nil {
		return nil, gqlerror.List{problem}
	}
	defer leave()
	var text limitedBuffer
	var out *table.Writer
	for after := ""; out == nil || after != ""; {
		page, done, problems := a.tablePage(ctx, asked, after, out != nil)
		if len(problems) > 0 {
			return nil, problems
		}
		if out == nil {
			out = asked.newTable(&text, page.Columns)
		}
		err := writeRows(out, page.Rows)
		done()
		if err != nil {
			return nil, err
		}
		after = page.Next
	}
	return text.bytes, nil
}

// A limitedBuffer holds up to MaxBufferedTable bytes, and fails beyond.
type limitedBuffer struct{ bytes []byte }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if len(b.bytes)+len(p) > MaxBufferedTable {
		message := fmt.Sprintf("a table over HTTP/1.0 must have at most %d bytes, and this one has more: "+
			"use HTTP/1.1 (nginx: proxy_http_version 1.1), or ask for fewer rows", MaxBufferedTable)
		return 0, httpError{http.StatusHTTPVersionNotSupported, message}
	}
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

func (q *request) describeTable(w http.ResponseWriter) {
	w.Header().Set("Content-Type", q.as.media+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+q.file+"."+q.as.extension+`"`)
}

// newTable writes the byte order mark, if asked for, and the header of a table.
func (q *request) newTable(w io.Writer, columns []string) *table.Writer {
	if q.as == asCSV && q.marked {
		io.WriteString(w, byteOrderMark)
	}
	return q.as.table(w, columns)
}

// writePage sends rows to the client, which has perPage to take them.
func writePage(w http.ResponseWriter, out *table.Writer, rows [][]any) error {
	connection := http.NewResponseController(w)
	connection.SetWriteDeadline(time.Now().Add(perPage)) // not to be had in a test without a connection
	if err := writeRows(out, rows); err != nil {
		return err
	}
	return connection.Flush()
}

func writeRows(out *table.Writer, rows [][]any) error {
	for _, row := range rows {
		out.Row(row)
	}
	return out.Flush()
}

// tablePage asks for one page of a table, after a cursor of the outermost list. Without problems, the caller is done with it when it
// has been written.
func (a *API) tablePage(ctx context.Context, asked *request, after string, begun bool) (*Page, func(), gqlerror.List) {
	o, problems := a.exec.operation(ctx, &asked.RawParams)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	t, err := tableOf(asked, o, after)
	if err != nil {
		return nil, nil, invalid(err)
	}
	response, done := a.exec.answer(ctx, o, begun)
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
	page := &Page{Columns: t.Columns(), Next: t.EndCursor(answer)}
	if err := t.Rows(answer, func(cells []any) { page.Rows = append(page.Rows, slices.Clone(cells)) }); err != nil {
		return nil, invalid(err)
	}
	return page, nil
}

// tableOf makes the table of an operation, which then asks for what follows after a cursor.
func tableOf(asked *request, o *graphql.OperationContext, after string) (*table.Table, error) {
	t, err := table.New(schema, o.Operation, o.Variables, asked.rows)
	if err != nil {
		return nil, err
	}
	if err := t.SetAfter(after); err != nil {
		return nil, err
	}
	o.RawQuery = "" // says no longer what is asked
	t.SetBase(asked.site)
	return t, nil
}

func invalid(err error) gqlerror.List {
	return gqlerror.List{coded(&gqlerror.Error{}, err.Error(), badInput)}
}
