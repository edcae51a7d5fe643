package graph

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/summitry/summitry/graph/exec"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/web/cache"
)

// perPage is how long a client may take to read one page of a table.
const perPage = 15 * time.Second

// MaxBufferedTable is the maximum size in bytes of a table over HTTP/1.0, which is buffered.
const MaxBufferedTable = 1 << 20

// byteOrderMark makes spreadsheets read a CSV file as UTF-8. Some clients begin JSON with it.
const byteOrderMark = "\ufeff"

// A tableQuery is an operation whose results make a table. The operation is parsed once, and each page of the outermost
// list executes it with another cursor.
type tableQuery struct {
	exec      *exec.Executor
	operation *graphql.OperationContext
	table     *table.Table
}

// queryTable prepares an operation for a table, in place. An error is a store.Invalid.
func (a *API) queryTable(o *graphql.OperationContext, asked *request) (*tableQuery, error) {
	t, err := table.New(exec.Schema, o.Operation, o.Variables, asked.rows)
	if err != nil {
		return nil, err
	}
	o.RawQuery = "" // the operation no longer has this text
	t.SetBase(asked.site)
	return &tableQuery{a.exec, o, t}, nil
}

// page reads the page after a cursor, the first one after "". begun means that a part of the table has been sent.
// Without an error, the caller calls done when the page has been written.
func (q *tableQuery) page(ctx context.Context, after string, begun bool) (page *TablePage, done func(), err error) {
	if err := q.table.SetAfter(after); err != nil {
		return nil, nil, err
	}
	response, done := q.exec.Execute(ctx, q.operation, begun)
	if page, err = pageOf(q.table, response); err != nil {
		done()
		return nil, nil, err
	}
	return page, done, nil
}

// eachPage reads all pages of a table. read gets each of them before the next one is read.
func (q *tableQuery) eachPage(ctx context.Context, read func(*TablePage) error) error {
	for after, begun := "", false; !begun || after != ""; begun = true {
		page, done, err := q.page(ctx, after, begun)
		if err != nil {
			return err
		}
		err = read(page)
		done()
		if err != nil {
			return err
		}
		after = page.Next
	}
	return nil
}

// serveTable answers an operation with a table.
func (a *API) serveTable(
	w http.ResponseWriter, r *http.Request, asked *request, o *graphql.OperationContext, tag string,
) {
	query, err := a.queryTable(o, asked)
	switch {
	case err != nil:
		a.failRequest(w, asked, err)
	case asked.as == asXLSX:
		file, err := a.workbook(r, asked, query)
		a.sendWhole(w, r, asked, tag, file, err)
	case r.ProtoAtLeast(1, 1):
		a.streamTable(w, r, asked, query, tag)
	default:
		text, err := a.wholeTable(r.Context(), asked, query)
		a.sendWhole(w, r, asked, tag, text, err)
	}
}

// streamTable sends each page of a table once it is read. A failure before the first byte is answered with an error. A
// later one aborts the connection, since part of a table must not look complete.
func (a *API) streamTable(w http.ResponseWriter, r *http.Request, asked *request, query *tableQuery, tag string) {
	var out *table.Writer
	for after := ""; out == nil || after != ""; {
		page, done, err := query.page(r.Context(), after, out != nil)
		if err != nil && out == nil {
			a.failRequest(w, asked, err)
			return
		}
		if err != nil {
			a.log.WarnContext(r.Context(), "table aborted", "error", ProblemOf(err).Message)
			panic(http.ErrAbortHandler)
		}
		if out == nil {
			cache.Allow(w, r, tag)
			asked.describeTable(w)
			out = asked.newTable(w, page.Columns)
		}
		err = writePage(w, out, page.Rows)
		done()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if after = page.Next; r.Method == http.MethodHead {
			return
		}
	}
}

// sendWhole sends a table that has been read to its end, with its Content-Length, or the error that came of reading
// it. HEAD costs as much as GET, since it sends the same length.
func (a *API) sendWhole(w http.ResponseWriter, r *http.Request, asked *request, tag string, body []byte, err error) {
	if err != nil {
		a.failRequest(w, asked, err)
		return
	}
	done, problem := a.exec.ReserveOutput(r.Context(), len(body), false)
	if problem != nil {
		a.failRequest(w, asked, gqlerror.List{problem})
		return
	}
	defer done()
	cache.Allow(w, r, tag)
	asked.describeTable(w)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	connection := http.NewResponseController(w)
	connection.SetWriteDeadline(time.Now().Add(perPage)) // fails in tests without a connection
	w.Write(body)                                        // an error means that the client is gone
}

// wholeTable reads a table for HTTP/1.0, where a table that breaks off looks complete unless Content-Length is sent
// before it. It reads the table into one of the executor's buffers, up to MaxBufferedTable bytes.
func (a *API) wholeTable(ctx context.Context, asked *request, query *tableQuery) ([]byte, error) {
	leave, problem := a.exec.ReserveBuffer(ctx)
	if problem != nil {
		return nil, gqlerror.List{problem}
	}
	defer leave()
	var text limitedBuffer
	var out *table.Writer
	err := query.eachPage(ctx, func(page *TablePage) error {
		if out == nil {
			out = asked.newTable(&text, page.Columns)
		}
		return writeRows(out, page.Rows)
	})
	return text.bytes, err
}

// A limitedBuffer holds up to MaxBufferedTable bytes, and fails beyond.
type limitedBuffer struct{ bytes []byte }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if len(b.bytes)+len(p) > MaxBufferedTable {
		return 0, problemf(http.StatusHTTPVersionNotSupported,
			"A table over HTTP/1.0 must be at most %d bytes: "+
				"use HTTP/1.1 (nginx: proxy_http_version 1.1), or request fewer rows", MaxBufferedTable)
	}
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

func (q *request) describeTable(w http.ResponseWriter) {
	media := q.as.media
	if q.as != asXLSX {
		media += "; charset=utf-8"
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+q.file+"."+q.as.extension+`"`)
	if q.as == asCSV && q.view != nil { // a table of /graphql has no address at which it is described
		address := q.view.Name + "." + asMetadata.extension + q.address
		w.Header().Set("Link", "<"+address+`>; rel="describedby"; type="`+asMetadata.media+`"`)
	}
}

// newTable writes the byte order mark, if the client asked for it, and the header of a table.
func (q *request) newTable(w io.Writer, columns []table.Column) *table.Writer {
	if q.as == asCSV && q.marked {
		io.WriteString(w, byteOrderMark)
	}
	return q.as.table(w, columns)
}

// writePage sends rows to the client, which has perPage to read them.
func writePage(w http.ResponseWriter, out *table.Writer, rows [][]any) error {
	connection := http.NewResponseController(w)
	connection.SetWriteDeadline(time.Now().Add(perPage)) // fails in tests without a connection
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

// pageOf returns the table page of a response. An error is a gqlerror.List or a store.Invalid.
func pageOf(t *table.Table, response *graphql.Response) (*TablePage, error) {
	if len(response.Errors) > 0 {
		return nil, response.Errors
	}
	var answer map[string]any
	if err := decode(response.Data, &answer); err != nil {
		panic(err) // it was encoded just now
	}
	page := &TablePage{Columns: t.Columns(), Next: t.EndCursor(answer)}
	err := t.Rows(answer, func(cells []any) { page.Rows = append(page.Rows, slices.Clone(cells)) })
	return page, err
}
