package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/summitry/summitry/web/cache"
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
	handler := narrowEncoding(compress([]string{"application/octet-stream"})(text("text/plain", &seen)))
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

// Clients that get the same encoding share a cached response, which is stored in that encoding. The ETags of the two
// encodings differ, and each gets 304 for its own.
func TestCachedEncodings(t *testing.T) {
	executions := 0
	handler := Options{CacheSize: 1 << 20}.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions++
		cache.Allow(w, r, cache.ETag(r))
		io.WriteString(w, strings.Repeat("x", long))
	}), nil)
	tags := map[string]string{}
	for accepted, want := range map[string]string{
		"gzip": "gzip", "gzip, deflate, br, zstd": "gzip", "br;q=1, gzip;q=0.9, *;q=0.1": "gzip",
		"": "", "identity": "", "br": "", "gzip;q=0": "",
	} {
		w := send(handler, "GET", "/", "Accept-Encoding", accepted)
		tag, encoding, length := w.Header().Get("ETag"), w.Header().Get("Content-Encoding"), w.Body.Len()
		stated, packed := w.Header().Get("Content-Length"), length < long
		if encoding != want || packed != (want == "gzip") || stated != strconv.Itoa(length) {
			t.Errorf("%q: the headers are %v and the body has %d bytes", accepted, w.Header(), length)
		}
		if tag == "" || tags[want] != "" && tags[want] != tag {
			t.Errorf("%q: the ETag is %q, want %q", accepted, tag, tags[want])
		}
		tags[want] = tag
		again := send(handler, "GET", "/", "Accept-Encoding", accepted, "If-None-Match", tag)
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%q with its ETag: %d with %d bytes, want 304", accepted, again.Code, again.Body.Len())
		}
	}
	if executions != 2 {
		t.Errorf("%d executions, want one for each encoding", executions)
	}
	if tags["gzip"] == tags[""] {
		t.Errorf("both encodings have the ETag %s", tags[""])
	}
	if w := send(handler, "GET", "/", "Accept-Encoding", "gzip", "If-None-Match", tags[""]); w.Code != http.StatusOK {
		t.Errorf("the ETag of the other encoding gets %d, want 200", w.Code)
	}
}

// Responses under 1 KiB are not compressed.
func TestShortResponsesStayPlain(t *testing.T) {
	for length, want := range map[int]string{1023: "", 1024: "gzip"} {
		handler := narrowEncoding(compress(nil)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			io.WriteString(w, strings.Repeat("x", length))
		})))
		if got := send(handler, "GET", "/", "Accept-Encoding", "gzip").Header().Get("Content-Encoding"); got != want {
			t.Errorf("%d bytes have the encoding %q, want %q", length, got, want)
		}
	}
}
