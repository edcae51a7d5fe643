package graph_test

import "testing"

// A search says how much of the articles it speaks for, also if it finds nothing.
func TestSearched(t *testing.T) {
	server := serve(t)
	const documents = "{ documents { nodes { characters citedCharacters } } }"
	cited := 0.0
	for _, d := range at(get(t, server, documents), "documents.nodes").([]any) {
		cited += at(d, "citedCharacters").(float64)
	}
	for _, words := range []string{"presidency", "zzz", ""} {
		found := get(t, server, `{ search(query: "`+words+`") { totalCount searched { documents characters of } } }`)
		searched := at(found, "search.searched")
		if at(searched, "documents") != 4.0 || at(searched, "characters") != cited ||
			at(searched, "of") != 2999.0+2196+2235+3328 {
			t.Errorf("%q: searched %v", words, searched)
		}
	}
}
