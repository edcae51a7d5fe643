package pages

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
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

// near gives the records and views whose slugs are like the end of an address, or of whose names its words are a part.
func (s *site) near(r *http.Request) ([]neighbour, error) {
	asked := strings.ToLower(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
	asked, _, _ = strings.Cut(asked, ".")
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
	if words := strings.Join(strings.FieldsFunc(asked, func(r rune) bool { return r == '-' || r == '_' }), " "); len(found) < maxNear && words != "" {
		hits, err := s.answerOf(r, "words", url.Values{"words": {words}, "first": {"8"}})
		if err != nil {
			return nil, err
		}
		for _, e := range hits["search"].(map[string]any)["edges"].([]any) {
			edge := e.(map[string]any)
			address := edge["page"].(map[string]any)["url"].(string)
			if !slices.ContainsFunc(found, func(n neighbour) bool { return n.Address == address }) {
				found = append(found, neighbour{Name: shortened(edge["excerpt"].(string), 80), Address: address})
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

// alike picks those whose slug differs from a text in a few letters, or has it as a part, the most alike first.
func alike(text string, all []neighbour) []neighbour {
	distances := map[string]int{}
	var found []neighbour
	for _, n := range all {
		distance := levenshtein.ComputeDistance(text, n.Slug)
		for _, part := range strings.Split(n.Slug, "-") {
			distance = min(distance, 1+levenshtein.ComputeDistance(text, part))
		}
		if distance <= max(1, len(text)/3) {
			distances[n.Address] = distance
			found = append(found, n)
		}
	}
	slices.SortStableFunc(found, func(a, b neighbour) int { return cmp.Compare(distances[a.Address], distances[b.Address]) })
	return found[:min(len(found), maxNear)]
}
