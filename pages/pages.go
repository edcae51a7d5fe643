// Package pages serves the pages for people who read: the front page, one for each record and one for each saved view. They are made
// of the answers to saved views, asked in the same way as anybody asks them.
package pages

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/summitry/summitry/accept"
	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

//go:embed templates style.css page.js icon.svg
var files embed.FS

// A site makes pages of what an API answers.
type site struct {
	api *graph.API
	log *slog.Logger
}

// Handler answers /, /records, /search, /views, /views/NAME, the addresses of records, such as /people/xi-jinping, and what the pages
// load. log is told of pages that could not be made.
func Handler(api *graph.API, log *slog.Logger) http.Handler {
	s := &site{api, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.front)
	mux.HandleFunc("GET /records", s.records)
	mux.HandleFunc("GET /search", s.search)
	mux.HandleFunc("GET /views", s.questions)
	mux.HandleFunc("GET /views/{name}", s.view)
	mux.HandleFunc("GET /{folder}/{slug}", s.record)
	mux.HandleFunc("GET /{folder}", s.folder)
	mux.HandleFunc("GET /", s.nothing)
	for name, media := range map[string]string{"style.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			s.once(w, r, media, func() error {
				content, _ := files.ReadFile(name) // embedded by that name
				w.Header().Set("Content-Type", media)
				w.Header().Set("Content-Length", strconv.Itoa(len(content)))
				w.Write(content) // an error is a client that is gone
				return nil
			})
		})
	}
	return mux
}

// A page is what the layout is filled with.
type page struct {
	Title   string
	Forms   []form // in which the same can be had
	Dataset *data.Dataset
	Body    any // for the template of the page
}

// A form is one in which a page can be had.
type form struct{ Name, Media, Address string }

// policy lets pages load nothing but what this server has, and lets nobody frame them.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// show writes a page.
func (s *site) show(w http.ResponseWriter, status int, name string, p page) error {
	p.Dataset = s.api.Dataset()
	var text bytes.Buffer
	if err := templates()[name].ExecuteTemplate(&text, "layout.html", p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Length", strconv.Itoa(text.Len()))
	w.WriteHeader(status)
	w.Write(text.Bytes()) // an error is a client that is gone
	return nil
}

// once answers 304 to whoever has the answer of this media type already, and otherwise with what answer writes.
func (s *site) once(w http.ResponseWriter, r *http.Request, media string, answer func() error) {
	if media == asHTML {
		w.Header().Set("Content-Security-Policy", policy)
	}
	tag := s.api.ETag(r, media)
	if graph.Unchanged(w, r, tag) {
		return
	}
	graph.Keep(w, r, tag)
	if err := answer(); err != nil {
		s.fail(w, media, err)
	}
}

// fail says what went wrong.
func (s *site) fail(w http.ResponseWriter, media string, err error) {
	graph.Forget(w)
	var failure *graph.Problem
	if !errors.As(err, &failure) {
		s.log.Error("a page could not be made", "error", err)
		failure = &graph.Problem{Status: http.StatusInternalServerError, Message: "the server failed to make this page; it is not your fault"}
	}
	if media == asJSON || media == asJSONLD {
		s.api.Refuse(w, failure.Status, failure.Message)
		return
	}
	if failure.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", graph.RetryAfter)
	}
	if err := s.show(w, failure.Status, "failure", page{Title: "No answer", Body: failure}); err != nil {
		panic(err) // the template is wrong
	}
}

// answerOf asks the view that a page is made of.
func (s *site) answerOf(r *http.Request, name string, parameters url.Values) (*graph.Answer, error) {
	return s.api.Ask(r.Context(), views.Find(s.api.Views(), name), parameters)
}

// parametersOf reads the parameters of an address, none of which is dropped for being broken.
func parametersOf(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &graph.Problem{Status: http.StatusBadRequest, Message: "the parameters of the address cannot be read: join them by &, and percent-encode %, & and ; in values"}
	}
	return values, nil
}

// vary says that an address is answered by what the client accepts, and gives the form that it likes best. Who accepts none gets
// the standard one.
func vary(w http.ResponseWriter, r *http.Request, standard string, others ...string) string {
	accept.Vary(w.Header(), "Accept")
	return cmp.Or(accept.Best(r.Header.Values("Accept"), standard, others...), standard)
}
