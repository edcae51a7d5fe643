package data

import (
	"context"
	"strings"
	"testing"

	"github.com/summitry/summitry/data/store"
)

// The error names what a kind lacks. The server reports it at start, and the compiler too.
func TestCheckKinds(t *testing.T) {
	if err := checkKinds(Kinds, ddl); err != nil {
		t.Error(err)
	}
	bySlug := func(context.Context, *store.Store, []string) (map[string]Node, error) { return nil, nil }
	whole := Kind{"venue", "venues", []string{"Venue"}, &store.Table{Name: "venue"}, "", nil, &NodesByKey{}, bySlug}
	if err := checkKinds([]*Kind{&whole}, "CREATE TABLE venue ("); err != nil {
		t.Error(err)
	}
	for want, remove := range map[string]func(*Kind){
		"entity venue: no Folder":                                     func(k *Kind) { k.Folder = "" },
		"entity venue: no Types":                                      func(k *Kind) { k.Types = nil },
		"entity venue: no ByKey":                                      func(k *Kind) { k.ByKey = nil },
		"entity venue: no BySlug":                                     func(k *Kind) { k.BySlug = nil },
		"entity venue: no Table: add it to venueKind in package data": func(k *Kind) { k.Table = nil },
		"entity venue: no table other: add it to data/schema.sql": func(k *Kind) {
			k.Table = &store.Table{Name: "other"}
		},
	} {
		k := whole
		remove(&k)
		if err := checkKinds([]*Kind{&k}, "CREATE TABLE venue ("); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Tables that refer to records accept a new kind, and its pages have addresses.
func TestExpand(t *testing.T) {
	kinds := []*Kind{
		{
			Table: &store.Table{Name: "agent"}, Types: []string{"Person"},
			Citable: map[string][]string{"Person": {"name"}},
		},
		{Table: &store.Table{Name: "agent"}, Types: []string{"Organization"}},
		{Table: &store.Table{Name: "topic"}, Types: []string{"Topic"}},
	}
	got := expand("IN (:tables) IN (:cited_tables) coalesce(:cited_slugs)", kinds)
	want := "IN ('agent', 'topic') IN ('agent') coalesce((SELECT slug FROM agent WHERE id = subject_id))"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, k := range Kinds {
		if kind, id, ok := RecordAt(k.url("some-slug")); !ok || kind != k.Name || id != k.Name+":some-slug" {
			t.Errorf("%s is the page of %s %s", k.url("some-slug"), kind, id)
		}
	}
}
