package web

import (
	"mime"
	"net/http"
	"slices"

	"github.com/klauspost/compress/gzhttp"

	"github.com/summitry/summitry/web/accept"
)

// compress answers in gzip if the client accepts it and the response is long enough, except for some media types.
// Accept-Encoding is narrowed to the encoding that is used, so that an ETag belongs to the very bytes that are sent.
func compress(except []string) Middleware {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(func(contentType string) bool {
		media, _, _ := mime.ParseMediaType(contentType)
		return !slices.Contains(except, media)
	}))
	if err != nil {
		panic(err) // these settings are wrong
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			encoding := accept.Best(r.Header.Values("Accept-Encoding"), "identity", "gzip")
			r.Header.Del("Accept-Encoding")
			if encoding != "gzip" {
				accept.Vary(w.Header(), "Accept-Encoding")
				next.ServeHTTP(w, r)
				return
			}
			r.Header.Set("Accept-Encoding", encoding)
			get := *r
			if r.Method == http.MethodHead {
				get.Method = http.MethodGet // the headers of HEAD are those of GET, which gzhttp does not know
			}
			wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				accept.Vary(w.Header()) // gzhttp has named what
				next.ServeHTTP(w, r)
			}))(w, &get)
		})
	}
}
