package data

import (
	"maps"
	"slices"
	"strings"
)

// folders are where the pages of records stand, by what their ids begin with.
var folders = map[string]string{
	"person":       "people",
	"organization": "organizations",
	"country":      "countries",
	"event":        "events",
	"membership":   "memberships",
	"statement":    "statements",
	"topic":        "topics",
	"document":     "documents",
	"citation":     "citations",
	"annotation":   "annotations",
	"discrepancy":  "discrepancies",
}

// Kinds returns the kinds of records that have pages. Ids begin with them.
func Kinds() []string { return slices.Sorted(maps.Keys(folders)) }

func idOf(kind, slug string) string { return kind + ":" + slug }

func urlOf(kind, slug string) string { return "/" + folders[kind] + "/" + slug }

// RecordAt gives the kind and the id of the record whose page would be at an address, such as /people/xi-jinping,
// whether there is one or not. Slugs are in lower case; an alias stands for its record.
func RecordAt(path string) (kind, id string, ok bool) {
	folder, slug, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for kind, f := range folders {
		if f == folder && slug != "" && !strings.Contains(slug, "/") {
			return kind, idOf(kind, strings.ToLower(slug)), true
		}
	}
	return "", "", false
}
