package pages

import (
	"net/http"
	"net/url"
)

// A hit is a record that words were found in.
type hit struct {
	Kind, Label, Address string
	Excerpt              []piece // the words found are marked
}

// A result is a page of hits, the best first, of all that there are.
type result struct {
	Words string
	Hits  []hit
	Total int
	Next  string // the address of the following hits
}

// search answers with what some words are found in.
func (s *server) search(w http.ResponseWriter, r *http.Request) {
	s.once(w, r, asHTML, func(site string) error {
		asked, err := parametersOf(r)
		if err != nil {
			return err
		}
		found, err := s.found(r, asked.Get("words"), asked.Get("after"))
		if err != nil {
			return err
		}
		asked.Del("base")
		return s.show(w, http.StatusOK, "search", page{
			Title: "Search: " + shortened(found.Words, 60), Address: address("/search", asked), Site: site, Body: found,
		})
	})
}

// found gives the best hits for some words, or those that follow a cursor.
func (s *server) found(r *http.Request, words, after string) (*result, error) {
	asked := url.Values{"words": {words}}
	if after != "" {
		asked.Set("after", after)
	}
	answer, err := s.answerOf(r, "search", asked)
	if err != nil {
		return nil, err
	}
	connection := answer.Data["search"].(map[string]any)
	found := &result{Words: words, Total: number(connection["totalCount"])}
	for _, e := range connection["edges"].([]any) {
		edge := e.(map[string]any)
		node := edge["node"].(map[string]any)
		kind := node["__typename"].(string)
		found.Hits = append(found.Hits, hit{
			Kind: kind, Label: label(node, kind), Address: node["url"].(string),
			Excerpt: pieces(edge["excerpt"].(string), edge["matches"].([]any)),
		})
	}
	if info := connection["pageInfo"].(map[string]any); info["hasNextPage"] == true {
		asked.Set("after", info["endCursor"].(string))
		found.Next = address("/search", asked)
	}
	return found, nil
}

// listed are the sorts of records that have names, as their addresses have them.
var listed = []string{"people", "countries", "organizations", "events", "topics", "documents", "statements"}

// records answers with the names of records, the first hundred of each sort.
func (s *server) records(w http.ResponseWriter, r *http.Request) {
	s.once(w, r, asHTML, func(site string) error {
		answer, err := s.answerOf(r, "slugs", nil)
		if err != nil {
			return err
		}
		body := map[string]any{"sorts": listed, "records": answer.Data}
		p := page{Title: "All records", Address: "/records", Site: site, Body: body}
		return s.show(w, http.StatusOK, "records", p)
	})
}
