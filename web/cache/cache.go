// Package cache is HTTP caching (RFC 9110, RFC 9111): the headers ETag and Cache-Control, status 304, and a cache of
// whole responses in memory. A handler says what may be cached with Allow, NoStore and NotModified; Responses keeps
// what they allow and answers equal requests with it. The package depends on lru alone and knows nothing of what is
// served.
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

// ETag returns the entity tag of the response to a GET or HEAD request. It is made of what the response depends on
// and not of the response, so that a 304 costs nothing: of this program, the address, the encoding, and the parts
// that the caller names, such as the version of its data and the media type. Every server with the same program and
// parts gives the same tag. Accept-Encoding must have been narrowed to the encoding that is going to be used, and no
// part may have a line break.
func ETag(r *http.Request, parts ...string) string {
	all := append([]string{Program(), r.Header.Get("Accept-Encoding"), r.URL.RequestURI()}, parts...)
	sum := sha256.Sum256([]byte(strings.Join(all, "\n")))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
}

// Program identifies this program by the size and checksum of its file. A checksum is enough, as nobody gains from a
// collision, and it is read eight times as fast as a digest. A program whose file cannot be read gets the time
// instead, which no other has. The first call reads the file, so call it early, in the background.
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

// Lifetime is the Cache-Control of what may be cached: browsers use it for a minute without revalidation, shared
// caches for ten. After that a cache may use it once more while it revalidates, and for a day when the server does
// not answer.
const Lifetime = "public, max-age=60, s-maxage=600, stale-while-revalidate=60, stale-if-error=86400"

// Allow lets the response to a request be cached: by Responses in any case, and under its ETag by clients and shared
// caches if the method is GET or HEAD.
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

// NoStore takes back what Allow said: neither Responses nor anybody else may cache the response.
func NoStore(w http.ResponseWriter) {
	w.Header().Del("ETag")
	w.Header().Set("Cache-Control", "no-store")
}

// Bypass returns a request whose response Responses does not keep, even if Allow is called for it.
func Bypass(r *http.Request) *http.Request {
	return r.WithContext(withRecorder(r.Context(), nil))
}

// NotModified answers 304 if the client has the response of an ETag already, and reports whether it did.
func NotModified(w http.ResponseWriter, r *http.Request, etag string) bool {
	if !matches(r, etag) {
		return false
	}
	Allow(w, r, etag)
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matches reports whether If-None-Match names an ETag, by weak comparison.
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
