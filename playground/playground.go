// Package playground serves the page at /playground: GraphiQL if it has been built (npm run build in this folder),
// otherwise a plain page that needs no build. GraphiQL is embedded in the program, or read from a folder where it may
// be built while the program runs. The entry points are Handler and Redirect.
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

	"github.com/summitry/summitry/web/accept"
)

//go:embed built plain
var files embed.FS

// The content security policies: pages load files from this server only. GraphiQL's editor also creates styles at run
// time, and contains images and fonts as data URLs.
const (
	strictPolicy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'; object-src 'none'"
	editorPolicy = strictPolicy + "; style-src 'self' 'unsafe-inline'; font-src 'self' data:"
)

// immutable is the Cache-Control of files whose names contain a hash of their content.
const immutable = "public, max-age=31536000, immutable"

// mediaTypes maps file extensions to media types.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".ttf":  "font/ttf",
}

// HasGraphiQL reports whether GraphiQL is embedded.
func HasGraphiQL() bool { return len(graphiqlFolders(nil)) > 0 }

// appFolder is the folder of GraphiQL, in the embedded folder built and in the one that Handler takes.
const appFolder = "app"

// graphiqlFolders returns the folders that hold a complete GraphiQL, the newest first. The build writes the index last.
func graphiqlFolders(built fs.FS) []fs.FS {
	embedded, err := fs.Sub(files, "built")
	if err != nil {
		panic(err) // the name is valid
	}
	var found []fs.FS
	for _, folder := range []fs.FS{built, embedded} {
		if folder == nil {
			continue
		}
		if _, err := fs.Stat(folder, appFolder+"/index.html.gz"); err == nil {
			found = append(found, folder)
		}
	}
	return found
}

// Handler serves /playground and the files that it loads, by exact name only. The pages load files by addresses
// relative to /playground without a trailing slash. If GraphiQL is complete in the folder app of built, it is served
// from there; built may be nil.
func Handler(built fs.FS) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /playground", func(w http.ResponseWriter, r *http.Request) {
		folders := graphiqlFolders(built)
		if len(folders) == 0 {
			servePlain(w, "index.html")
			return
		}
		w.Header().Set("Content-Security-Policy", editorPolicy)
		w.Header().Set("Cache-Control", "no-cache")
		serveGzipped(w, r, folders, "index.html")
	})
	mux.HandleFunc("GET /playground/assets/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", immutable)
		serveGzipped(w, r, graphiqlFolders(built), "assets/"+r.PathValue("name"))
	})
	for _, name := range []string{"page.css", "page.js"} {
		mux.HandleFunc("GET /playground/"+name, func(w http.ResponseWriter, _ *http.Request) { servePlain(w, name) })
	}
	return mux
}

func servePlain(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Security-Policy", strictPolicy)
	w.Header().Set("Cache-Control", "no-cache")
	content, _ := files.ReadFile("plain/" + name) // the name is embedded
	serve(w, name, content)
}

// serveGzipped serves a file of GraphiQL from the first folder that has it. Files are stored in gzip, and decompressed
// for clients that do not accept it.
func serveGzipped(w http.ResponseWriter, r *http.Request, folders []fs.FS, name string) {
	var content []byte
	err := fs.ErrNotExist
	for i := 0; i < len(folders) && err != nil; i++ {
		content, err = fs.ReadFile(folders[i], appFolder+"/"+name+".gz")
	}
	if err != nil {
		w.Header().Del("Cache-Control")
		http.Error(w, "The playground does not have this file: open /playground", http.StatusNotFound)
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
		w.Header().Del("Cache-Control")
		http.Error(w, "A file of the playground is damaged: build GraphiQL again", http.StatusInternalServerError)
		return
	}
	serve(w, name, content)
}

func serve(w http.ResponseWriter, name string, content []byte) {
	w.Header().Set("Content-Type", mediaTypes[path.Ext(name)])
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content) // an error means that the client is gone
}
