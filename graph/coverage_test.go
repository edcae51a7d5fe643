package graph_test

import "testing"

// Each character of an article is in a passage or in one remainder, and not in both. Remainders are in reading order.
func TestRemainders(t *testing.T) {
	const query = `{ documents { nodes { slug characters remainders { start end reason }
		passages(first: 100) { totalCount nodes { start end } pageInfo { endCursor } } } } }`
	const more = `query ($slug: String!, $after: String) { document(slug: $slug) {
		passages(first: 100, after: $after) { nodes { start end } pageInfo { endCursor } } } }`
	server := serve(t)
	for _, d := range at(get(t, server, query), "documents.nodes").([]any) {
		marks := make([]int, int(at(d, "characters").(float64)))
		mark := func(parts any, as int) {
			for _, part := range parts.([]any) {
				for i := int(at(part, "start").(float64)); i < int(at(part, "end").(float64)); i++ {
					marks[i] |= as
					if as > 1 && marks[i] != as {
						t.Fatalf("%s: character %d of a remainder is also elsewhere", at(d, "slug"), i)
					}
				}
			}
		}
		passages := at(d, "passages")
		for len(at(passages, "nodes").([]any)) > 0 {
			mark(at(passages, "nodes"), 1)
			passages = at(ask(t, server, more, map[string]any{
				"slug": at(d, "slug"), "after": at(passages, "pageInfo.endCursor"),
			}).Data, "document.passages")
		}
		last := 0.0
		for _, r := range at(d, "remainders").([]any) {
			if at(r, "start").(float64) < last || at(r, "start").(float64) >= at(r, "end").(float64) {
				t.Errorf("%s: the remainder %v is not in reading order", at(d, "slug"), r)
			}
			last = at(r, "end").(float64)
			mark([]any{r}, 2)
		}
		for i, as := range marks {
			if as == 0 {
				t.Fatalf("%s: character %d is in no passage and no remainder", at(d, "slug"), i)
			}
		}
	}
}

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
