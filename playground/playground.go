// Package playground serves the page at /playground: GraphiQL if it has been built (npm run build in this folder), otherwise a plain
// page that needs no building.
package playground

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"

	"github.com/summitry/summitry/accept"
)

//go:embed built plain
var files embed.FS

// What the pages may load: from this server alone. GraphiQL's editor makes its styles as it goes, and brings pictures and letters
// inside of them.
const (
	strict = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
	editor = strict + "; style-src 'self' 'unsafe-inline'; font-src 'self' data:"
)

// lasting is for what has its content's hash in its name.
const lasting = "public, max-age=31536000, immutable"

// media are the types of what the pages are made of.
var media = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".ttf": "font/ttf",
}

// Built tells whether GraphiQL is in this program.
func Built() bool {
	_, err := fs.Stat(files, "built/app/index.html.gz")
	return err == nil
}

// Handler answers /playground, and what it loads by exact names only. The pages ask for all of it by relative
// addresses, which end well from /playground alone, without a slash at the end.
func Handler() http.Handler {
	mux := http.NewServeMux()
	if Built() {
		mux.HandleFunc("GET /playground", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", editor)
			w.Header().Set("Cache-Control", "no-cache")
			servePacked(w, r, "index.html")
		})
		mux.HandleFunc("GET /playground/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", lasting)
			servePacked(w, r, "assets/"+r.PathValue("name"))
		})
		return mux
	}
	for address, name := range map[string]string{"/playground": "index.html", "/playground/page.css": "page.css", "/playground/page.js": "page.js"} {
		mux.HandleFunc("GET "+address, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", strict)
			w.Header().Set("Cache-Control", "no-cache")
			content, _ := files.ReadFile("plain/" + name) // embedded by that name
			serve(w, name, content)
		})
	}
	return mux
}

// servePacked answers with a file of GraphiQL, which is embedded in gzip, and unpacks it for who does not take that.
func servePacked(w http.ResponseWriter, r *http.Request, name string) {
	content, err := files.ReadFile("built/app/" + name + ".gz")
	if err != nil {
		w.Header().Del("Cache-Control")
		http.Error(w, "the playground has no such file: open /playground", http.StatusNotFound)
		return
	}
	if accept.Best(r.Header.Values("Accept-Encoding"), "identity", "gzip") == "gzip" {
		w.Header().Set("Content-Encoding", "gzip")
		serve(w, name, content)
		return
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(content))
	if err == nil {
		content, err = io.ReadAll(unpacked)
	}
	if err != nil {
		panic(err) // it was packed when it was built
	}
	serve(w, name, content)
}

func serve(w http.ResponseWriter, name string, content []byte) {
	w.Header().Set("Content-Type", media[path.Ext(name)])
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content) // an error is a client that is gone
}
