package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
)

// The page of a view is the same whichever pages came before, with the client's base or without.
func TestPagesDependOnNoOther(t *testing.T) {
	const base = "base=https://other.example/x"
	before := []string{"", withParameter("/views/statements", base), "/views/statements", "/views/took-part",
		withParameter("/views/citation?id=none", base)}
	for _, address := range []string{"/views/statements?topic=sanctions", "/views/took-part?person=xi-jinping",
		withParameter("/views/statements?topic=sanctions", base), "/views/statements?base=nowhere"} {
		want := ""
		for _, first := range before {
			server := serve(t, "../data")
			if first != "" {
				get(t, server+first, "Accept", "text/html")
			}
			_, got := get(t, server+address, "Accept", "text/html")
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s is another page after %q: %.2000s", address, first, got)
			}
		}
	}
}

// The page of a view of one record does not show a row for a record that does not exist.
func TestViewsOfNoRecord(t *testing.T) {
	server := serve(t, "../data")
	for _, k := range data.Kinds {
		address := "/views/" + k.Name + "?id=none"
		if response, body := get(t, server+address, "Accept", "text/html"); response.StatusCode != http.StatusOK ||
			!strings.Contains(body, "none") || strings.Contains(body, "<p>1 row") {
			t.Errorf("%s answers %s %.300s", address, response.Status, body)
		}
	}
}
