package release

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// Limits on fetching a release.
const (
	ConnectTimeout = 5 * time.Second
	FetchTimeout   = 60 * time.Second // for the line and the file together
	maxLine        = 1000             // bytes
	MaxRedirects   = 5
)

// ErrUnavailable reports that a release could not be fetched. It may be there the next time.
var ErrUnavailable = errors.New("the release cannot be fetched")

// published is where releases are published: the address of a line that names the current one.
type published struct {
	line        *url.URL
	client      *http.Client
	folder      string // "" if nothing may be written to disk
	maxInMemory int64
	refused     publication // the current one, if its file can never be served
}

// A publication is what a line says: a digest and the name of a file.
type publication struct{ digest, name string }

// errUnfit is the error of a publication whose file can never be served.
type errUnfit struct{ error }

// newClient returns a client that stays on the host that it was sent to.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: ConnectTimeout}).DialContext,
			TLSHandshakeTimeout: ConnectTimeout,
			DisableCompression:  true, // the digest is of the bytes as they are published
			MaxIdleConns:        1,
			IdleConnTimeout:     time.Minute,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if from := via[0].URL; r.URL.Scheme != from.Scheme || r.URL.Host != from.Host {
				return fmt.Errorf("redirect to another host (%s://%s): use its address", r.URL.Scheme, r.URL.Host)
			}
			if len(via) > MaxRedirects {
				return fmt.Errorf("more than %d redirects", MaxRedirects)
			}
			return nil
		},
	}
}

func (p *published) Notify() <-chan struct{} { return nil }

func (p *published) Next(ctx context.Context, known []*Release) (*Release, error) {
	ctx, cancel := context.WithTimeout(ctx, FetchTimeout)
	defer cancel()
	digest, name, err := p.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	line := publication{digest, name}
	if line != p.refused {
		p.refused = publication{}
	}
	isKnown := func(r *Release) bool { return r.digest == digest }
	if line == p.refused || slices.ContainsFunc(known, isKnown) {
		return nil, nil
	}
	r, err := p.fetch(ctx, digest, name)
	if err != nil {
		if errors.As(err, &errUnfit{}) {
			p.refused = line
		}
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	r.digest = digest
	return r, nil
}

func (p *published) Retry() { p.refused = publication{} }

// isLine matches a line of sha256sum, in text or binary mode. The name cannot lead to another folder.
var isLine = regexp.MustCompile(`^([0-9a-f]{64}) [ *]([A-Za-z0-9._-]+)\n?$`)

// current fetches the line that names the current release.
func (p *published) current(ctx context.Context) (digest, name string, err error) {
	response, err := p.get(ctx, p.line)
	if err != nil {
		return "", "", err
	}
	defer response.Body.Close()
	line, err := io.ReadAll(io.LimitReader(response.Body, maxLine+1))
	if err != nil {
		return "", "", err
	}
	found := isLine.FindSubmatch(line)
	if found == nil || string(found[2]) == "." || string(found[2]) == ".." {
		const message = "%s must be one line of sha256sum, a digest and the name of a file beside it, got %.80q"
		return "", "", fmt.Errorf(message, p.line, line)
	}
	return string(found[1]), string(found[2]), nil
}

// get requests an address and returns a response with status 200.
func (p *published) get(ctx context.Context, address *url.URL) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cache-Control", "no-cache") // a cache on the way may hold an older line
	response, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, fmt.Errorf("%s has the status %s", address, response.Status)
	}
	return response, nil
}

// fetch opens the release with a digest, from the folder if it is there.
func (p *published) fetch(ctx context.Context, digest, name string) (*Release, error) {
	if p.folder != "" {
		p.removeAbandoned()
		if r, err := p.openFetched(digest); err == nil {
			return r, nil
		}
	}
	address := p.line.ResolveReference(&url.URL{Path: "./" + name})
	response, err := p.get(ctx, address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.ContentLength > p.maxInMemory && p.folder == "" {
		return nil, p.tooLarge(address)
	}
	hash := sha256.New()
	body := io.TeeReader(response.Body, hash)
	var start bytes.Buffer
	start.Grow(int(min(max(response.ContentLength, 0), p.maxInMemory)) + bytes.MinRead)
	if _, err := start.ReadFrom(io.LimitReader(body, p.maxInMemory+1)); err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	check := func() error {
		if sum := hex.EncodeToString(hash.Sum(nil)); sum != digest {
			const message = "%s has the digest %s, but %s names %s: publish the file before the line; " +
				"SIGHUP tries the same line again"
			return errUnfit{fmt.Errorf(message, address, sum, p.line, digest)}
		}
		return nil
	}
	if size := int64(start.Len()); size <= p.maxInMemory {
		r := &Release{content: bytes.NewReader(start.Bytes()), name: name, info: memoryInfo{name, size}, heap: size}
		return r, check()
	}
	if p.folder == "" {
		return nil, p.tooLarge(address)
	}
	if err := p.store(digest, io.MultiReader(&start, body), check); err != nil {
		return nil, err
	}
	return p.openFetched(digest)
}

func (p *published) tooLarge(address *url.URL) error {
	const message = "%s has more than %d MiB, the most that is kept in memory: name a folder for it by -releases"
	return errUnfit{fmt.Errorf(message, address, p.maxInMemory>>20)}
}

// path returns the path of a release in the folder.
func (p *published) path(digest string) string { return filepath.Join(p.folder, digest+".db") }

// store writes a release to the folder. It has its name only once it is complete and checked.
func (p *published) store(digest string, content io.Reader, check func() error) (err error) {
	partial, err := os.CreateTemp(p.folder, digest+".*.partial")
	if err != nil {
		return err
	}
	if err := lock(partial); err != nil {
		return errors.Join(err, partial.Close(), os.Remove(partial.Name()))
	}
	defer func() {
		if err != nil {
			os.Remove(partial.Name())
		}
	}()
	_, err = io.Copy(partial, content)
	if err = errors.Join(err, partial.Sync(), partial.Close()); err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	return os.Rename(partial.Name(), p.path(digest))
}

// isPartial matches the names of files that store writes.
var isPartial = regexp.MustCompile(`^[0-9a-f]{64}\.[0-9]+\.partial$`)

// removeAbandoned removes files that a server was writing when it ended. Servers that run may share the folder.
func (p *published) removeAbandoned() {
	entries, _ := os.ReadDir(p.folder)
	for _, e := range entries {
		if e.Type().IsRegular() && isPartial.MatchString(e.Name()) {
			removeUnlocked(filepath.Join(p.folder, e.Name()))
		}
	}
}

// openFetched opens a release in the folder, and checks it again, since the disk may have damaged it.
func (p *published) openFetched(digest string) (*Release, error) {
	r, err := openFile(p.path(digest), p.maxInMemory)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	_, err = io.Copy(hash, r.Content())
	if sum := hex.EncodeToString(hash.Sum(nil)); err == nil && sum != digest {
		err = fmt.Errorf("%s has the digest %s: remove the file", p.path(digest), sum)
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}
