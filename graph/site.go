package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// SiteOf reads the address of a server, which goes before those of its pages. name is what it was sent as.
func SiteOf(name, address string) (string, error) {
	if len(address) > MaxBase {
		const message = "%s: %d letters are too many: send the address of a server, %d at most, such as https://example.org"
		return "", store.Invalid(fmt.Sprintf(message, name, len(address), MaxBase))
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil ||
		strings.ContainsAny(address, "?#{}\\\"<>`") {
		const message = "%s: %.60q is no address of a server: send one such as https://example.org"
		return "", store.Invalid(fmt.Sprintf(message, name, address))
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// PathOf is the path of a site, under which a proxy has the server answer: "" if it has none.
func PathOf(site string) string {
	u, err := url.Parse(site)
	if err != nil {
		panic(err) // SiteOf has read it
	}
	return u.EscapedPath()
}

// ServeAt tells the API the public address of its server, which SiteOf has read. It is told before anything is asked,
// and goes before the addresses of pages in citations, tables and the JSON of views. It is never taken from a
// request's Host, which anybody can set.
func (a *API) ServeAt(site string) { a.site = site }

// Site is what goes before the addresses of pages: base, if a client sends one, or else the server's own address, ""
// if it is not known.
func (a *API) Site(base string) (string, error) {
	if base == "" {
		return a.site, nil
	}
	return SiteOf("base", base)
}

type siteKey struct{}

// citedAt has citations begin with the address of a server.
func citedAt(ctx context.Context, site string) context.Context {
	return context.WithValue(ctx, siteKey{}, site)
}

// siteIn is the address with which citations begin.
func siteIn(ctx context.Context) string {
	site, _ := ctx.Value(siteKey{}).(string)
	return site
}

// completed puts a site before all addresses of pages in the answer to a view. These are the values of url, which
// views do not give another name; in JSON no other text can look like one, as quotation marks inside of texts are
// escaped.
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
