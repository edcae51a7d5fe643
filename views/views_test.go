package views_test

import (
	"strings"
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

// Every view and every variable of a view is described in sentences.
func TestDescriptions(t *testing.T) {
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if !strings.HasSuffix(v.Title, "?") || !strings.HasSuffix(v.Description, ".") {
			t.Errorf("%s: %q must be a question, and %q sentences", v.Name, v.Title, v.Description)
		}
		for _, variable := range v.Variables {
			d := variable.Description
			if len(d) < 20 || !strings.HasSuffix(d, ".") || strings.Contains(d, "Example") {
				t.Errorf("%s: the description of $%s must be sentences, got %q", v.Name, variable.Name, d)
			}
		}
	}
}
