// Package pages serves the HTML pages: the front page, one for each record and one for each view. The pages show the
// results of views, which run through the API under its limits. The entry point is Handler. The package depends on
// graph, which runs the views, on data for the kinds of records, and on web/accept and web/cache.
package pages

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/summitry/summitry/graph/site"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/accept"
	"github.com/summitry/summitry/web/cache"
)

//go:embed templates style.css page.js verify.js icon.svg
var files embed.FS

// A server renders the results of an API as pages.
type server struct {
	api          *graph.API
	log          *slog.Logger
	siteURL      string            // public address of the server; "" if unknown
	linkReplacer *strings.Replacer // prepends the path of siteURL to links; see newLinkReplacer

	cachedChoices atomic.Pointer[choiceLists] // nil until a page needs them
}

// otherViews lists the views that supply pages without being the page of a record.
var otherViews = []string{"overview", "search", "slugs", "changelog", "choices", "quotation", "facets",
	"narration-facets"}

// check returns an error that names the missing parts. Each kind of record needs a view, a template and a JSON-LD
// description.
func check(kinds []*data.Kind, all []*views.View) error {
	var missing []error
	for _, k := range kinds {
		if _, err := fs.Stat(files, "templates/"+k.Name+".html"); err != nil {
			const message = "entity %s: no page template for /%s: add pages/templates/%[1]s.html"
			missing = append(missing, fmt.Errorf(message, k.Name, k.Folder))
		}
		if nodeBuilders[k.Name] == nil {
			const message = "entity %s: no JSON-LD for /%s: add %[1]q to nodeBuilders in pages/jsonld.go"
			missing = append(missing, fmt.Errorf(message, k.Name, k.Folder))
		}
		if views.Find(all, k.Name) == nil {
			const message = "entity %s: no view for its page: add views/pages/%[1]s.graphql"
			missing = append(missing, fmt.Errorf(message, k.Name))
		}
	}
	for _, name := range otherViews {
		if views.Find(all, name) == nil {
			missing = append(missing, fmt.Errorf("the page %s has no view: add views/pages/%[1]s.graphql", name))
		}
	}
	return errors.Join(missing...)
}

// Handler serves /, /about, /check, /records, /search, /changes, /views, /views/NAME, the addresses of records, such
// as /people/jane-doe, embeds of statements, /robots.txt, /sitemap.xml and the static files. It logs pages that could
// not be rendered. It returns an error if a kind of record has no page.
func Handler(api *graph.API, log *slog.Logger) (http.Handler, error) {
	if err := check(data.Kinds, api.Views()); err != nil {
		return nil, err
	}
	siteURL, _ := api.Site("") // an empty base is valid
	s := &server{api: api, log: log, siteURL: siteURL, linkReplacer: newLinkReplacer(site.Path(siteURL))}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.front)
	mux.HandleFunc("/check", s.checkByGET)
	mux.HandleFunc("/records", s.allRecords)
	mux.HandleFunc("/search", s.search)
	mux.HandleFunc("/views", s.views)
	mux.HandleFunc("/about", s.about)
	mux.HandleFunc("/about.jsonld", s.about)
	for _, extension := range []string{"", ".json", ".atom"} {
		mux.HandleFunc("/changes"+extension, s.changes)
	}
	mux.HandleFunc("/views/{name}", s.view)
	mux.HandleFunc("/{folder}/{slug}", s.record)
	mux.HandleFunc("/statements/{slug}/embed", s.embed)
	mux.HandleFunc("/robots.txt", s.robots)
	mux.HandleFunc("/sitemap.xml", s.sitemap)
	mux.HandleFunc("/{folder}", s.folder)
	mux.HandleFunc("/", s.notFound)
	for name, media := range map[string]string{
		"style.css": "text/css; charset=utf-8",
		"page.js":   "text/javascript; charset=utf-8",
		"verify.js": "text/javascript; charset=utf-8",
		"icon.svg":  "image/svg+xml",
	} {
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, r *http.Request) {
			s.serveCached(w, r, media, func(string) error {
				content, _ := files.ReadFile(name) // the name is embedded
				w.Header().Set("Content-Type", media)
				w.Header().Set("Content-Length", strconv.Itoa(len(content)))
				w.Write(content) // an error means that the client is gone
				return nil
			})
		})
	}
	return s.byMethod(mux), nil
}

// byMethod serves GET and HEAD by next. By POST, it serves only quotations to check. It rejects other requests: with a
// page for browsers, otherwise with JSON.
func (s *server) byMethod(next http.Handler) http.Handler {
	posted := http.NewServeMux()
	posted.HandleFunc("/check", s.checkByPOST)
	for _, extension := range []string{"", ".json", ".csv", ".ndjson"} {
		posted.HandleFunc("/views/"+graph.BatchView+extension, s.api.ServeQuotations)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, pattern := posted.Handler(r)
		switch {
		case r.Method == http.MethodGet, r.Method == http.MethodHead:
			next.ServeHTTP(w, r)
		case r.Method == http.MethodPost && pattern != "":
			posted.ServeHTTP(w, r)
		case pattern != "":
			s.rejectMethod(w, r, "GET, HEAD, POST", "GET, HEAD or POST")
		default:
			s.rejectMethod(w, r, "GET, HEAD", "GET or HEAD")
		}
	})
}

func (s *server) rejectMethod(w http.ResponseWriter, r *http.Request, allowed, instead string) {
	w.Header().Set("Allow", allowed)
	s.renderError(w, r, negotiate(w, r, mediaJSON, mediaHTML), &graph.Problem{
		Status:  http.StatusMethodNotAllowed,
		Message: fmt.Sprintf("Method %.20q is not allowed: send %s", r.Method, instead),
	})
}

// newLinkReplacer returns a replacer that prepends a path to the links and forms of a page. Templates write them from
// the root of the server, but a proxy may strip a path from requests. Nothing else matches, since quotation marks in
// texts are escaped.
func newLinkReplacer(path string) *strings.Replacer {
	var pairs []string
	for _, attribute := range []string{"href", "src", "action"} {
		pairs = append(pairs, ` `+attribute+`="/`, ` `+attribute+`="`+html.EscapeString(path)+`/`)
	}
	return strings.NewReplacer(pairs...)
}

// A page is the data of the layout template.
type page struct {
	Title       string
	Description string      // for search engines and cards; "" for that of the dataset
	Type        string      // of the Open Graph protocol; set by compose
	Address     string      // of the page; "" if it has none of its own
	Canonical   string      // the absolute form of Address; "" if neither base nor the public address is known
	Site        string      // prepended to addresses that are shown; "" if unknown
	Alternates  []alternate // the page in other formats
	Metadata    []metaTag   // for reference managers
	JSONLD      template.JS // the page as linked data; "" if it has none
	Dataset     *data.Dataset
	Changes     []any         // to the record that the page shows; nil if it shows none
	Cited       *citedDataset // nil if the address cites none
	Body        any           // the data of the page's template
}

// An alternate is the same page in another format.
type alternate struct{ Name, Media, Address string }

// HasFeed reports whether the page itself is also a feed, as those of changes are.
func (p page) HasFeed() bool {
	return slices.ContainsFunc(p.Alternates, func(a alternate) bool { return a.Media == mediaAtom })
}

// contentPolicy lets pages load files from this server only, and forbids framing.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// render writes a page, with a banner if its address cites a dataset.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, name string, p page) (err error) {
	if p.Cited, err = s.citedBy(r, p.Changes); err != nil {
		return err
	}
	return s.write(w, status, name, p)
}

func (s *server) write(w http.ResponseWriter, status int, name string, p page) error {
	text, err := s.compose(name, p)
	if err == nil {
		send(w, status, text)
	}
	return err
}

// compose executes the template of a page.
func (s *server) compose(name string, p page) (string, error) {
	p = s.complete(name, p)
	var text bytes.Buffer
	if err := templates()[name].ExecuteTemplate(&text, "layout.html", p); err != nil {
		return "", err
	}
	return s.linkReplacer.Replace(text.String()), nil
}

// complete sets what a page says about itself and the dataset.
func (s *server) complete(name string, p page) page {
	p.Dataset = s.api.Dataset()
	p.Description = cmp.Or(p.Description, headline(p.Dataset))
	if p.Type = "website"; nodeBuilders[name] != nil {
		p.Type = "article"
	}
	if site := cmp.Or(s.siteURL, p.Site); site != "" && p.Address != "" {
		p.Canonical = site + p.Address
	}
	return p
}

// send sends a page that cannot be framed.
func send(w http.ResponseWriter, status int, page string) {
	forbidFraming(w)
	sendPage(w, status, page, contentPolicy)
}

// forbidFraming takes back what serveCached allows an embed, for other responses at its address.
func forbidFraming(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", contentPolicy)
	w.Header().Set("X-Frame-Options", "DENY")
}

func sendPage(w http.ResponseWriter, status int, page, policy string) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", graph.RetryAfter)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	io.WriteString(w, page) // an error means that the client is gone
}

// serveCached sends 304 if the client has this media type of the page already, and calls answer otherwise. site is
// prepended to addresses that are shown.
func (s *server) serveCached(w http.ResponseWriter, r *http.Request, media string, answer func(site string) error) {
	switch media { // also for a 304
	case mediaHTML:
		w.Header().Set("Content-Security-Policy", contentPolicy)
	case mediaEmbed:
		w.Header().Set("Content-Security-Policy", embedPolicy)
		w.Header().Del("X-Frame-Options")
	}
	err := s.api.Intact(r.Context())
	if err == nil {
		err = s.checkDataset(w, r, media)
	}
	if err != nil {
		s.renderError(w, r, media, err)
		return
	}
	tag := s.api.ETag(r, media)
	if cache.NotModified(w, r, tag) {
		return
	}
	cache.Allow(w, r, tag)
	site, err := s.api.Site(r.URL.Query().Get("base"))
	if err != nil {
		err = graph.ProblemOf(err)
	} else {
		err = answer(site)
	}
	if err != nil {
		s.renderError(w, r, media, err)
	}
}

// renderError sends an error as a page or as JSON.
func (s *server) renderError(w http.ResponseWriter, r *http.Request, media string, err error) {
	cache.NoStore(w)
	var failure *graph.Problem
	if !errors.As(err, &failure) {
		s.log.ErrorContext(r.Context(), "page failed", "error", err)
		failure = &graph.Problem{
			Status:  http.StatusInternalServerError,
			Message: "The server failed, through no fault of the request: load the page again later",
		}
	}
	if isData(media) {
		s.api.WriteProblem(w, failure)
		return
	}
	p := page{Title: "Request failed", Description: failure.Message, Body: failure}
	if err := s.write(w, failure.Status, "error", p); err != nil {
		panic(err) // the template is wrong
	}
}

// runView runs the view of a page with the base that the client sent.
func (s *server) runView(r *http.Request, name string, parameters url.Values) (*graph.ViewResult, error) {
	values := url.Values{"base": r.URL.Query()["base"]}
	maps.Copy(values, parameters)
	answer, err := s.api.RunView(r.Context(), views.Find(s.api.Views(), name), values)
	if err != nil {
		return nil, err
	}
	for _, value := range answer.Data {
		setLanguages(value, "")
	}
	return answer, nil
}

// queryParameters parses the query of an address. Unlike URL.Query it returns an error if a parameter is malformed.
func queryParameters(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &graph.Problem{
			Status: http.StatusBadRequest,
			Message: "The query string of the URL is malformed: " +
				"join parameters by &, and percent-encode %, & and ; in values",
		}
	}
	return values, nil
}

// negotiate returns the media type that the client prefers, or the standard one if it accepts none, and sets Vary.
func negotiate(w http.ResponseWriter, r *http.Request, standard string, others ...string) string {
	accept.Vary(w.Header(), "Accept")
	return cmp.Or(accept.Best(r.Header.Values("Accept"), standard, others...), standard)
}
