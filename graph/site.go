package graph

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/summitry/summitry/data"
)

// siteOf reads the address of a server, which goes before those of its pages.
func siteOf(base string) (string, error) {
	if len(base) > MaxBase {
		return "", data.Invalid(fmt.Sprintf("base: %d letters are too many: send the address of a server, of %d at most, such as https://example.org", len(base), MaxBase))
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.ContainsAny(base, "{}\\") {
		return "", data.Invalid(fmt.Sprintf("base: %.60q is no address of a server: send one such as https://example.org", base))
	}
	return strings.TrimRight(u.String(), "/"), nil
}
