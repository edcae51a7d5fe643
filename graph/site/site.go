// Package site reads the public address of a server, which precedes the paths of its pages in citations, tables and
// linked data. It is never taken from a request's Host, which any client can set. Start at Parse; the package depends
// on data/store alone.
package site

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/summitry/summitry/data/store"
)

// MaxBase is the maximum length in bytes of a server's address.
const MaxBase = 200

// Parse checks and normalises the address of a server. Errors name the parameter or flag that held it.
func Parse(name, address string) (string, error) {
	if len(address) > MaxBase {
		const message = "%s must have at most %d bytes, got %d: send an address such as https://example.org"
		return "", store.Exceed("base", message, name, MaxBase, len(address))
	}
	u, err := url.Parse(address)
	if err != nil || !isSite(u) || strings.ContainsAny(address, "?#{}\\\"<>`") {
		const message = "%s must be the address of a server, such as https://example.org, got %.60q"
		return "", store.Invalid(fmt.Sprintf(message, name, address))
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

// Path returns the path of a site, which a proxy strips from requests, or "".
func Path(site string) string {
	u, err := url.Parse(site)
	if err != nil {
		panic(err) // Parse has checked it
	}
	return u.EscapedPath()
}

type siteKey struct{}

// With sets the address that citations begin with.
func With(ctx context.Context, site string) context.Context {
	return context.WithValue(ctx, siteKey{}, site)
}

func From(ctx context.Context) string {
	site, _ := ctx.Value(siteKey{}).(string)
	return site
}
