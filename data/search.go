package data

import (
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Hit is a record in which the words of a search were found.
type Hit struct {
	Subject Subject
	Excerpt string
	Matches []*Span // in the excerpt
}

// A SearchEdge is a hit in a list.
type SearchEdge struct {
	Cursor string
	*Hit
}

// A SearchConnection is a page of hits, the best ones first.
type SearchConnection = Mixed[SearchEdge]

// searched gives the id and the score of every hit, a lower score for a better one. Names count ten times as much as passages,
// statements five times, their speakers twice.
const searched = "SELECT rowid AS id, space AS space, rank AS score FROM search WHERE search MATCH ?"

// Search finds the records in which all words occur, and gives a page of them. Whatever is typed is fine: see matching.
func (s *Store) Search(ctx context.Context, typed string, slice Slice) (*SearchConnection, error) {
	match, err := matching("query", typed)
	if err != nil {
		return nil, err
	}
	page := &Page[*Hit]{}
	if match != "" {
		if page, err = s.hits(ctx, match, slice); err != nil {
			return nil, err
		}
	}
	count := func(ctx context.Context) (int32, error) {
		if match == "" {
			return 0, nil
		}
		n, err := s.count(ctx, "SELECT COUNT(*) FROM search WHERE search MATCH ?", match)
		return int32(n), err
	}
	return mixed(page.Of(Listed{Count: count}), func(cursor string, h *Hit) *SearchEdge { return &SearchEdge{cursor, h} }), nil
}

// hits reads a page: first which records it holds, then their words with the matches marked.
func (s *Store) hits(ctx context.Context, match string, slice Slice) (*Page[*Hit], error) {
	where, args, err := s.between(ctx, match, slice)
	if err != nil {
		return nil, err
	}
	order := "score, id"
	if slice.backward {
		order = "score DESC, id DESC"
	}
	query := `SELECT hit.id, hit.space, search.slug, ` + marked + `
		FROM (SELECT * FROM (` + searched + `) WHERE ` + where + ` ORDER BY ` + order + ` LIMIT ?) AS hit CROSS JOIN search
		WHERE search MATCH ? AND search.rowid = hit.id ORDER BY ` + strings.ReplaceAll("hit."+order, ", ", ", hit.")
	page := &Page[*Hit]{}
	err = s.each(ctx, query, slices.Concat([]any{match}, args, []any{slice.size + 1, match}), func(rows *sql.Rows) error {
		var h Hit
		var slug string
		texts := make([]string, len(searchable))
		into := []any{&h.Subject.Key, &h.Subject.Space, &slug}
		for i := range texts {
			into = append(into, &texts[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		h.Excerpt, h.Matches = excerpt(best(texts))
		page.Edges = append(page.Edges, &Edge[*Hit]{cursorAt(searchList, hashed(match), h.Subject.Space+":"+slug), &h})
		return nil
	})
	page.trim(slice)
	return page, err
}

// searchable are the columns of search, those that an excerpt is rather taken from first.
var searchable = []string{"name", "text", "passages", "speakers"}

// marked selects them with U+0001 before each match, and U+0002 after it.
var marked = func() string {
	var columns []string
	for i := range searchable {
		columns = append(columns, fmt.Sprintf("highlight(search, %d, char(1), char(2))", i+2))
	}
	return strings.Join(columns, ", ")
}()

const (
	opens, closes = '\x01', '\x02'
	separator     = "\x1e" // of the pieces in a column
)

// searchList names the list of hits in cursors, together with what was searched for.
const searchList = "search"

func hashed(match string) string {
	hash := fnv.New64a()
	hash.Write([]byte(match))
	return strconv.FormatUint(hash.Sum64(), 36)
}

// between holds hits to what lies between the cursors.
func (s *Store) between(ctx context.Context, match string, slice Slice) (where string, args []any, err error) {
	where = "TRUE"
	for argument, cursor := range map[string]*string{"after": slice.after, "before": slice.before} {
		if cursor == nil {
			continue
		}
		at, err := slugIn(argument, *cursor, searchList, hashed(match))
		if err != nil {
			return "", nil, err
		}
		space, slug, _ := strings.Cut(at, ":")
		var id int64
		var score float64
		row := s.db.QueryRowContext(ctx, "SELECT id, score FROM ("+searched+" AND rowid = (SELECT record_id FROM slug WHERE space = ? AND slug = ?))", match, space, slug)
		if err := row.Scan(&id, &score); err == sql.ErrNoRows {
			return "", nil, refusedCursor(argument, *cursor)
		} else if err != nil {
			return "", nil, err
		}
		sign := map[string]string{"after": ">", "before": "<"}[argument]
		where += " AND (score, id) " + sign + " (?, ?)"
		args = append(args, score, id)
	}
	return where, args, nil
}

// best picks, of a record's marked texts, the piece with the most matches, the first one of several.
func best(texts []string) string {
	var found string
	most := -1
	for _, text := range texts {
		for _, piece := range strings.Split(text, separator) {
			if n := strings.Count(piece, string(opens)); n > most && piece != "" {
				found, most = piece, n
			}
		}
	}
	return found
}

// What an excerpt holds at most, in code points, and how many of these may stand before the first match.
const (
	maxExcerpt  = 240
	maxLeadText = 80
)

// excerpt cuts a marked text around its matches, at blanks, and gives these as spans of what is left.
func excerpt(marked string) (string, []*Span) {
	text, matches := unmarked(marked)
	start, end := 0, len(text)
	if len(matches) > 0 && len(text) > maxExcerpt {
		start = min(max(0, int(matches[0].Start)-maxLeadText), len(text)-maxExcerpt)
	}
	if start > 0 {
		start = nextBlank(text, start, int(matches[0].Start))
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
	shift := int32(len([]rune(before)) - start)
	inside := []*Span{}
	for _, m := range matches {
		if int(m.End) <= end {
			inside = append(inside, &Span{m.Start + shift, m.End + shift, m.Text})
		}
	}
	return before + string(text[start:end]) + after, inside
}

// nextBlank gives the place after the first blank from a place on, or the place itself if there is none before the limit.
func nextBlank(text []rune, from, limit int) int {
	for i := from; i < limit; i++ {
		if unicode.IsSpace(text[i]) {
			return i + 1
		}
	}
	return from
}

// unmarked takes the marks out of a text and gives what stood between them as spans.
func unmarked(marked string) (text []rune, matches []*Span) {
	start := -1
	for _, r := range marked {
		switch {
		case r == opens:
			start = len(text)
		case r == closes && start >= 0:
			matches = append(matches, &Span{int32(start), int32(len(text)), string(text[start:])})
			start = -1
		case r != closes:
			text = append(text, r)
		}
	}
	return text, matches
}
