package pages

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/summitry/summitry/data/store"
)

// A suggestion is a record or view that the reader may have meant.
type suggestion struct {
	Name, Address string
	Slug          string
}

const maxSuggestions = 8

// suggestions returns the records and views whose slugs or names are similar to the end of an address, those in the
// folder of the address first, and then the records that a search for its words finds.
func (s *server) suggestions(r *http.Request) ([]suggestion, error) {
	folder, slug := path.Split(strings.ToLower(r.URL.Path))
	slug = strings.TrimSuffix(strings.TrimSuffix(slug, ".jsonld"), ".json")
	all, err := s.slugsByFolder(r)
	if err != nil {
		return nil, err
	}
	var here, elsewhere []suggestion
	add := func(n suggestion) {
		if strings.HasPrefix(n.Address, folder) {
			here = append(here, n)
		} else {
			elsewhere = append(elsewhere, n)
		}
	}
	for _, folder := range recordFolders {
		for _, n := range all[folder] {
			add(n)
		}
	}
	for _, v := range s.api.Views() {
		add(suggestion{v.Title, "/views/" + v.Name, v.Name})
	}
	found := append(similar(slug, here), similar(slug, elsewhere)...)
	words := strings.FieldsFunc(slug, func(r rune) bool { return strings.ContainsRune("-_.", r) })
	if len(found) < maxSuggestions && len(words) > 0 && len(words) <= store.MaxWords {
		result, err := s.searchFor(r, strings.Join(words, " "), "")
		if err != nil {
			return nil, err
		}
		for _, hit := range result.Hits {
			if !slices.ContainsFunc(found, func(n suggestion) bool { return n.Address == hit.Address }) {
				found = append(found, suggestion{hit.Label, hit.Address, ""})
			}
		}
	}
	return found[:min(len(found), maxSuggestions)], nil
}

// slugsByFolder returns the names of records, the first hundred of each kind, by folder.
func (s *server) slugsByFolder(r *http.Request) (map[string][]suggestion, error) {
	answer, err := s.runView(r, "slugs", nil)
	if err != nil {
		return nil, err
	}
	all := map[string][]suggestion{}
	for folder, list := range answer.Data {
		for _, n := range list.(map[string]any)["nodes"].([]any) {
			record := n.(map[string]any)
			name, slug := truncate(textOf(record["name"]), 80), record["slug"].(string)
			all[folder] = append(all[folder], suggestion{name, record["url"].(string), slug})
		}
	}
	return all, nil
}

// maxSlug is the length, in characters, of the longest text that is compared with slugs and names.
const maxSlug = 100

// similar returns the suggestions whose slug or name is within a small edit distance of a text, or contains it, closest
// first.
func similar(text string, all []suggestion) []suggestion {
	letters := utf8.RuneCountInString(text)
	if letters == 0 || letters > maxSlug {
		return nil
	}
	distances := map[string]int{}
	var found []suggestion
	for _, n := range all {
		slug := levenshtein.ComputeDistance(text, n.Slug)
		distance := min(slug, levenshtein.ComputeDistance(text, strings.ToLower(n.Name)))
		for _, part := range strings.Split(n.Slug, "-") {
			distance = min(distance, 1+levenshtein.ComputeDistance(text, part))
		}
		if distance <= max(1, letters/3) {
			distances[n.Address] = distance
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b suggestion) int {
		return cmp.Compare(distances[a.Address], distances[b.Address])
	})
	return found[:min(len(found), maxSuggestions)]
}
