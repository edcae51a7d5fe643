// Package cache implements HTTP caching (RFC 9110, RFC 9111): the headers ETag and Cache-Control, status 304, and an
// in-memory cache of whole responses. Handlers declare what may be cached with Allow, NoStore and NotModified;
// Responses stores the responses that they allow and answers equal requests from memory. The package depends on
// lru and web/access, and knows nothing about the content.
package cache

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

// ETag returns the entity tag of the response to a GET or HEAD request. It is computed from what the response depends
// on, not from the response, so a 304 costs nothing: from the program, the address, the encoding, and the parts that
// the caller passes, such as the version of its data and the media type. All servers with the same program and parts
// return the same tag. The caller must first narrow Accept-Encoding to the encoding that the response will have. No
// part may contain a line break.
func ETag(r *http.Request, parts ...string) string {
	text := make([]byte, 0, 1024) // on the stack, unless the address is long
	text = append(text, Program()...)
	for _, part := range [...]string{r.Header.Get("Accept-Encoding"), r.URL.RequestURI()} {
		text = append(append(text, '\n'), part...)
	}
	for _, part := range parts {
		text = append(append(text, '\n'), part...)
	}
	sum := sha256.Sum256(text)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// Program identifies this program by the size and checksum of its file. A checksum is enough, as nobody gains from a
// collision, and it is eight times as fast as a digest. If the file cannot be read, Program returns the current time,
// which is unique. The first call reads the file, so call it early, in the background.
var Program = sync.OnceValue(func() string {
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

// Lifetime is the Cache-Control of cacheable responses: browsers use one for a minute without revalidation, shared
// caches for ten. After that, a cache may use it once more while it revalidates, and for a day while the server does
// not answer.
const Lifetime = "public, max-age=60, s-maxage=600, stale-while-revalidate=60, stale-if-error=86400"

// Allow lets a response be cached: by Responses always, and by clients and shared caches, under its ETag, if the method
// is GET or HEAD.
func Allow(w http.ResponseWriter, r *http.Request, etag string) {
	if recorder, _ := r.Context().Value(recorderKey{}).(*recorder); recorder != nil {
		recorder.cacheable = true
	}
	if r.Method == http.MethodPost {
		w.Header().Set("Cache-Control", "no-store")
		return
	}
	w.Header().Set("ETag", etag)
	w.Header().Set("Cache-Control", Lifetime)
}

// NoStore revokes Allow: neither Responses nor any other cache may store the response.
func NoStore(w http.ResponseWriter) {
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "no-store")
}

// Bypass returns a copy of a request whose response is not stored by Responses, even if Allow is called for it.
func Bypass(r *http.Request) *http.Request {
	return r.WithContext(withRecorder(r.Context(), nil))
}

// NotModified sends 304 if If-None-Match matches the ETag, and reports whether it did.
func NotModified(w http.ResponseWriter, r *http.Request, etag string) bool {
	if !matches(r, etag) {
		return false
	}
	Allow(w, r, etag)
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matches reports whether If-None-Match contains an ETag, by weak comparison.
func matches(r *http.Request, etag string) bool {
	if etag == "" {
		return false
	}
	for held := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		if strings.TrimPrefix(strings.TrimSpace(held), "W/") == etag {
			return true
		}
	}
	return false
}
