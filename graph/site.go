package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/summitry/summitry/data"
)

// SiteOf checks and normalises the address of a server, which goes before those of its pages. Errors name the parameter
// or flag that it was sent as.
func SiteOf(name, address string) (string, error) {
	if len(address) > MaxBase {
		const message = "%s: the address has %d bytes, at most %d are allowed: send one such as https://example.org"
		return "", data.Invalid(fmt.Sprintf(message, name, len(address), MaxBase))
	}
	u, err := url.Parse(address)
	if err != nil || !isSite(u) || strings.ContainsAny(address, "?#{}\\\"<>`") {
		const message = "%s: %.60q is not the address of a server: send one such as https://example.org"
		return "", data.Invalid(fmt.Sprintf(message, name, address))
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// isSite reports whether links can be made by adding the path of a page.
func isSite(u *url.URL) bool {
	port, err := strconv.Atoi(cmp.Or(u.Port(), "80"))
	way := strings.TrimRight(u.Path, "/")
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		err == nil && 0 < port && port < 1<<16 &&
		(way == "" || way == path.Clean(way)) && !strings.ContainsFunc(u.Path, unicode.IsControl)
}

// PathOf returns the path of a site, which a proxy strips from requests, or "".
func PathOf(site string) string {
	u, err := url.Parse(site)
	if err != nil {
		panic(err) // SiteOf has checked it
	}
	return u.EscapedPath()
}

// ServeAt sets the public address of the server, which SiteOf has checked. Call it before the first operation. The
// address goes before those of pages in citations, tables and the JSON of views. It is never taken from the Host of a
// request, which any client can set.
func (a *API) ServeAt(site string) { a.site = site }

// Site returns what goes before the addresses of pages: base if the client sent one, otherwise the public address of
// the server, or "" if that is unknown.
func (a *API) Site(base string) (string, error) {
	if base == "" {
		return a.site, nil
	}
	return SiteOf("base", base)
}

type siteKey struct{}

// withSite sets the address that citations begin with.
func withSite(ctx context.Context, site string) context.Context {
	return context.WithValue(ctx, siteKey{}, site)
}

func siteFrom(ctx context.Context) string {
	site, _ := ctx.Value(siteKey{}).(string)
	return site
}

// completed puts a site before all addresses of pages in the answer to a view. These are the values of url, a field
// that no view renames. No other JSON text can match, since quotation marks inside texts are escaped.
func completed(answer []byte, site string) []byte {
	if site == "" {
		return answer
	}
	encoded, err := json.Marshal(site)
	if err != nil {
		panic(err) // it is a string
	}
	whole := `"url":` + strings.TrimSuffix(string(encoded), `"`) + "/"
	return bytes.ReplaceAll(answer, []byte(`"url":"/`), []byte(whole))
}
