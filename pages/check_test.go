package pages

import (
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/views"
)

// A kind of record without a page is reported at start.
func TestCheck(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	if err := check(data.Kinds, all); err != nil {
		t.Error(err)
	}
	without := func(name string) []*views.View {
		return slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool { return v.Name == name })
	}
	treaty := []*data.Kind{{Name: "treaty", Folder: "treaties"}}
	for want, c := range map[string]struct {
		kinds []*data.Kind
		all   []*views.View
	}{
		"entity treaty: no page template for /treaties":                       {treaty, all},
		"entity treaty: no JSON-LD for /treaties":                             {treaty, all},
		"entity treaty: no view for its page":                                 {treaty, all},
		"entity person: no view for its page: add views/pages/person.graphql": {data.Kinds, without("person")},
		"add views/pages/search.graphql":                                      {nil, without("search")},
	} {
		if err := check(c.kinds, c.all); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
