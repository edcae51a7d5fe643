package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/summitry/summitry/web/cache"
)

// DownloadTimeout is how long a client may take to read a Download.
const DownloadTimeout = 2 * time.Minute

// A Download is a file that clients save, as a whole or in ranges. Options.NoGzip must list its media type, as ranges
// of the compressed file would be ranges of different bytes.
type Download struct {
	Name        string // suggested file name
	Description string // such as "The dataset file", at the start of messages
	MediaType   string
	Content     func() io.ReadSeeker        // opens the file at its start; the content never changes
	Valid       func(context.Context) error // returns an error once the file must not be sent
}

// Handler sends the file or a range of it. The ETag depends only on the bytes, and there is no Last-Modified, so a
// download that began at one replica can be resumed at another.
func (d Download) Handler() http.Handler {
	etag := sync.OnceValues(d.etag)
	go etag() // no request should have to wait for the digest of a large file
	return normalizeRange(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.serve(w, r, etag) }))
}

func (d Download) serve(w http.ResponseWriter, r *http.Request, etag func() (string, error)) {
	if err := d.Valid(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	tag, err := etag()
	if err != nil {
		message := d.Description + " could not be read: send the request again when the server has been restarted"
		http.Error(w, message, http.StatusInternalServerError)
		return
	}
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", cache.Lifetime)
	w.Header().Set("Content-Type", d.MediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+d.Name+`"`)
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(DownloadTimeout))
	http.ServeContent(w, r, d.Name, time.Time{}, d.Content())
	if d.Valid(r.Context()) != nil {
		panic(http.ErrAbortHandler) // a download that finishes is complete and from one version of the file
	}
}

// etag returns an ETag computed from the digest of the file.
func (d Download) etag() (string, error) {
	digest := sha256.New()
	if _, err := io.Copy(digest, d.Content()); err != nil {
		return "", err
	}
	return `"` + base64.RawURLEncoding.EncodeToString(digest.Sum(nil)) + `"`, nil
}
