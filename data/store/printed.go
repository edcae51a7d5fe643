package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Limits of a search for the passages that may print a text.
const (
	maxClues       = 12   // words and phrases that are searched for
	maxRareWords   = 8    // words among them
	maxPhraseWords = 16   // words of a phrase
	maxClueHits    = 2000 // passages that one word or phrase finds
	maxHits        = 6000 // passages that all words find, estimated
)

// A clue is a word or phrase that a passage may contain, in the syntax of FTS5, and what that counts for.
type clue struct {
	words  string
	weight float64
}

// nearest adds up the weights of the clues in each passage. A passage that contains the first clue and meets the
// condition that takes the place of %s comes first.
var nearest = `
	SELECT id
	FROM (
		SELECT id, 1e6 AS weight
		FROM (SELECT rowid AS id FROM printed WHERE printed MATCH ?` + limit + `) AS hit
		WHERE %s` + strings.Repeat(`
		UNION ALL
		SELECT rowid, ? FROM (SELECT rowid FROM printed WHERE printed MATCH ?`+limit+`)`, maxClues) + `
	)
	GROUP BY id
	ORDER BY sum(weight) DESC, id` + limit

// noClue finds nothing.
var noClue = clue{words: `""`}

// NearestPassages returns the ids of the passages that are most likely to print the words of a text, the likeliest
// first. The pieces are the parts of the text that must be printed without a gap. Of passages with the same words,
// those that meet the condition come first; it refers to the id of a passage as hit.id.
func (s *Store) NearestPassages(
	ctx context.Context, pieces []string, preferred Condition, most int,
) ([]Key, error) {
	clues, err := s.clues(ctx, pieces)
	if err != nil || len(clues) == 0 {
		return nil, err
	}
	args := append([]any{clues[0].words, maxClueHits}, preferred.args...)
	for i := range maxClues {
		c := noClue
		if i < len(clues) {
			c = clues[i]
		}
		args = append(args, c.weight, c.words, maxClueHits)
	}
	var keys []Key
	query := fmt.Sprintf(nearest, preferred.sql)
	err = s.each(ctx, query, append(args, most), func(rows *sql.Rows) error {
		var key Key
		err := rows.Scan(&key)
		keys = append(keys, key)
		return err
	})
	return keys, err
}

// clues returns the beginnings of the longest pieces as phrases, and the rarest words.
func (s *Store) clues(ctx context.Context, pieces []string) (all []clue, err error) {
	const perPhrase = 100
	var words []string
	var phrases [][]string
	for _, piece := range pieces {
		split := folded(piece)
		words = append(words, split...)
		if n := min(len(split), maxPhraseWords); n > 0 {
			phrases = append(phrases, split[:n])
		}
	}
	slices.SortStableFunc(phrases, func(a, b []string) int { return len(b) - len(a) })
	for _, p := range phrases[:min(len(phrases), maxClues-maxRareWords)] {
		all = append(all, clue{`"` + strings.Join(p, " ") + `"`, perPhrase * float64(len(p))})
	}
	rare, err := s.rareWords(ctx, words)
	return append(all, rare...), err
}

// rareWords returns those of the words that occur in the fewest passages.
func (s *Store) rareWords(ctx context.Context, words []string) (rare []clue, err error) {
	slices.Sort(words)
	type frequent struct {
		word     string
		passages int
	}
	var all []frequent
	const query = "SELECT term, doc FROM json_each(?) AS word CROSS JOIN printed_words ON term = word.value"
	err = s.each(ctx, query, []any{jsonList(slices.Compact(words))}, func(rows *sql.Rows) error {
		var f frequent
		err := rows.Scan(&f.word, &f.passages)
		all = append(all, f)
		return err
	})
	slices.SortFunc(all, func(a, b frequent) int {
		return cmp.Or(a.passages-b.passages, strings.Compare(a.word, b.word))
	})
	hits := 0
	for _, f := range all[:min(len(all), maxRareWords)] {
		if hits += min(f.passages, maxClueHits); hits > maxHits && rare != nil {
			break
		}
		rare = append(rare, clue{`"` + f.word + `"`, math.Log(1e7 / float64(f.passages))})
	}
	return rare, err
}

// Folded returns the words of a text as names are stored in the table called.
func Folded(text string) string {
	return strings.Join(folded(normal(strings.ToValidUTF8(text, " "))), " ")
}

// HasWords returns the condition that a column is the id of a record with all words in one column of the search index.
// Titles of address before a name are ignored. Of very many records, it may leave some out.
func HasWords(id, column, text string) Condition {
	w := &textQuery{column: column}
	for _, p := range withoutTitles(phrasesOf(normal(strings.ToValidUTF8(text, " ")))) {
		w.phrases = append(w.phrases, p.words)
	}
	return inSearch(id, w.fts())
}

// HasWordsLike returns the condition that a column is the id of a record with a word that begins with the same two
// letters as one of these.
func HasWordsLike(id, column, text string) Condition {
	var all []string
	for _, w := range strings.Fields(Folded(text)) {
		letters := []rune(w)
		all = append(all, `"`+string(letters[:min(len(letters), 2)])+`"*`)
	}
	if len(all) == 0 {
		return inSearch(id, noClue.words)
	}
	return inSearch(id, "{"+column+"} : ("+strings.Join(all, " OR ")+")")
}

func inSearch(id, query string) Condition {
	return NewCondition(id+" IN (SELECT rowid FROM search WHERE search MATCH ?"+limit+")", query, maxClueHits)
}
