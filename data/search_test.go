package data_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// excerptOf returns the excerpt of a hit.
func excerptOf(t testing.TB, s *store.Store, h *store.Hit) *store.Excerpt {
	t.Helper()
	found, err := h.Excerpts(t.Context(), s, []store.Key{h.Subject.Key})
	if err != nil {
		t.Fatal(err)
	}
	return found[h.Subject.Key]
}

// found returns the results of a search as space and slug.
func found(t testing.TB, s *store.Store, typed string, slice store.Slice) (*store.SearchConnection, []string) {
	t.Helper()
	c, err := s.Search(t.Context(), typed, slice)
	if err != nil {
		t.Fatalf("%.60q: %v", typed, err)
	}
	var records []string
	for _, e := range c.Edges {
		records = append(records, fmt.Sprint(e.Subject.Space, e.Subject.Key))
		excerpt := excerptOf(t, s, e.Hit)
		text := []rune(excerpt.Text)
		if len(excerpt.Matches) == 0 {
			t.Errorf("%q finds %q without a word in it", typed, excerpt.Text)
		}
		for _, m := range excerpt.Matches {
			if m.Start < 0 || m.End > int32(len(text)) || m.Start >= m.End || string(text[m.Start:m.End]) != m.Text {
				t.Errorf("%q: the match %+v is not in %q", typed, *m, excerpt.Text)
			}
		}
		if len(text) > 250 || !utf8.ValidString(excerpt.Text) {
			t.Errorf("%q: the excerpt has %d characters: %q", typed, len(text), excerpt.Text)
		}
	}
	return c, records
}

func slice(t testing.TB, first *int32, after *string, last *int32, before *string) store.Slice {
	t.Helper()
	s, err := store.NewSlice(first, after, last, before)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Search finds names, titles, statements and passages, with or without accents and capitals, the best match first.
func TestSearch(t *testing.T) {
	s := dataset(t)
	for typed, want := range map[string]struct{ first, excerpt, matches string }{
		"putin":                {"agent", "Vladimir Putin", "Putin"},
		"PÚTIN":                {"agent", "Vladimir Putin", "Putin"},
		"islamic republic":     {"agent", "Islamic Republic", "Islamic,Republic"},
		"xi":                   {"agent", "Xi Jinping", "Xi"},
		"India":                {"agent", "India", "India"},
		"russia":               {"agent", "Russia", "Russia"},
		"india's":              {"statement", "", "India’s"},
		"Sanct sanct":          {"topic", "Sanctions", "Sanctions"},
		`"xi jin`:              {"agent", "Xi Jinping", "Xi,Jinping"},
		`"cold war mentality"`: {"statement", "", "Cold War mentality"},
		"mentality cold":       {"statement", "", "Cold,mentality"},
		"sanc":                 {"topic", "Sanctions", "Sanctions"},
		"xi interference":      {"statement", "", "interference,interference,Xi"},
		"set out ambitions": {"document", "Xi and Putin set out ambitions for Eurasian security club",
			"set,out,ambitions"},
		`oic`:                           {"statement", "", "OIC"},
		`wagner AND (armed* OR "rebel)`: {"", "", ""},
	} {
		c, _ := found(t, s, typed, slice(t, pointer(int32(1)), nil, nil, nil))
		var got struct{ first, excerpt, matches string }
		for _, e := range c.Edges {
			excerpt := excerptOf(t, s, e.Hit)
			got.first, got.excerpt = e.Subject.Space, excerpt.Text
			var texts []string
			for _, m := range excerpt.Matches {
				texts = append(texts, m.Text)
			}
			got.matches = strings.Join(texts, ",")
		}
		if want.excerpt == "" {
			got.excerpt = ""
		}
		if want.first != "" && got != want {
			t.Errorf("%s: %+v, want %+v", typed, got, want)
		}
	}
}

// topics returns a dataset of topics with these names. The slugs in merged are aliases of the first topic.
func topics(t *testing.T, names []string, merged ...string) *store.Store {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "topics.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	run := func(statement string, args ...any) {
		if _, err := conn.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run(data.Catalog.DDL)
	for i, name := range names {
		slug := fmt.Sprint("topic-", i+1)
		run("INSERT INTO topic (id, slug, name, description, sort_key) VALUES (?, ?, ?, '', ?)", i+1, slug, name, name)
		run("INSERT INTO slug (space, slug, record_id) VALUES ('topic', ?, ?)", slug, i+1)
	}
	for _, slug := range merged {
		run("INSERT INTO slug (space, slug, record_id) VALUES ('topic', ?, 1)", slug)
	}
	if err := data.Catalog.BuildIndexes(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	return store.New(db)
}

// A word is found in any Unicode encoding, and its match covers the printed characters.
func TestSearchIsNormalised(t *testing.T) {
	for _, forms := range [][]string{
		{"Iran", "I\u00adran", "Ir\u200ban", "Ir\u200da\u2060n", "Ｉｒａｎ", "𝓘𝓻𝓪𝓷", "ℐran", "IRÁN", "Ira\u0301n", "Ⓘran",
			"I\ufeffran"},
		{"final", "ﬁnal", "ﬁ\u00adnal", "f\u200cinal", "ｆｉｎａｌ", "FÍNAL"},
		{"2024", "２０２４", "20\u00ad24", "𝟚𝟘𝟚𝟜"},
		{"राष्ट्र", "राष्\u200dट्र", "राष्\u200cट्र"},
	} {
		var names []string
		for _, form := range forms {
			names = append(names, "before 𝒮, “"+form+"” after")
		}
		s := topics(t, names)
		all := slice(t, pointer(int32(100)), nil, nil, nil)
		for _, typed := range forms {
			c, records := found(t, s, typed, all)
			if len(records) != len(forms) {
				t.Errorf("%q finds %d of %d", typed, len(records), len(forms))
			}
			for _, e := range c.Edges {
				excerpt := excerptOf(t, s, e.Hit)
				at := e.Subject.Key - 1
				if len(excerpt.Matches) != 1 || excerpt.Matches[0].Text != forms[at] || excerpt.Text != names[at] {
					t.Errorf("%q is found in %q as %+v", typed, forms[at], excerpt)
				}
			}
			if _, records := found(t, s, "“"+typed+"” 𝓐fter", all); len(records) != len(forms) {
				t.Errorf("%q with another word finds %d of %d", typed, len(records), len(forms))
			}
		}
	}
}

// The text filter of statements also finds words in any Unicode encoding.
func TestTextIsNormalised(t *testing.T) {
	s := dataset(t)
	want := textCount(t, s, "interference")
	for _, typed := range []string{"inter\u00adference", "ｉｎｔｅｒference", "Ínter\u200bference", "inter\u00adf"} {
		if got := textCount(t, s, typed); got != want || want == 0 {
			t.Errorf("%q finds %d statements, not %d", typed, got, want)
		}
	}
}

// textCount returns the number of statements whose text contains the words.
func textCount(t *testing.T, s *store.Store, typed string) int32 {
	t.Helper()
	where := (&data.StatementFilter{Text: &typed}).Where()
	counts, err := data.Statements.Counts(t.Context(), s, []store.Key{store.Everything}, where)
	if err != nil {
		t.Fatal(err)
	}
	return counts[store.Everything]
}

// Records come first if their ISO code or an alias equals the query.
func TestSearchByCodes(t *testing.T) {
	s := dataset(t)
	for typed, want := range map[string]string{
		"USA": "united-states", "us": "united-states", "U.S.": "united-states", "US": "united-states",
		"ＵＳＡ": "united-states",
		"CHN": "china", "cn": "china", "IRN": "iran", "RUS": "russia", "ru": "russia", "IN": "india", "IND": "india",
		"KAZ": "kazakhstan", `"UZB"`: "uzbekistan",
	} {
		c, _ := found(t, s, typed, slice(t, pointer(int32(5)), nil, nil, nil))
		if len(c.Edges) == 0 || agentSlug(t, s, c.Edges[0].Subject.Key) != want {
			t.Errorf("%s does not find %s first", typed, want)
		}
	}
	s = topics(t, []string{"Merged", "of old"}, "old-slug", "gone")
	for _, typed := range []string{"old-slug", "old slug", "gone", "OLD-SLUG"} {
		c, _ := found(t, s, typed, slice(t, pointer(int32(5)), nil, nil, nil))
		if len(c.Edges) != 1 || c.Edges[0].Subject.Key != 1 {
			t.Errorf("%s finds %d records", typed, len(c.Edges))
		}
	}
}

// agentSlug returns the slug of an agent, or "".
func agentSlug(t *testing.T, s *store.Store, key store.Key) string {
	t.Helper()
	agents, err := data.AgentByKey.Single(t.Context(), s, []store.Key{key})
	if err != nil {
		t.Fatal(err)
	}
	if agents[key] == nil {
		return ""
	}
	_, slug, _ := strings.Cut(agents[key].ID(), ":")
	return slug
}

// Search ignores a title of address before a name, unless it is quoted. The text filter of statements does not ignore
// it.
func TestTitlesOfAddress(t *testing.T) {
	s := dataset(t)
	for typed, name := range map[string]string{
		"Mr Modi": "Modi", "Mr. Modi": "Modi", "Dr. Jaishankar": "Jaishankar", "H.E. Xi Jinping": "Xi Jinping",
		"Ms. Tanvi Madan": "Tanvi Madan", "Shri Narendra Modi": "Narendra Modi", "Prof. Dr Madan": "Madan",
	} {
		all := slice(t, pointer(int32(100)), nil, nil, nil)
		_, want := found(t, s, name, all)
		if _, got := found(t, s, typed, all); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s finds %v, and %s %v", typed, got, name, want)
		}
		where := (&data.PersonFilter{Name: &typed}).Where()
		people, err := data.People.Counts(t.Context(), s, []store.Key{store.Everything}, where)
		if err != nil || people[store.Everything] != 1 {
			t.Errorf("%d people are called %s (%v)", people[store.Everything], typed, err)
		}
	}
	if c, _ := found(t, s, `"Mr Modi"`, slice(t, pointer(int32(5)), nil, nil, nil)); len(c.Edges) > 0 {
		t.Errorf("a quoted title is ignored: %d hits", len(c.Edges))
	}
	if n := textCount(t, s, "Mr Western"); n != 0 {
		t.Errorf("a title is ignored in the text of %d statements", n)
	}
}

// Any text is a valid query, even if it finds nothing.
var oddities = []string{
	"", " ", `"`, `""`, `"""`, "'", "*", "a*b", "^a", "a NEAR b", "NEAR(a b)", "AND", "OR", "NOT", "a AND", "-a",
	"+a", "(", ")", "{name} : a", "name:a", ":", "\\", "%", "_", ";", "--", "/*",
	"\x00", "a\x00b", "\xff\xfe", "😀", "a 😀 b", "𝒮CO", "é", "e\u0301", "ﬁ", "İ", "ß", "中国", "أهلا", "\u200d",
	"\u202e", "x'", "--; DROP TABLE agent",
	strings.Repeat("a", 10_000), strings.Repeat("a ", 5_000), strings.Repeat(`"`, 10_000),
	strings.Repeat("(", 10_000), strings.Repeat("😀", 10_000), strings.Repeat("* ", 5_000),
	strings.Repeat("ab ", 3_333),
}

func TestAnythingCanBeSearched(t *testing.T) {
	s := dataset(t)
	for _, typed := range oddities {
		all := slice(t, pointer(int32(100)), nil, nil, nil)
		c, records := found(t, s, typed, all)
		if n, err := c.TotalCount(t.Context()); err != nil || int(n) < len(records) {
			t.Errorf("%.60q: counted %d of %d (%v)", typed, n, len(records), err)
		}
		for _, where := range []store.Where{(&data.StatementFilter{Text: &typed}).Where(),
			(&data.PersonFilter{Name: &typed}).Where()} {
			if _, err := data.Statements.PagesByKey(t.Context(), s, []store.Key{store.Everything},
				store.ListQuery{Where: where, Slice: all}); err != nil {
				t.Errorf("%.60q: %v", typed, err)
			}
		}
	}
}

// refused reports whether an error is the client's.
func refused(err error) bool {
	var invalid store.Invalid
	return errors.As(err, &invalid)
}

// Repeated words count once, and the number of words is limited.
func TestTooManyWords(t *testing.T) {
	s := dataset(t)
	var many strings.Builder
	for i := range store.MaxWords + 1 {
		fmt.Fprint(&many, " w", i)
	}
	for _, typed := range []string{many.String(), `"` + strings.Repeat("a ", store.MaxWords+1) + `"`,
		strings.Repeat("ab-", 3_333)} {
		if _, err := s.Search(t.Context(), typed, store.Slice{}); !refused(err) ||
			!strings.Contains(err.Error(), "query must have at most 32 words, not counting repeated ones, got ") {
			t.Errorf("%.20q: %v", typed, err)
		}
		if _, err := data.Statements.Counts(t.Context(), s, []store.Key{store.Everything},
			(&data.StatementFilter{Text: &typed}).Where()); !refused(err) ||
			!strings.HasPrefix(err.Error(), "filter.text must have at most 32 words") {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, typed := range oddities[:40] {
		f.Add(typed)
	}
	f.Add("putin xi")
	s := dataset(f)
	f.Fuzz(func(t *testing.T, typed string) {
		if _, err := s.Search(t.Context(), typed, store.Slice{}); refused(err) {
			return // too many words
		}
		found(t, s, typed, slice(t, pointer(int32(5)), nil, nil, nil))
		if _, err := data.Statements.Counts(t.Context(), s, []store.Key{store.Everything},
			(&data.StatementFilter{Text: &typed}).Where()); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
	})
}

// The pages of a search, forward and backward, add up to the whole list.
func TestPagesOfSearch(t *testing.T) {
	s, _ := random(t, 7, 200)
	for _, typed := range []string{"the", "ka", "the unity", "s"} {
		all, want := found(t, s, typed, slice(t, pointer(int32(100)), nil, nil, nil))
		for all.PageInfo.HasNextPage {
			var more []string
			all, more = found(t, s, typed, slice(t, pointer(int32(100)), all.PageInfo.EndCursor, nil, nil))
			want = append(want, more...)
		}
		if n, _ := all.TotalCount(t.Context()); int(n) != len(want) || len(want) < 20 {
			t.Fatalf("%s: counted %d of %d", typed, n, len(want))
		}
		var forward, backward []string
		for c, page := found(t, s, typed, slice(t, pointer(int32(7)), nil, nil, nil)); ; c,
			page = found(t, s, typed, slice(t, pointer(int32(7)), c.PageInfo.EndCursor, nil, nil)) {
			if forward = append(forward, page...); !c.PageInfo.HasNextPage {
				break
			}
		}
		for c, page := found(t, s, typed, slice(t, nil, nil, pointer(int32(7)), nil)); ; c,
			page = found(t, s, typed, slice(t, nil, nil, pointer(int32(7)), c.PageInfo.StartCursor)) {
			if backward = append(page, backward...); !c.PageInfo.HasPreviousPage {
				break
			}
		}
		if !slices.Equal(forward, want) || !slices.Equal(backward, want) {
			t.Errorf("%s:\n%v forward\n%v backward\n%v", typed, forward, backward, want)
		}
	}
}

// Any text that is not a cursor of the list is rejected as invalid.
func FuzzCursor(f *testing.F) {
	s := dataset(f)
	c, _ := found(f, s, "putin", slice(f, pointer(int32(1)), nil, nil, nil))
	_, info := slugs(f, s, store.Where{}, store.Order{}, pointer(int32(1)), nil, nil, nil)
	for _, cursor := range []string{"", "!!", "e30", "WzJd", *c.PageInfo.EndCursor, *info.EndCursor} {
		f.Add(cursor)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, at := range []store.Slice{slice(t, nil, &cursor, nil, nil), slice(t, nil, nil, nil, &cursor)} {
			_, listed := data.Statements.PagesByKey(t.Context(), s, []store.Key{store.Everything},
				store.ListQuery{Slice: at})
			_, searched := s.Search(t.Context(), "putin", at)
			for _, err := range []error{listed, searched} {
				if err != nil && !refused(err) {
					t.Errorf("%q: %v", cursor, err)
				}
			}
			if listed == nil && searched == nil {
				t.Errorf("%q is valid for two lists", cursor)
			}
		}
	})
}

// Facets have the same counts as plain SQL, for one list and for several at once, with and without a filter.
func TestFacets(t *testing.T) {
	s, db := random(t, 11, 300)
	p := picks{t, db, rand.New(rand.NewPCG(3, 3))}
	values := map[store.FacetBy]string{
		"SPEAKER": "SELECT DISTINCT agent.slug AS value, statement_id FROM speaker JOIN agent ON agent.id = agent_id",
		"COUNTRY": "SELECT DISTINCT c.slug AS value, statement_id FROM speaker JOIN agent ON agent.id = agent_id " +
			"JOIN agent AS c ON c.id = agent.country_id OR c.id = agent.id AND c.kind IN ('MEMBER_STATE', " +
			"'OTHER_COUNTRY')",
		"OCCASION": "SELECT event.slug AS value, statement.id AS statement_id FROM statement JOIN event ON event.id " +
			"= occasion_id",
		"TOPIC": "SELECT topic.slug AS value, statement_id FROM statement_topic JOIN topic ON topic.id = topic_id",
		"DOCUMENT": "SELECT document.slug AS value, statement.id AS statement_id FROM statement JOIN document ON " +
			"document.id = document_id",
		"KIND": "SELECT kind AS value, id AS statement_id FROM statement",
		"YEAR": "SELECT substr(said_earliest, 1, 4) AS value, id AS statement_id FROM statement WHERE " +
			"substr(said_earliest, 1, 4) = substr(said_latest, 1, 4)",
	}
	speakers := column[store.Key](t, db, "SELECT DISTINCT agent_id FROM speaker WHERE agent_id IS NOT NULL LIMIT 5")
	for i := range 40 {
		for by, pairs := range values {
			list, owners, owned := &data.Statements, []store.Key{store.Everything}, "TRUE"
			if i%2 == 1 {
				list, owners, owned = &data.StatementsOfAgent, speakers,
					"id IN (SELECT statement_id FROM speaker WHERE agent_id = ?)"
			}
			q := p.statements(owned)
			if i < 2 {
				q = twin{slugsOf: "SELECT slug FROM statement AS s WHERE " + owned}
			}
			got, err := list.Facets(t.Context(), s, owners, q.where, by)
			if err != nil {
				t.Fatal(err)
			}
			for _, owner := range owners {
				var args []any
				if i%2 == 1 {
					args = append(args, owner)
				}
				want := column[string](t, db,
					"SELECT value || ' ' || COUNT(*) FROM ("+pairs+") JOIN statement ON statement.id = statement_id "+
						"WHERE slug IN ("+q.slugsOf+") GROUP BY value ORDER BY 1", args...)
				var counted []string
				for j, f := range got[owner] {
					counted = append(counted, fmt.Sprint(f.Value, " ", f.Count))
					if j > 0 && f.Count > got[owner][j-1].Count {
						t.Errorf("%s: %d after %d", by, f.Count, got[owner][j-1].Count)
					}
				}
				slices.Sort(counted)
				if !slices.Equal(counted, want) {
					t.Fatalf("%s of %s:\n got %v\nwant %v", by, q.slugsOf, counted, want)
				}
			}
		}
	}
}
