package release

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
)

// A Source is where releases come from.
type Source interface {
	// Next opens the current release, unless it is one of those that the caller knows already. Then it returns nil.
	// It also returns nil if it has returned an error for the current release that would always be the same.
	Next(ctx context.Context, known []*Release) (*Release, error)
	// Retry lets Next try such a release again.
	Retry()
	// Notify returns a channel with a value when the source finds by itself that there is another release. It is nil
	// if the source cannot tell.
	Notify() <-chan struct{}
}

// NewSource returns the source at a path or an https address. An address is that of a line as sha256sum writes it: the
// digest of the current release, and the name of its file, which is beside the line. Releases of more than MaxInMemory
// bytes are fetched into folder, under their digests; if it is "", they are not served.
func NewSource(at, folder string) (Source, error) {
	if !strings.Contains(at, "://") {
		return localFile(at), nil
	}
	const form = "must be a file or https://host/path/current, without user and parameters (http on this machine only)"
	line, err := url.Parse(at)
	if err != nil {
		return nil, fmt.Errorf(form+": %w", err)
	}
	secure := line.Scheme == "https" || line.Scheme == "http" && isLoopback(line.Hostname())
	plain := line.User == nil && line.RawQuery == "" && line.Fragment == ""
	if !secure || !plain || line.Hostname() == "" || line.Path == "" || strings.HasSuffix(line.Path, "/") {
		return nil, fmt.Errorf(form+", got %s", line.Redacted())
	}
	return &published{line: line, client: newClient(), folder: folder, maxInMemory: MaxInMemory}, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// localFile is the path of a local file. Another file that takes its place is another release. So is a file of up to
// MaxInMemory bytes that was written to; a larger one cannot be served any more, as Unchanged reports.
type localFile string

func (localFile) Notify() <-chan struct{} { return nil }

func (f localFile) Next(_ context.Context, known []*Release) (*Release, error) {
	info, err := os.Stat(string(f))
	if err == nil && slices.ContainsFunc(known, func(r *Release) bool { return r.isFrom(info) }) {
		return nil, nil
	}
	return Open(string(f))
}

func (localFile) Retry() {} // every error of Next may be another the next time

// isFrom reports whether a release is from a file and can hold no more than what it held when it was opened.
func (r *Release) isFrom(info os.FileInfo) bool {
	same := os.SameFile(r.info, info)
	return same && (r.pinned != nil || info.Size() == r.info.Size() && info.ModTime().Equal(r.info.ModTime()))
}
