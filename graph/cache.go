package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// ETag identifies the response to a GET or HEAD request. It is a digest of everything that the response depends on: the
// dataset, the program with its schema, the public address of the server, the requested address, the encoding, and what
// of adds, such as the media type. So every replica sends the same tag for the same response. The caller must have
// narrowed Accept-Encoding to the encoding that will be used.
func (a *API) ETag(r *http.Request, of ...string) string {
	encoding, address := r.Header.Get("Accept-Encoding"), r.URL.RequestURI()
	all := append([]string{a.dataset.SHA256, a.dataset.Version, build(), a.site, encoding, address}, of...)
	sum := sha256.Sum256([]byte(strings.Join(all, "\n"))) // no part has a line break
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// build tells this program from others by its file, schema included. A checksum is enough, as nobody gains from a collision, and
// it is read eight times as fast as a digest. A program whose file cannot be read is like no other.
var build = sync.OnceValue(func() string {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	name, err := os.Executable()
	if err == nil {
		var file *os.File
		if file, err = os.Open(name); err == nil {
			defer file.Close()
			var size int64
			if size, err = io.Copy(sum, file); err == nil {
				return fmt.Sprintf("%d %08x", size, sum.Sum32())
			}
		}
	}
	return time.Now().String()
})

// Lifetime is how long an answer may be used without asking: a minute by browsers, ten by caches that many share. After that
// it may be shown once more while it is asked for again, and for a day when the server does not answer.
const Lifetime = "public, max-age=60, s-maxage=600, stale-while-revalidate=60, stale-if-error=86400"

// Keep lets the answer to a request be given again: by this program to whoever asks the same (see Answers), and, if it was read (GET,
// HEAD), by clients and caches under its tag.
func Keep(w http.ResponseWriter, r *http.Request, tag string) {
	if c, _ := r.Context().Value(recorderKey{}).(*recorder); c != nil {
		c.repeatable = true
	}
	if r.Method == http.MethodPost {
		w.Header().Set("Cache-Control", "no-store")
		return
	}
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", Lifetime)
}

// Forget has an answer not be kept at all, whatever was said before.
func Forget(w http.ResponseWriter) {
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "no-store")
}

// Unchanged answers 304 to whoever has the answer of a tag already, and tells whether it did.
func Unchanged(w http.ResponseWriter, r *http.Request, tag string) bool {
	if !holds(r, tag) {
		return false
	}
	Keep(w, r, tag)
	w.WriteHeader(http.StatusNotModified)
	return true
}

// holds tells whether a client has the answer of a tag.
func holds(r *http.Request, tag string) bool {
	if tag == "" {
		return false
	}
	for held := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if strings.TrimPrefix(strings.TrimSpace(held), "W/") == tag {
			return true
		}
	}
	return false
}
