package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
)

// openFile opens a dataset file.
func openFile(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS(filepath.Dir(file)), filepath.Base(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// generated opens a new dataset of some size.
func generated(t *testing.T, seed uint64, statements int) *sql.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "generated.db")
	if err := generate.File(t.Context(), file, seed, statements); err != nil {
		t.Fatal(err)
	}
	return openFile(t, file)
}

// scripts returns a dataset of topics whose names mix scripts, cases, accents, ligatures and repeated words.
func scripts(t *testing.T) *sql.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scripts.db")
	db, err := sql.Open("sqlite", file)
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
	run("BEGIN")
	run(data.Catalog.DDL)
	random := rand.New(rand.NewPCG(5, 5))
	words := strings.Fields("Élan élan ELAN Ångström straße STRASSE ΣΊΣΥΦΟΣ Σίσυφος Россия россии РОССИЯ мир Мировой " +
		"राष्ट्र राष्ट्रपति 中国 中国人 日本 한국 한국어 أهلا أهلاً السلام שלום ﬁnal final ﬁnale Ｉran Iran irán ½ x² 𝓘𝓻𝓪𝓷 №7 " +
		"İstanbul ıstanbul naïve na\u0308ıve can't neo-Nazism co\u00adoperate o’clock ÆSIR ßß ǅ ﷺ ไทย ภาษาไทย")
	for i := range 600 {
		var name []string
		for range 1 + random.IntN(12) {
			name = append(name, words[min(random.IntN(len(words)), random.IntN(len(words)))])
		}
		slug, text := fmt.Sprint("topic-", i+1), strings.Join(name, " ")
		run("INSERT INTO topic (id, slug, name, description, sort_key) VALUES (?, ?, ?, '', ?)", i+1, slug, text, text)
		run("INSERT INTO slug (space, slug, record_id) VALUES ('topic', ?, ?)", slug, i+1)
	}
	if err := data.Catalog.BuildIndexes(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	run("COMMIT")
	return db
}

// A scored record was found by a search.
type scored struct {
	key   store.Key
	score float64
}

// byFTS5 returns all hits of a query in order, as FTS5 finds and scores them.
func byFTS5(t *testing.T, db *sql.DB, typed string) (all []scored) {
	t.Helper()
	words, name, err := store.FullText(typed)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), `
		SELECT rowid, rank - 1000 * (rowid IN (SELECT record_id FROM called WHERE name = ?)) AS score
		FROM search
		WHERE search MATCH ?
		ORDER BY score, rowid`, name, words)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var h scored
		if err := rows.Scan(&h.key, &h.score); err != nil {
			t.Fatal(err)
		}
		all = append(all, h)
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return all
}

// bySearch returns up to three pages of a search, from the start or, in the same order, from the end, and the count.
func bySearch(t *testing.T, s *store.Store, typed string, size int32, backward bool) (all []scored, total int32) {
	t.Helper()
	var cursor *string
	for range 3 {
		slice, err := store.NewSlice(&size, cursor, nil, nil)
		if backward {
			slice, err = store.NewSlice(nil, nil, &size, cursor)
		}
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Search(t.Context(), typed, slice)
		if err != nil {
			t.Fatal(err)
		}
		var found []scored
		for _, e := range page.Edges {
			found = append(found, scored{e.Subject.Key, e.Score})
		}
		if total, err = page.TotalCount(t.Context()); err != nil {
			t.Fatal(err)
		}
		more := page.PageInfo.HasNextPage
		if cursor = page.PageInfo.EndCursor; backward {
			more, cursor = page.PageInfo.HasPreviousPage, page.PageInfo.StartCursor
			all = append(found, all...)
		} else {
			all = append(all, found...)
		}
		if !more {
			break
		}
	}
	return all, total
}

// A typist types words of some texts: single words, beginnings, several words, phrases and joined words, in any case.
type typist struct {
	*rand.Rand
	texts []string
}

func (r *typist) words() []string { return strings.Fields(r.texts[r.IntN(len(r.texts))]) }

func (r *typist) phrase(most int) string {
	words := r.words()
	n := min(1+r.IntN(most), len(words))
	from := r.IntN(len(words) - n + 1)
	return strings.Join(words[from:from+n], " ")
}

func (r *typist) beginning(text string) string {
	letters := []rune(text)
	return string(letters[:1+r.IntN(len(letters))])
}

func (r *typist) query() string {
	var typed string
	switch r.IntN(8) {
	case 0:
		typed = r.phrase(1)
	case 1:
		typed = r.beginning(r.phrase(1))
	case 2:
		typed = r.beginning(r.phrase(4))
	case 3:
		typed = `"` + r.phrase(4) + `"`
	case 4:
		typed = strings.ReplaceAll(r.phrase(3), " ", "-")
	case 5:
		typed = r.beginning(strings.ReplaceAll(r.phrase(3), " ", "-"))
	case 6:
		typed = r.phrase(2) + ` "` + r.phrase(2) + `" ` + r.beginning(r.phrase(1))
	case 7:
		typed = r.phrase(1) + " " + r.phrase(1) // of two texts
	}
	switch r.IntN(4) {
	case 0:
		return strings.ToUpper(typed)
	case 1:
		return strings.ToLower(typed)
	}
	return typed
}

// Search finds the same records as FTS5 in the same order, with the same scores to the last bit, from both ends.
func TestSearchIsExact(t *testing.T) {
	for name, db := range map[string]*sql.DB{
		"curated": openFile(t, "../summitry.db"), "scripts": scripts(t),
		"10 statements": generated(t, 1, 10), "100 statements": generated(t, 2, 100),
		"600 statements": generated(t, 3, 600),
	} {
		t.Run(name, func(t *testing.T) {
			s, r := store.New(db), &typist{rand.New(rand.NewPCG(1, 2)), nil}
			const texts = "SELECT trim(name || ' ' || text || ' ' || passages) FROM findable"
			rows, err := db.QueryContext(t.Context(), texts)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var text string
				if err := rows.Scan(&text); err != nil {
					t.Fatal(err)
				}
				r.texts = append(r.texts, text)
			}
			found := 0
			for range 500 {
				typed, size := r.query(), int32(1+r.IntN(50))
				want := byFTS5(t, db, typed)
				count := len(want)
				if len(want) > 0 {
					found++
				}
				n := min(len(want), 3*int(size))
				for end, want := range map[bool][]scored{false: want[:n], true: want[len(want)-n:]} {
					got, total := bySearch(t, s, typed, size, end)
					if !slices.Equal(got, want) {
						t.Fatalf("%q, pages of %d, from the end %t:\n%v, want\n%v", typed, size, end, got, want)
					}
					if int(total) != count {
						t.Fatalf("%q: counted %d, want %d", typed, total, count)
					}
				}
			}
			if found < 300 {
				t.Errorf("only %d of the queries find something", found)
			}
		})
	}
}

// lapsing is a context that is cancelled after some looks at it, and tells nobody.
type lapsing struct {
	context.Context
	looks int
}

func (c *lapsing) Done() <-chan struct{} { return nil }

func (c *lapsing) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

// A search ends with its context, also between two words of a long list.
func TestSearchIsCancelled(t *testing.T) {
	s := store.New(generated(t, 4, 50))
	if _, err := s.Search(t.Context(), "s", store.Slice{}); err != nil {
		t.Fatal(err)
	}
	for looks := range 20 {
		_, err := s.Search(&lapsing{t.Context(), looks}, "s", store.Slice{})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a search that is cancelled after %d words returns %v", looks, err)
		}
	}
}

// A search for common words allocates a bounded number of bytes for each record of the dataset.
func TestMemoryOfSearch(t *testing.T) {
	const most, anyway = 80, 64 << 10 // bytes: for each record, and for what does not depend on their number
	db := generated(t, 5, 400)
	s := store.New(db)
	var records uint64
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM findable").Scan(&records); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{`"the"`, "the", "s", `"of the"`, "the of s"} {
		const runs = 10
		var before, after runtime.MemStats
		for i := range 1 + runs { // the first fills caches
			if i == 1 {
				runtime.ReadMemStats(&before)
			}
			if _, err := s.Search(t.Context(), typed, store.Slice{}); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		if n := (after.TotalAlloc - before.TotalAlloc) / runs; n > most*records+anyway {
			t.Errorf("%s: %d bytes for %d records", typed, n, records)
		}
	}
}
