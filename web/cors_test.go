package web

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// Only origins of the list may read responses, and credentials are never allowed.
func TestAllowOrigins(t *testing.T) {
	for _, c := range []struct{ origins, origin, want string }{
		{"*", "https://example.org", "*"},
		{"https://example.org", "https://example.org", "https://example.org"},
		{"https://example.org", "https://example.com", ""},
		{"https://example.org, https://*.example.net", "https://a.example.net", "https://a.example.net"},
		{"https://example.org,https://*.example.net", "http://example.org", ""},
	} {
		middleware, err := AllowOrigins(c.origins)
		if err != nil {
			t.Fatal(err)
		}
		for method, headers := range map[string][]string{
			"GET":     {"Origin", c.origin},
			"OPTIONS": {"Origin", c.origin, "Access-Control-Request-Method", "POST"},
		} {
			w := send(middleware(answer("x")), method, "/", headers...)
			got := w.Header().Get("Access-Control-Allow-Origin")
			if got != c.want || w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s: %s from %s is answered with %v", c.origins, method, c.origin, w.Header())
			}
		}
	}
	if middleware, err := AllowOrigins("none"); middleware != nil || err != nil {
		t.Errorf("none is a middleware (%v)", err)
	}
}

// An error contains the invalid value and says what to send.
func TestInvalidOrigins(t *testing.T) {
	for _, origins := range []string{"", " , ", "example.org", "https://*", "https://example.org/path"} {
		_, err := AllowOrigins(origins)
		message := fmt.Sprint(err)
		want := "must be * (all), none, or a comma-separated list such as https://example.org, " +
			"got " + strconv.Quote(origins)
		if !strings.HasPrefix(message, want) {
			t.Errorf("%q gives the error %v", origins, err)
		}
	}
}
