package store

import (
	"cmp"
	"context"
	"database/sql"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Hit is a record that a search found.
type Hit struct {
	Subject Ref
	Score   float64 // a lower score is better
	query   *textQuery
}

// An Excerpt is cut from the text of a hit that contains the largest number of searched words.
type Excerpt struct {
	Text    string
	Matches []*Span
}

// Words returns the query in the syntax of FTS5.
func (h *Hit) Words() string { return h.query.fts() }

// Excerpts returns the excerpts of hits of the same query, by the keys of the records.
func (h *Hit) Excerpts(ctx context.Context, s *Store, keys []Key) (map[Key]*Excerpt, error) {
	found := make(map[Key]*Excerpt, len(keys))
	const query = "SELECT id, " + searchable + " FROM findable WHERE id IN (SELECT value FROM json_each(?))"
	err := s.each(ctx, query, []any{jsonList(keys)}, func(rows *sql.Rows) error {
		var key Key
		var texts [4]string
		if err := rows.Scan(&key, &texts[0], &texts[1], &texts[2], &texts[3]); err != nil {
			return err
		}
		text, matches := excerpt(h.query.bestPiece(texts[:]))
		found[key] = &Excerpt{text, matches}
		return nil
	})
	return found, err
}

// A Span is a part of a text, in Unicode code points. End is exclusive.
type Span struct {
	Start int32  `json:"start"`
	End   int32  `json:"end"`
	Text  string `json:"text"`
}

// A SearchEdge is a hit with its position in the list of hits.
type SearchEdge struct {
	ListPosition
	*Hit
}

// A SearchConnection is a page of hits, the best first.
type SearchConnection = Mixed[SearchEdge]

// Search returns a page of the records in which all words occur. Any text is a valid query: see parseTextQuery.
func (s *Store) Search(ctx context.Context, typed string, slice Slice) (*SearchConnection, error) {
	w, err := parseTextQuery("query", "", typed)
	if err != nil {
		return nil, err
	}
	records, err := s.searchRecords(ctx)
	if err != nil {
		return nil, err
	}
	all, err := (&search{records, s, ctx}).hits(w)
	if err != nil {
		return nil, err
	}
	total := int32(len(all))
	page, err := s.pageOfHits(ctx, w, records, all, slice)
	if err != nil {
		return nil, err
	}
	count := func(context.Context) (int32, error) { return total, nil }
	edge := func(at ListPosition, h *Hit) *SearchEdge { return &SearchEdge{at, h} }
	return NewMixed(page.WithTotals(Totals{Count: count}), edge), nil
}

// searchable lists the columns of search and findable, in the order in which excerpts prefer them.
const searchable = "name, text, passages, speakers"

// pageOfHits returns a page of hits.
func (s *Store) pageOfHits(
	ctx context.Context, w *textQuery, records *searchRecords, hits []hit, slice Slice,
) (*Page[*Hit], error) {
	if err := s.preferNames(ctx, w, records, hits); err != nil {
		return nil, err
	}
	hits, err := s.between(ctx, w, records, hits, slice)
	if err != nil {
		return nil, err
	}
	hits = best(hits, int(slice.size)+1, slice.backward)
	keys := make([]Key, len(hits))
	for i, h := range hits {
		keys[i] = records.ids[h.record]
	}
	page := &Page[*Hit]{Edges: make([]*Edge[*Hit], len(hits))}
	list := hashed(w.fts())
	const query = "SELECT findable.id, space, slug FROM json_each(?) CROSS JOIN findable ON findable.id = value"
	err = s.each(ctx, query, []any{jsonList(keys)}, func(rows *sql.Rows) error {
		h := Hit{query: w}
		var slug string
		if err := rows.Scan(&h.Subject.Key, &h.Subject.Space, &slug); err != nil {
			return err
		}
		i := slices.Index(keys, h.Subject.Key)
		h.Score = hits[i].score
		page.Edges[i] = &Edge[*Hit]{&h, ListPosition{searchList, list, h.Subject.Space + ":" + slug}}
		return nil
	})
	if err == nil && slices.Contains(page.Edges, nil) {
		err = errPostings
	}
	if err != nil {
		return nil, err
	}
	page.trim(slice)
	return page, nil
}

// A hit is a record that a search found. A lower score is better.
type hit struct {
	record uint32
	score  float64
}

// compareHits compares by score, and by id if the scores are equal.
func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.record, b.record))
}

// best returns the n best of some hits, the best first, or if backward is true the n worst, the worst first.
func best(hits []hit, n int, backward bool) []hit {
	compare := compareHits
	if backward {
		compare = func(a, b hit) int { return compareHits(b, a) }
	}
	n = min(n, len(hits))
	top := slices.Clone(hits[:n])
	slices.SortFunc(top, compare)
	for _, h := range hits[n:] {
		if n > 0 && compare(h, top[n-1]) < 0 {
			i, _ := slices.BinarySearchFunc(top, h, compare)
			copy(top[i+1:], top[i:n-1])
			top[i] = h
		}
	}
	return top
}

// preferNames moves hits whose name equals the query to the front.
func (s *Store) preferNames(ctx context.Context, w *textQuery, records *searchRecords, hits []hit) error {
	const query, preference = "SELECT record_id FROM called WHERE name = ?", 1000
	return s.each(ctx, query, []any{w.name()}, func(rows *sql.Rows) error {
		var key Key
		err := rows.Scan(&key)
		if i, found := records.find(hits, key); found {
			hits[i].score -= preference
		}
		return err
	})
}

// find returns the index of the hit with a key.
func (r *searchRecords) find(hits []hit, key Key) (int, bool) {
	return slices.BinarySearchFunc(hits, key, func(h hit, key Key) int { return cmp.Compare(r.ids[h.record], key) })
}

// searchList is the name of the list of hits in cursors. A hash of the query takes the place of the order.
const searchList = "search"

func hashed(text string) string {
	hash := fnv.New64a()
	hash.Write([]byte(text))
	return strconv.FormatUint(hash.Sum64(), 36)
}

// between returns the hits between the cursors.
func (s *Store) between(
	ctx context.Context, w *textQuery, records *searchRecords, hits []hit, slice Slice,
) ([]hit, error) {
	left := hits
	for _, c := range []struct {
		argument string
		cursor   *string
		side     int
	}{{"after", slice.after, 1}, {"before", slice.before, -1}} {
		if c.cursor == nil {
			continue
		}
		record, err := slugIn(c.argument, *c.cursor, searchList, hashed(w.fts()))
		if err != nil {
			return nil, err
		}
		space, slug, _ := strings.Cut(record, ":")
		key, err := s.count(ctx, "SELECT record_id FROM slug WHERE space = ? AND slug = ?", space, slug)
		if err != nil {
			return nil, err
		}
		i, found := records.find(hits, key)
		if !found {
			return nil, refusedCursor(c.argument, *c.cursor)
		}
		at := hits[i]
		left = slices.DeleteFunc(slices.Clone(left), func(h hit) bool { return compareHits(h, at) != c.side })
	}
	return left, nil
}

// separator separates the texts in a column of findable.
const separator = "\x1e"

// bestPiece returns the first of a record's texts with the most different phrases of the query, and the matches in it.
func (w *textQuery) bestPiece(texts []string) (best []rune, matches []match) {
	most := -1
	for _, text := range texts {
		for piece := range strings.SplitSeq(text, separator) {
			runes := []rune(piece)
			all := w.matches(runes)
			different := map[int]bool{}
			for _, f := range all {
				different[f.phrase] = true
			}
			if len(different) > most && piece != "" {
				best, matches, most = runes, all, len(different)
			}
		}
	}
	return best, matches
}

// Limits of an excerpt and of the text before the first match, in code points.
const (
	maxExcerpt  = 240
	maxLeadText = 80
)

// excerpt cuts a text at spaces around its matches, and returns the matches as spans of the result.
func excerpt(text []rune, matches []match) (string, []*Span) {
	start, end := 0, len(text)
	if len(text) > maxExcerpt && len(matches) > 0 {
		start = min(max(0, matches[0].start-maxLeadText), len(text)-maxExcerpt)
		if start > 0 {
			start = afterBlank(text, start, matches[0].start)
		}
	}
	if end-start > maxExcerpt {
		end = start + maxExcerpt
		for end > start+maxExcerpt/2 && !unicode.IsSpace(text[end]) {
			end--
		}
	}
	before, after := "", ""
	if start > 0 {
		before = "… "
	}
	if end < len(text) {
		after = " …"
	}
	shift := len([]rune(before)) - start
	spans := []*Span{}
	for _, m := range matches {
		if m.start < end {
			to := min(m.end, end)
			spans = append(spans, &Span{int32(m.start + shift), int32(to + shift), string(text[m.start:to])})
		}
	}
	return before + string(text[start:end]) + after, spans
}

// afterBlank returns the position after the first space between from and limit, or from if there is none.
func afterBlank(text []rune, from, limit int) int {
	for i := from; i < limit; i++ {
		if unicode.IsSpace(text[i]) {
			return i + 1
		}
	}
	return from
}
