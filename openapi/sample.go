package openapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/summitry/summitry/graph"
)

// maxSample is how many bytes of a response are read for an example.
const maxSample = 256 << 10

// A sampler gets responses of the server in process.
type sampler struct {
	ctx     context.Context
	handler http.Handler
	busy    error // the first response with status 5xx
}

// get returns the body of the response to a GET request, or to a POST request if there is a body to send. It returns
// nil unless the response has the expected status. A long table is cut off.
func (s *sampler) get(want int, address string, send []byte) []byte {
	method := http.MethodGet
	if send != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(s.ctx, method, address, bytes.NewReader(send))
	if err != nil {
		panic(err) // addresses are built by this package
	}
	r.RequestURI = address
	r.Header.Set("Content-Type", "application/json")
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	w.record(s.handler, r)
	if w.status >= http.StatusInternalServerError && s.busy == nil {
		s.busy = &graph.Problem{Status: http.StatusServiceUnavailable,
			Message: "The server is too busy to write this document: send the request again later"}
	}
	if w.status != want {
		return nil
	}
	return w.body.Bytes()
}

// A recorder records a response, up to maxSample bytes of its body.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header    { return w.header }
func (w *recorder) WriteHeader(status int) { w.status = status }
func (w *recorder) Flush()                 {}

func (w *recorder) Write(p []byte) (int, error) {
	if w.body.Len()+len(p) > maxSample {
		n, _ := w.body.Write(p[:maxSample-w.body.Len()])
		return n, io.ErrShortWrite // by which the handler of a table stops
	}
	return w.body.Write(p)
}

// record serves a request. A handler that aborts the response of a table leaves its beginning.
func (w *recorder) record(handler http.Handler, r *http.Request) {
	defer func() {
		if problem := recover(); problem != nil && problem != http.ErrAbortHandler {
			panic(problem)
		}
	}()
	handler.ServeHTTP(w, r)
}

// json returns the response at an address as a JSON value, with each list cut to its first item. It returns nil if
// there is no response with the expected status, or if it is too long for an example.
func (s *sampler) json(status int, address string, send []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(s.get(status, address, send)))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return shortened(value)
}

// shortened cuts the lists of a JSON value, nested ones included, to their first items.
func shortened(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, field := range value {
			value[key] = shortened(field)
		}
	case []any:
		if len(value) > 0 {
			return []any{shortened(value[0])}
		}
	}
	return value
}

// rows returns the response at an address as the text of a table: the first rows, which may have line breaks in CSV.
func (s *sampler) rows(address string, n int, extension string) any {
	text := string(s.get(http.StatusOK, address, nil))
	if extension == "csv" {
		reader := csv.NewReader(strings.NewReader(text))
		for range n {
			if _, err := reader.Read(); err != nil {
				break
			}
		}
		text = text[:reader.InputOffset()]
	} else {
		lines := strings.SplitAfterN(text, "\n", n+1)
		text = strings.Join(lines[:min(n, len(lines))], "")
	}
	if text == "" {
		return nil
	}
	return text
}

// text returns the response at an address as a text, or nil if there is none.
func (s *sampler) text(address string) any {
	if text := s.get(http.StatusOK, address, nil); text != nil {
		return string(text)
	}
	return nil
}
