package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestClient(t *testing.T) {
	trusted, err := ParseProxies("10.0.0.0/8, 2001:db8::/32,127.0.0.1/32")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		peer      string
		forwarded []string
		want      string
		trusted   bool
	}{
		{"192.0.2.1:5", nil, "192.0.2.1", false},
		{"192.0.2.1:5", []string{"198.51.100.7"}, "192.0.2.1", false},
		{"10.0.0.1:5", nil, "10.0.0.1", true},
		{"10.0.0.1:5", []string{"198.51.100.7"}, "198.51.100.7", true},
		{"[::ffff:10.0.0.1]:5", []string{"::ffff:198.51.100.7"}, "198.51.100.7", true},
		{"[2001:db8::1]:5", []string{"2001:db9::7"}, "2001:db9::7", true},
		{"10.0.0.1:5", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7", true},
		{"10.0.0.1:5", []string{"203.0.113.9", "198.51.100.7 ,10.1.1.1"}, "198.51.100.7", true},
		{"10.0.0.1:5", []string{"<script>, 198.51.100.7,127.0.0.1"}, "198.51.100.7", true},
		{"10.0.0.1:5", []string{"10.2.2.2, 127.0.0.1"}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{"198.51.100.7, unknown"}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{"198.51.100.7,"}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{"198.51.100.7:80"}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{"fe80::1%zone"}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{""}, "10.0.0.1", true},
		{"10.0.0.1:5", []string{strings.Repeat(",", 9000)}, "10.0.0.1", true},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.forwarded
		if client, believed := trusted.client(r); client != c.want || believed != c.trusted {
			t.Errorf("%s with %.60q: %s %v, want %s %v", c.peer, c.forwarded, client, believed, c.want, c.trusted)
		}
	}
}

func TestRequestID(t *testing.T) {
	for sent, valid := range map[string]bool{
		"a": true, "A.b_c-9": true, strings.Repeat("x", 64): true,
		"": false, strings.Repeat("x", 65): false, "a b": false, "ä": false, `"`: false, "a\n": false,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("X-Request-Id", sent)
		if got := requestID(r, true); (got == sent) != valid || !isRequestID.MatchString(got) {
			t.Errorf("%q becomes %q", sent, got)
		}
		if got := requestID(r, false); got == sent {
			t.Errorf("%q of an untrusted peer is used", sent)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header["X-Request-Id"] = []string{"a", "b"}
	if got := requestID(r, true); got == "a" || got == "b" || got == requestID(r, true) {
		t.Errorf("two ids become %q", got)
	}
}

func TestParseProxies(t *testing.T) {
	if all, err := ParseProxies(""); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
	for _, list := range []string{"10.0.0.1", "10.0.0.0/33", "a.example/8", "10.0.0.0/8,", " ", "10.0.0.0/8 ::1/128"} {
		if all, err := ParseProxies(list); err == nil || !strings.Contains(err.Error(), "such as 127.0.0.0/8,::1/128") {
			t.Errorf("%q becomes %v (%v)", list, all, err)
		}
	}
}
