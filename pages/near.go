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

// A neighbour is a record or a view that may have been meant.
type neighbour struct {
	Name, Address string
	Slug          string
}

const maxNear = 8

// near gives the records and views whose slugs or names are like the end of an address, those of the sort that the
// address names before others, and then what its words are found in.
func (s *server) near(r *http.Request) ([]neighbour, error) {
	folder, asked := path.Split(strings.ToLower(r.URL.Path))
	asked = strings.TrimSuffix(strings.TrimSuffix(asked, ".jsonld"), ".json")
	all, err := s.slugs(r)
	if err != nil {
		return nil, err
	}
	var here, elsewhere []neighbour
	add := func(n neighbour) {
		if strings.HasPrefix(n.Address, folder) {
			here = append(here, n)
		} else {
			elsewhere = append(elsewhere, n)
		}
	}
	for _, sort := range listed {
		for _, n := range all[sort] {
			add(n)
		}
	}
	for _, v := range s.api.Views() {
		add(neighbour{v.Title, "/views/" + v.Name, v.Name})
	}
	near := append(alike(asked, here), alike(asked, elsewhere)...)
	words := strings.FieldsFunc(asked, func(r rune) bool { return strings.ContainsRune("-_.", r) })
	if len(near) < maxNear && len(words) > 0 && len(words) <= store.MaxWords {
		found, err := s.found(r, strings.Join(words, " "), "")
		if err != nil {
			return nil, err
		}
		for _, hit := range found.Hits {
			if !slices.ContainsFunc(near, func(n neighbour) bool { return n.Address == hit.Address }) {
				near = append(near, neighbour{hit.Label, hit.Address, ""})
			}
		}
	}
	return near[:min(len(near), maxNear)], nil
}

// slugs gives the names of records, the first hundred of each sort, by sort.
func (s *server) slugs(r *http.Request) (map[string][]neighbour, error) {
	answer, err := s.answerOf(r, "slugs", nil)
	if err != nil {
		return nil, err
	}
	all := map[string][]neighbour{}
	for sort, list := range answer.Data {
		for _, n := range list.(map[string]any)["nodes"].([]any) {
			record := n.(map[string]any)
			name, slug := shortened(record["name"].(string), 80), record["slug"].(string)
			all[sort] = append(all[sort], neighbour{name, record["url"].(string), slug})
		}
	}
	return all, nil
}

// maxSlug is how long a text may be that is held against slugs and names, in letters.
const maxSlug = 100

// alike picks those whose slug or name differs from a text in a few letters, or has it as a part, the most alike first.
func alike(text string, all []neighbour) []neighbour {
	letters := utf8.RuneCountInString(text)
	if letters == 0 || letters > maxSlug {
		return nil
	}
	distances := map[string]int{}
	var found []neighbour
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
	slices.SortStableFunc(found, func(a, b neighbour) int {
		return cmp.Compare(distances[a.Address], distances[b.Address])
	})
	return found[:min(len(found), maxNear)]
}
