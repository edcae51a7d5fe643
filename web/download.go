package web

import (
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

// A Download is a file that clients take along, whole or in parts. Options.NoGzip must list its media type, as parts of
// a compressed file would be parts of something else.
type Download struct {
	Name        string // of the file, as clients save it
	Description string // such as "The dataset file", at the start of messages
	MediaType   string
	Content     func() io.ReadSeeker // the file from its start, which never changes
	Valid       func() error         // returns an error when the file may not be sent any more
}

// Handler answers with the file, or with the part of it that is still missing. Its ETag depends on the bytes alone,
// and Last-Modified is not sent, so that a download that began at one replica can be resumed from another.
func (d Download) Handler() http.Handler {
	etag := sync.OnceValues(d.etag)
	go etag() // so that no request waits for the digest of a large file
	return normalizeRange(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.serve(w, r, etag) }))
}

func (d Download) serve(w http.ResponseWriter, r *http.Request, etag func() (string, error)) {
	if err := d.Valid(); err != nil {
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
	if d.Valid() != nil {
		panic(http.ErrAbortHandler) // so that a download that finishes is complete and of one file
	}
}

// etag makes an ETag of the file's digest.
func (d Download) etag() (string, error) {
	digest := sha256.New()
	if _, err := io.Copy(digest, d.Content()); err != nil {
		return "", err
	}
	return `"` + base64.RawURLEncoding.EncodeToString(digest.Sum(nil)) + `"`, nil
}
