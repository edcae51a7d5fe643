package main

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/jub0bs/cors"
	"github.com/klauspost/compress/gzhttp"

	"github.com/summitry/summitry/web/accept"
)

// guards have browsers take every answer for what it says it is, and neither run nor load nor frame anything of it. Pages that load
// something say themselves what.
var guards = http.Header{
	"Content-Security-Policy":    {"default-src 'none'; frame-ancestors 'none'"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Referrer-Policy":            {"no-referrer"},
	"X-Content-Type-Options":     {"nosniff"},
	"X-Frame-Options":            {"DENY"},
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), guards)
		next.ServeHTTP(w, r)
	})
}

// under has redirects lead to addresses under a path: a proxy takes it away from the addresses that it asks for, so
// that nobody else here knows of it.
func under(path string, next http.Handler) http.Handler {
	if path == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&redirecting{w, path}, r)
	})
}

// redirecting puts a path before the address that a response leads to.
type redirecting struct {
	http.ResponseWriter
	path string
}

func (w *redirecting) WriteHeader(status int) {
	if to := w.Header().Get("Location"); strings.HasPrefix(to, "/") {
		w.Header().Set("Location", w.path+to)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *redirecting) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// sharedWith lets pages of other origins read what is served here (CORS): those of a list with commas, any (*), or none. There
// are no cookies or passwords to be sent along.
func sharedWith(origins string) (func(http.Handler) http.Handler, error) {
	if origins == "none" {
		return func(next http.Handler) http.Handler { return next }, nil
	}
	list := strings.FieldsFunc(origins, func(r rune) bool { return r == ',' || r == ' ' })
	middleware, err := cors.NewMiddleware(cors.Config{
		Origins:         list,
		Methods:         []string{http.MethodGet, http.MethodHead, http.MethodPost},
		RequestHeaders:  []string{"*", "Authorization"}, // which "*" does not cover
		ResponseHeaders: []string{"Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Retry-After"},
		MaxAgeInSeconds: 86400,
	})
	if err != nil {
		return nil, fmt.Errorf("-origins %q: %w: send origins such as https://example.org with commas between, * or none", origins, err)
	}
	return middleware.Wrap, nil
}

// databaseMedia is not compressed, so that a download that broke off can be taken up again.
const databaseMedia = "application/vnd.sqlite3"

// compressed answers in gzip where the client takes it and it is worth it. Accept-Encoding is narrowed to what is used, so that
// an ETag is of the very bytes that are sent.
func compressed(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false), gzhttp.ExceptContentTypes([]string{databaseMedia}))
	if err != nil {
		panic(err) // these settings are wrong
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		encoding := accept.Best(r.Header.Values("Accept-Encoding"), "identity", "gzip")
		r.Header.Del("Accept-Encoding")
		if encoding != "gzip" {
			accept.Vary(w.Header(), "Accept-Encoding")
			next.ServeHTTP(w, r)
			return
		}
		r.Header.Set("Accept-Encoding", encoding)
		read := *r
		if r.Method == http.MethodHead {
			read.Method = http.MethodGet // the headers of HEAD are those of GET, which gzhttp does not know
		}
		wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			accept.Vary(w.Header()) // gzhttp has named what
			next.ServeHTTP(w, r)
		}))(w, &read)
	})
}
