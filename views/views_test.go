package views_test

import (
	"testing"

	"github.com/summitry/summitry/views"
)

func TestAll(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("there are only %d views", len(all))
	}
	titles := map[string]bool{}
	for _, v := range all {
		if titles[v.Title] {
			t.Errorf("two views have the title %q", v.Title)
		}
		titles[v.Title] = true
		if views.Find(all, v.Name) != v {
			t.Errorf("%s is not found by its name", v.Name)
		}
	}
	if views.Find(all, "nothing") != nil {
		t.Error("an unknown view was found")
	}
}
