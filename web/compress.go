package web

import (
	"mime"
	"net/http"
	"slices"

	"github.com/klauspost/compress/gzhttp"

	"github.com/summitry/summitry/web/accept"
)

// narrowEncoding narrows Accept-Encoding to the encoding that compress will use, so that all clients that get the same
// bytes share an entry of the response cache, and an ETag identifies exactly the bytes that are sent.
func narrowEncoding(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		encoding := accept.Best(r.Header.Values("Accept-Encoding"), "identity", "gzip")
		r.Header.Del("Accept-Encoding")
		if encoding == "gzip" {
			r.Header.Set("Accept-Encoding", encoding)
		}
		next.ServeHTTP(w, r)
	})
}

// compress sends long responses in gzip if narrowEncoding has chosen it, except for some media types.
func compress(except []string) Middleware {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(func(contentType string) bool {
		media, _, _ := mime.ParseMediaType(contentType)
		return !slices.Contains(except, media)
	}))
	if err != nil {
		panic(err) // these settings are invalid
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") == "" {
				accept.Vary(w.Header(), "Accept-Encoding")
				next.ServeHTTP(w, r)
				return
			}
			get := *r
			if r.Method == http.MethodHead {
				get.Method = http.MethodGet // HEAD must have the headers of GET, and gzhttp does not support HEAD
			}
			wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				accept.Vary(w.Header()) // gzhttp has set the names
				next.ServeHTTP(w, r)
			}))(w, &get)
		})
	}
}
