package pages

import (
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/views"
)

// A kind of record without its page is reported at start.
func TestCheck(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	if err := check(data.Kinds(), all); err != nil {
		t.Error(err)
	}
	for want, c := range map[string]struct {
		kinds []string
		all   []*views.View
	}{
		"add pages/templates/narration.html": {[]string{"narration"}, all},
		"add \"front\" to nodeBuilders":      {[]string{"front"}, all},
		"add views/pages/person.graphql": {data.Kinds(), slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool {
			return v.Name == "person"
		})},
		"add views/pages/search.graphql": {nil, slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool {
			return v.Name == "search"
		})},
	} {
		if err := check(c.kinds, c.all); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
