package curate

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// untitled marks the name of a document that prints no title.
const untitled = "(untitled)"

// maxOpening is the number of characters of the words in such a name.
const maxOpening = 60

// documentTitle returns the name of a document: its title or, if it prints none, its first cited words in quotation
// marks, marked as not being a title. If nothing is cited from it, it has no words: then the slug stands for them.
func (a *assembler) documentTitle(slug string, title scalar) string {
	if title.isPresent() {
		return title.string
	}
	if opening := data.Opening(a.passagesOf(a.documents[slug])); opening != nil {
		return madeUpTitle(opening.Exact + opening.Suffix)
	}
	return slug + " " + untitled
}

// passagesOf returns the passages of a document in reading order.
func (a *assembler) passagesOf(document int64) (all []*data.Citation) {
	for _, r := range a.rows {
		if r.table == "citation" && r.values["document_id"] == any(document) {
			v := r.values
			all = append(all, &data.Citation{
				Slug: v["slug"].(string), Subject: store.Ref{Space: v["subject"].(string)},
				Exact: v["exact"].(string), Suffix: v["suffix"].(string),
				Start: int32(v["start"].(int)), End: int32(v["end"].(int)),
			})
		}
	}
	slices.SortFunc(all, func(x, y *data.Citation) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End), cmp.Compare(x.Slug, y.Slug))
	})
	return all
}

// madeUpTitle returns the first words of a text as the name of a document.
func madeUpTitle(text string) string {
	words := strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(words) > maxOpening {
		words = string([]rune(words)[:maxOpening])
		if space := strings.LastIndexByte(words, ' '); space > maxOpening/2 {
			words = words[:space]
		}
	}
	return "“" + strings.TrimRight(words, " ,;:…") + " …” " + untitled
}
