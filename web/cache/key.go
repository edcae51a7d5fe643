package cache

import (
	"bytes"
	"io"
	"net/http"
	"strings"
)

// A key is everything in a request that a response may depend on.
type key struct {
	http10                             bool // some responses are refused over HTTP/1.0
	method, address                    string
	accept, acceptEncoding, origin     string
	contentType, contentEncoding, body string
}

// bypassHeaders lists the request headers that ask for something other than the whole response.
var bypassHeaders = []string{"If-Match", "If-Modified-Since", "If-Range", "If-Unmodified-Since", "Range"}

// keyOf returns the key of a request, and whether its response can be cached. It reads the body of a cacheable request
// and restores it.
func keyOf(r *http.Request) (k key, cacheable bool) {
	post := r.Method == http.MethodPost
	if r.Method != http.MethodGet && !post || post && (r.ContentLength < 0 || r.ContentLength > MaxRequestBody) {
		return k, false
	}
	for _, name := range bypassHeaders {
		if r.Header[name] != nil {
			return k, false
		}
	}
	all := func(name string) string { return strings.Join(r.Header[name], "\n") }
	k = key{
		http10: !r.ProtoAtLeast(1, 1), method: r.Method, address: r.RequestURI,
		accept: all("Accept"), acceptEncoding: all("Accept-Encoding"), origin: all("Origin"),
		contentType: all("Content-Type"), contentEncoding: all("Content-Encoding"),
	}
	if post {
		body, err := io.ReadAll(r.Body)
		if r.Body = io.NopCloser(bytes.NewReader(body)); err != nil {
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failingReader{err}))
			return k, false
		}
		k.body = string(body)
	}
	return k, true
}

// size returns the size of a key in bytes.
func (k key) size() int {
	return len(k.address) + len(k.accept) + len(k.acceptEncoding) + len(k.origin) +
		len(k.contentType) + len(k.contentEncoding) + len(k.body)
}

// A failingReader stands for the rest of a body after a read error.
type failingReader struct{ error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.error }
