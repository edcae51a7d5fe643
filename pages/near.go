package pages

import (
	"cmp"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// A neighbour is a record or a view that may have been meant.
type neighbour struct {
	Name, Address string
	Slug          string
}

const maxNear = 8

// near gives the records and views whose slugs or names are like the end of an address, those of the sort that the address names
// before others, and then what its words are found in.
func (s *site) near(r *http.Request) ([]neighbour, error) {
	folder, asked := path.Split(strings.ToLower(r.URL.Path))
	asked = strings.TrimSuffix(strings.TrimSuffix(asked, ".jsonld"), ".json")
	if len(asked) > 100 || asked == "" {
		return nil, nil // nobody's slug
	}
	all, err := s.slugs(r)
	if err != nil {
		return nil, err
	}
	var every []neighbour
	for _, sort := range slices.Sorted(maps.Keys(all)) {
		every = append(every, all[sort]...)
	}
	for _, v := range s.api.Views() {
		every = append(every, neighbour{v.Title, "/views/" + v.Name, v.Name})
	}
	found := alike(asked, every)
	elsewhere := func(n neighbour) int {
		if strings.HasPrefix(n.Address, folder) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b neighbour) int { return cmp.Compare(elsewhere(a), elsewhere(b)) })
	words := strings.Join(strings.FieldsFunc(asked, func(r rune) bool { return strings.ContainsRune("-_.", r) }), " ")
	if len(found) < maxNear && words != "" {
		hits, err := s.found(r, words)
		if err != nil {
			return nil, err
		}
		for _, hit := range hits {
			if !slices.ContainsFunc(found, func(n neighbour) bool { return n.Address == hit.Address }) {
				found = append(found, neighbour{hit.Label, hit.Address, ""})
			}
		}
	}
	return found[:min(len(found), maxNear)], nil
}

// slugs gives the names of records, the first hundred of each sort, by sort.
func (s *site) slugs(r *http.Request) (map[string][]neighbour, error) {
	answer, err := s.answerOf(r, "slugs", nil)
	if err != nil {
		return nil, err
	}
	all := map[string][]neighbour{}
	for sort, list := range answer {
		for _, n := range list.(map[string]any)["nodes"].([]any) {
			record := n.(map[string]any)
			all[sort] = append(all[sort], neighbour{shortened(record["name"].(string), 80), record["url"].(string), record["slug"].(string)})
		}
	}
	return all, nil
}

// alike picks those whose slug or name differs from a text in a few letters, or has it as a part, the most alike first.
func alike(text string, all []neighbour) []neighbour {
	distances := map[string]int{}
	var found []neighbour
	for _, n := range all {
		distance := min(levenshtein.ComputeDistance(text, n.Slug), levenshtein.ComputeDistance(text, strings.ToLower(n.Name)))
		for _, part := range strings.Split(n.Slug, "-") {
			distance = min(distance, 1+levenshtein.ComputeDistance(text, part))
		}
		if distance <= max(1, len(text)/3) {
			distances[n.Address] = distance
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b neighbour) int { return cmp.Compare(distances[a.Address], distances[b.Address]) })
	return found
}
