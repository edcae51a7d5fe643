package pages

import (
	"net/http"
	"net/url"
)

// A hit is a record that words were found in.
type hit struct {
	Kind, Label, Address string
	Excerpt              []piece // the words found are marked as quoted
}

// search answers with what some words are found in.
func (s *site) search(w http.ResponseWriter, r *http.Request) {
	s.once(w, r, asHTML, func() error {
		words := r.URL.Query().Get("words")
		hits, err := s.found(r, words)
		if err != nil {
			return err
		}
		return s.show(w, http.StatusOK, "search", page{Title: "Found", Body: map[string]any{"words": words, "hits": hits}})
	})
}

// found gives the best hits for some words.
func (s *site) found(r *http.Request, words string) ([]hit, error) {
	answer, err := s.answerOf(r, "search", url.Values{"words": {words}})
	if err != nil {
		return nil, err
	}
	var hits []hit
	for _, e := range answer["search"].(map[string]any)["edges"].([]any) {
		edge := e.(map[string]any)
		node := edge["node"].(map[string]any)
		kind := node["__typename"].(string)
		hits = append(hits, hit{kind, label(node, kind), node["url"].(string), pieces(edge["excerpt"].(string), edge["matches"].([]any))})
	}
	return hits, nil
}

// records answers with the names of all records that have one, by sort.
func (s *site) records(w http.ResponseWriter, r *http.Request) {
	s.once(w, r, asHTML, func() error {
		all, err := s.slugs(r)
		if err != nil {
			return err
		}
		return s.show(w, http.StatusOK, "records", page{Title: "All records", Body: all})
	})
}
