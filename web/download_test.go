package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// content is a file whose parts all differ.
var content = func() string {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "%04d", i)
	}
	return b.String()
}()

func file(valid func(context.Context) error) http.Handler {
	return Download{
		Name: "file.bin", Description: "The file", MediaType: "application/octet-stream", Valid: valid,
		Content: func() io.ReadSeeker { return strings.NewReader(content) },
	}.Handler()
}

func always(context.Context) error { return nil }

// The whole file is sent with an ETag, which does not depend on the address or the encoding, and without a date.
func TestDownload(t *testing.T) {
	handler := file(always)
	whole := send(handler, "GET", "/", "Accept-Encoding", "gzip")
	etag := whole.Header().Get("ETag")
	if whole.Body.String() != content || !strings.HasPrefix(etag, `"`) || whole.Header().Get("Last-Modified") != "" {
		t.Errorf("%d bytes, with the headers %v", whole.Body.Len(), whole.Header())
	}
	if whole.Header().Get("Content-Disposition") != `attachment; filename="file.bin"` ||
		whole.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("the headers are %v", whole.Header())
	}
	if other := send(file(always), "GET", "/?fresh=1"); other.Header().Get("ETag") != etag {
		t.Errorf("another server gives the ETag %s, want %s", other.Header().Get("ETag"), etag)
	}
	if w := send(handler, "GET", "/", "If-None-Match", etag); w.Code != http.StatusNotModified {
		t.Errorf("a client that has the file gets %d", w.Code)
	}
	rest := send(handler, "GET", "/", "Range", "bytes=100-", "If-Range", etag)
	if rest.Code != http.StatusPartialContent || rest.Body.String() != content[100:] {
		t.Errorf("a download is resumed with %d, %d bytes", rest.Code, rest.Body.Len())
	}
	if w := send(handler, "GET", "/", "Range", "bytes=100-", "If-Range", `"other"`); w.Code != http.StatusOK {
		t.Errorf("another file is resumed with %d", w.Code)
	}
}

// An invalid file is refused, and a download is aborted if the file becomes invalid.
func TestInvalidDownload(t *testing.T) {
	changed := errors.New("the file was changed")
	w := send(file(func(context.Context) error { return changed }), "GET", "/")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), changed.Error()) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	checks := 0
	handler := file(func(context.Context) error {
		if checks++; checks > 1 {
			return changed
		}
		return nil
	})
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("a download of a file that was changed meanwhile ends with %v, want http.ErrAbortHandler", cause)
		}
	}()
	send(handler, "GET", "/")
}

// A file that cannot be read is an internal error.
func TestUnreadableDownload(t *testing.T) {
	w := send(Download{
		Description: "The file", Valid: always, Content: func() io.ReadSeeker { return unreadable{} },
	}.Handler(), "GET", "/")
	const message = "The file could not be read: send the request again when the server has been restarted\n"
	if w.Code != http.StatusInternalServerError || w.Body.String() != message {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

type unreadable struct{ io.ReadSeeker }

func (unreadable) Read([]byte) (int, error) { return 0, errors.New("broken disk") }
