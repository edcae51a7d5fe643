package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

const long = 10_000

// text sends a long text, and stores the Accept-Encoding that the handler sees.
func text(media string, seen *string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*seen = r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Type", media)
		io.WriteString(w, strings.Repeat("x", long))
	})
}

// A response is compressed if the client accepts gzip. The handler sees the encoding that will be used.
func TestCompress(t *testing.T) {
	var seen string
	handler := compress([]string{"application/octet-stream"})(text("text/plain", &seen))
	for accepted, want := range map[string]string{
		"gzip": "gzip", "br;q=1, gzip;q=0.9, *;q=0.1": "gzip",
		"": "", "identity": "", "br": "", "gzip;q=0": "", "*": "",
	} {
		w := send(handler, "GET", "/", "Accept-Encoding", accepted)
		if w.Header().Get("Content-Encoding") != want || seen != want {
			t.Errorf("%q: the encoding is %q, the handler sees %q, want %q",
				accepted, w.Header().Get("Content-Encoding"), seen, want)
		}
		if vary := w.Header().Values("Vary"); len(vary) != 1 || vary[0] != "Accept-Encoding" {
			t.Errorf("%q: the response varies by %q", accepted, vary)
		}
		body := io.Reader(w.Body)
		if want == "gzip" {
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatalf("%q: the body is not in gzip: %v", accepted, err)
			}
			body = unpacked
		}
		if got, err := io.ReadAll(body); err != nil || len(got) != long {
			t.Errorf("%q: the body has %d bytes (%v), want %d", accepted, len(got), err, long)
		}
	}
	if w := send(handler, "HEAD", "/", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("HEAD has the headers %v, want those of GET", w.Header())
	}
}

func TestCompressExceptions(t *testing.T) {
	var seen string
	handler := compress([]string{"application/octet-stream"})(text("application/octet-stream", &seen))
	if w := send(handler, "GET", "/", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Errorf("an exception is compressed: %v", w.Header())
	}
}

// Without exceptions every media type is compressed.
func TestCompressEverything(t *testing.T) {
	var seen string
	handler := compress(nil)(text("application/octet-stream", &seen))
	if w := send(handler, "GET", "/", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("without exceptions the headers are %v", w.Header())
	}
}
