package store

import (
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

// searched selects the id and the score of every hit; a lower score is better. Records whose name equals the query come
// first. Otherwise names weigh ten times as much as passages, statements five times, and their speakers twice.
const searched = `
	SELECT rowid AS id, rank - 1000 * (rowid IN (SELECT record_id FROM called WHERE name = ?)) AS score
	FROM search
	WHERE search MATCH ?`

// Search returns a page of the records in which all words occur. Any text is a valid query: see parseTextQuery.
func (s *Store) Search(ctx context.Context, typed string, slice Slice) (*SearchConnection, error) {
	w, err := parseTextQuery("query", "", typed)
	if err != nil {
		return nil, err
	}
	page, err := s.hits(ctx, w, slice)
	if err != nil {
		return nil, err
	}
	count := func(ctx context.Context) (int32, error) {
		n, err := s.count(ctx, "SELECT COUNT(*) FROM search WHERE search MATCH ?", w.fts())
		return int32(n), err
	}
	edge := func(at ListPosition, h *Hit) *SearchEdge { return &SearchEdge{at, h} }
	return NewMixed(page.WithTotals(Totals{Count: count}), edge), nil
}

// searchable lists the columns of search and findable, in the order in which excerpts prefer them.
const searchable = "name, text, passages, speakers"

// hits reads a page of hits.
func (s *Store) hits(ctx context.Context, w *textQuery, slice Slice) (*Page[*Hit], error) {
	where, args, err := s.between(ctx, w, slice)
	if err != nil {
		return nil, err
	}
	direction := ""
	if slice.backward {
		direction = " DESC"
	}
	query := `
		SELECT hit.id, findable.space, findable.slug
		FROM (
			SELECT * FROM (` + searched + `)
			WHERE ` + where + `
			ORDER BY score` + direction + `, id` + direction + limit + `
		) AS hit
		CROSS JOIN findable ON findable.id = hit.id
		ORDER BY score` + direction + `, hit.id` + direction
	page := &Page[*Hit]{}
	args = slices.Concat([]any{w.name(), w.fts()}, args, []any{slice.size + 1})
	err = s.each(ctx, query, args, func(rows *sql.Rows) error {
		h := Hit{query: w}
		var slug string
		if err := rows.Scan(&h.Subject.Key, &h.Subject.Space, &slug); err != nil {
			return err
		}
		at := ListPosition{searchList, hashed(w.fts()), h.Subject.Space + ":" + slug}
		page.Edges = append(page.Edges, &Edge[*Hit]{&h, at})
		return nil
	})
	page.trim(slice)
	return page, err
}

// searchList is the name of the list of hits in cursors. A hash of the query takes the place of the order.
const searchList = "search"

func hashed(text string) string {
	hash := fnv.New64a()
	hash.Write([]byte(text))
	return strconv.FormatUint(hash.Sum64(), 36)
}

// between returns a condition for the hits between the cursors.
func (s *Store) between(
	ctx context.Context, w *textQuery, slice Slice,
) (where string, args []any, err error) {
	const at = searched + ` AND rowid = (SELECT record_id FROM slug WHERE space = ? AND slug = ?)`
	where = "TRUE"
	for argument, cursor := range map[string]*string{"after": slice.after, "before": slice.before} {
		if cursor == nil {
			continue
		}
		record, err := slugIn(argument, *cursor, searchList, hashed(w.fts()))
		if err != nil {
			return "", nil, err
		}
		space, slug, _ := strings.Cut(record, ":")
		found, id, score := false, int64(0), 0.0
		err = s.each(ctx, at, []any{w.name(), w.fts(), space, slug}, func(rows *sql.Rows) error {
			found = true
			return rows.Scan(&id, &score)
		})
		if err != nil {
			return "", nil, err
		}
		if !found {
			return "", nil, refusedCursor(argument, *cursor)
		}
		sign := map[string]string{"after": ">", "before": "<"}[argument]
		where += " AND (score, id) " + sign + " (?, ?)"
		args = append(args, score, id)
	}
	return where, args, nil
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
