package pages

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/summitry/summitry/views"
)

// A hit is a record that a search found.
type hit struct {
	Kind, Label, Address string
	Excerpt              []span // the matching words are marked
	Summarized           bool   // the excerpt is from the curators' summary
	Lang                 string // of the excerpt; "" if it is unknown
}

// A searchResult is one page of hits, the best first.
type searchResult struct {
	Words string
	Hits  []hit
	Total int
	Scope map[string]any // how much of the articles the search speaks for
	Next  string         // the address of the next page
	// Unsegmented says that the words are in a script that search does not split into words.
	Unsegmented bool
	Near        *nearby      // what to try instead; nil if there are hits
	Facets      []facetGroup // of the statements with the words, if there are many hits
}

// unsegmented lists the scripts that are written without spaces between words.
var unsegmented = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// isUnsegmented reports whether a text has letters of a script without spaces between words.
func isUnsegmented(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsOneOf(unsegmented, r) })
}

// search serves the results for some words.
func (s *server) search(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaHTML, func(site string) error {
		parameters, err := queryParameters(r)
		if err != nil {
			return err
		}
		found, err := s.searchFor(r, strings.TrimSpace(parameters.Get("words")), parameters.Get("after"))
		if err == nil && found.Total == 0 && found.Words != "" {
			found.Near, err = s.nearby(r, found.Words)
		}
		if err == nil && found.Total >= minFaceted && !parameters.Has("after") {
			found.Facets, _, err = s.facets(r, &facetedStatements, url.Values{"words": {found.Words}})
		}
		if err != nil {
			return err
		}
		parameters.Del("base")
		parameters.Del(views.Dataset)
		return s.render(w, r, http.StatusOK, "search", page{
			Title:       "Search: " + truncate(found.Words, 60),
			Description: plural(found.Total, "record", "records") + " of the dataset with these words.",
			Address:     address("/search", parameters), Site: site, Body: found,
		})
	})
}

// searchFor returns the best hits for some words, or the next ones after a cursor.
func (s *server) searchFor(r *http.Request, words, after string) (*searchResult, error) {
	parameters := url.Values{"words": {words}}
	if after != "" {
		parameters.Set("after", after)
	}
	answer, err := s.runView(r, "search", parameters)
	if err != nil {
		return nil, err
	}
	connection := answer.Data["search"].(map[string]any)
	found := &searchResult{Words: words, Total: toInt(connection["totalCount"]),
		Scope: connection["searched"].(map[string]any), Unsegmented: isUnsegmented(words)}
	for _, e := range connection["edges"].([]any) {
		edge := e.(map[string]any)
		node := edge["node"].(map[string]any)
		kind := node["__typename"].(string)
		excerpt := edge["excerpt"].(string)
		summary, _ := node["summary"].(string)
		found.Hits = append(found.Hits, hit{
			Kind: kind, Label: label(node, kind), Address: node["url"].(string),
			Excerpt:    splitSpans(excerpt, edge["matches"].([]any)),
			Summarized: strings.Contains(summary, strings.Trim(excerpt, "… ")),
			Lang:       node["lang"].(string),
		})
	}
	if info := connection["pageInfo"].(map[string]any); info["hasNextPage"] == true {
		parameters.Set("after", info["endCursor"].(string))
		found.Next = address("/search", parameters)
	}
	return found, nil
}

// recordFolders lists the folders, as in addresses, of the kinds of records that have names.
var recordFolders = []string{
	"people", "countries", "organizations", "events", "topics", "documents", "statements", "narrations",
}

// allRecords serves the list of names of records, the first hundred of each kind.
func (s *server) allRecords(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaHTML, func(site string) error {
		answer, err := s.runView(r, "slugs", nil)
		if err != nil {
			return err
		}
		body := map[string]any{"folders": recordFolders, "records": answer.Data}
		p := page{Title: "Browse all records", Address: "/records", Site: site, Body: body}
		p.Description = "All people, countries, organizations, events, topics, articles and statements of the dataset."
		return s.render(w, r, http.StatusOK, "records", p)
	})
}
