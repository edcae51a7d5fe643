package generate_test

import (
	"strings"
	"testing"

	"github.com/summitry/summitry/data/check"
	"github.com/summitry/summitry/data/store"
)

// quotedTexts returns the texts of statements in all parts of a dataset.
func quotedTexts(b *testing.B) (opened *store.Store, texts []string) {
	b.Helper()
	opened, db, _ := recorded(b, large(b, *largest))
	rows, err := db.Query("SELECT text FROM statement WHERE id % (SELECT count(*) / 50 + 1 FROM statement) = 1")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			b.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil || len(texts) == 0 {
		b.Fatalf("%d texts, %v", len(texts), err)
	}
	return opened, texts
}

// BenchmarkQuote measures checks of statements' texts, unchanged, with a word added, and repeated up to the limit, and
// ranked searches for the words of the same texts. A check should take at most three times as long as a search.
// On 100,000 statements (-largest 100000) it took 0.4 times as long, and 0.5 times at the limit.
func BenchmarkQuote(b *testing.B) {
	opened, texts := quotedTexts(b)
	quote := func(change func(string) string) func(*testing.B) {
		return func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := check.Quote(b.Context(), opened, change(texts[i%len(texts)]), nil); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("search", func(b *testing.B) {
		slice, err := store.NewSlice(pointer(int32(20)), nil, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			if _, err := opened.Search(b.Context(), texts[i%len(texts)], slice); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("unchanged", quote(func(text string) string { return text }))
	b.Run("long", quote(func(text string) string {
		words := strings.Repeat(text+" ", check.MaxQuote)
		return string([]rune(words)[:check.MaxQuote])
	}))
	b.Run("altered", quote(func(text string) string { return text[:len(text)/2] + " atlantis " + text[len(text)/2:] }))
}
