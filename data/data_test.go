package data_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"weak"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// dataset opens the committed dataset.
func dataset(t testing.TB) *store.Store {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return store.New(db)
}

func TestOpenErrors(t *testing.T) {
	files := fstest.MapFS{
		"other.db":    {Data: emptyDatasetWith(t, "UPDATE dataset SET format = 99")},
		"less.db":     {Data: emptyDatasetWith(t, "DROP TABLE topic")},
		"text.db":     {Data: []byte(strings.Repeat("not a database. ", 100))},
		"empty.db":    {},
		"folder/file": {},
	}
	for name, want := range map[string]string{
		"missing.db": "does not exist",
		"folder":     "not a regular file",
		"text.db":    "not a Summitry dataset",
		"empty.db":   "not a Summitry dataset",
		"other.db":   `its format is "99", this program reads "` + data.Catalog.Format() + `": compile`,
		"less.db":    "it lacks the table topic: compile the records again",
	} {
		db, err := data.Catalog.Open(context.Background(), files, name)
		if err == nil {
			db.Close()
			t.Errorf("%s was opened", name)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q does not say %q", name, err, want)
		}
	}
}

// A dataset is opened only if its tables, indexes, views and triggers are defined as in this program, byte for byte.
func TestForeignDefinitions(t *testing.T) {
	const edit = "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = "
	for statement, want := range map[string]string{
		"CREATE TABLE more (x)":                                   `its table "more" is not`,
		"CREATE INDEX more ON topic (name)":                       `its index "more" is not`,
		"CREATE VIEW more AS SELECT load_extension('evil')":       `its view "more" is not`,
		"CREATE TRIGGER more DELETE ON topic BEGIN SELECT 1; END": `its trigger "more" is not`,
		"CREATE VIRTUAL TABLE more USING fts5 (x)":                `its table "more`,
		"DROP VIEW people":                                        "it lacks the view people",
		"DROP INDEX moment_by_day":                                "it lacks the index moment_by_day",
		"DROP VIEW people; CREATE VIEW people AS SELECT 1":        `its view "people" is not`,
		"ALTER TABLE topic ADD COLUMN more":                       `its table "topic" is not`,
		"DROP TABLE dataset; CREATE VIEW dataset AS SELECT 1":     "it has no table dataset",
		edit + "sql || ' ' WHERE name = 'topic'":                  `its table "topic" is not`,
		edit + "replace(sql, '-- ', '--') WHERE name = 'event'":   `its table "event" is not`,
	} {
		files := fstest.MapFS{"x.db": {Data: emptyDatasetWith(t, statement)}}
		db, err := data.Catalog.Open(t.Context(), files, "x.db")
		if err == nil {
			db.Close()
			t.Errorf("a dataset is opened after %s", statement)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q does not say %q", statement, err, want)
		}
	}
}

// Functions with side effects cannot run from the definitions of a file.
func TestDefinitionsAreNotTrusted(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	trusted := -1
	if err := db.QueryRow("PRAGMA trusted_schema").Scan(&trusted); err != nil || trusted != 0 {
		t.Errorf("trusted_schema is %d (%v), want 0", trusted, err)
	}
}

// A database that is closed releases its file, although the file system that SQLite reads it through stays registered.
func TestClosedFilesAreReleased(t *testing.T) {
	content, err := os.ReadFile("summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	var files []weak.Pointer[fstest.MapFile]
	for range 3 {
		file := &fstest.MapFile{Data: content}
		db, err := data.Catalog.Open(t.Context(), fstest.MapFS{"x.db": file}, "x.db")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		files = append(files, weak.Make(file))
	}
	runtime.GC()
	for i, file := range files {
		if file.Value() != nil {
			t.Errorf("file %d is still in memory", i)
		}
	}
}

// The dataset quotes the articles and does not republish them: passages, prefixes and suffixes together reproduce at
// most these shares of each article. The columns of the document count the same characters.
func TestShareOfArticles(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for file, limit := range map[string]int{
		"000_038e0cdb9e1bb711.txt": 95, "001_410ee9cf63ec71cf.txt": 78,
		"002_48efb1f0bba61ee3.txt": 94, "003_cf18570f8963b46e.txt": 80,
	} {
		cited, reproduced := map[int]bool{}, map[int]bool{}
		rows, err := db.QueryContext(t.Context(), `SELECT start, exact, prefix, suffix
			FROM citation JOIN document ON document.id = document_id WHERE file_name = ?`, file)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var start int
			var exact, prefix, suffix string
			if err := rows.Scan(&start, &exact, &prefix, &suffix); err != nil {
				t.Fatal(err)
			}
			first, end := start-len([]rune(prefix)), start+len([]rune(exact))
			for i := first; i < end+len([]rune(suffix)); i++ {
				reproduced[i] = true
				if i >= start && i < end {
					cited[i] = true
				}
			}
		}
		if err := rows.Err(); err != nil || len(cited) == 0 {
			t.Fatal(file, " has no passages: ", err)
		}
		var characters int
		var stored [2]int
		if err := db.QueryRowContext(t.Context(), `SELECT characters, cited_characters, reproduced_characters
			FROM document WHERE file_name = ?`, file).Scan(&characters, &stored[0], &stored[1]); err != nil {
			t.Fatal(err)
		}
		if stored != [2]int{len(cited), len(reproduced)} {
			t.Errorf("%s has %d in its columns, want %d and %d", file, stored, len(cited), len(reproduced))
		}
		if 100*len(reproduced) > limit*characters {
			t.Errorf("%s: %d of %d characters are reproduced, want %d %% at most", file, len(reproduced), characters,
				limit)
		}
	}
}

// SQLite refuses to open a file with a view that it cannot parse. The views must therefore work in older versions.
func TestDDLWorksInOldSQLite(t *testing.T) {
	for _, recent := range []string{`group_concat\([^()]*ORDER BY`, `->`, `STRICT`, `IIF\(`, `string_agg`,
		`RIGHT JOIN`} {
		if found := regexp.MustCompile(`(?i)` + recent).FindString(data.Catalog.DDL); found != "" {
			t.Errorf("the tables and views use %q", found)
		}
	}
}

// emptyDatasetWith returns an empty dataset on which a statement was executed.
func emptyDatasetWith(t *testing.T, statement string) (file []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(),
		fmt.Sprintf("%sINSERT INTO dataset VALUES ('%s', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "+
			"'', '', '', '', '', '', '', '', '', '[]', '[]');%s", data.Catalog.DDL,
			data.Catalog.Format(), statement)); err != nil {
		t.Fatal(err)
	}
	err = conn.Raw(func(driver any) (err error) {
		file, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// The dataset is read-only, even for statements that write.
func TestReadOnly(t *testing.T) {
	db, err := data.Catalog.Open(t.Context(), os.DirFS("."), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("DELETE FROM agent"); err == nil {
		t.Error("a row was deleted")
	}
	if _, err := db.Exec("CREATE TABLE t (x)"); err == nil {
		t.Error("a table was created")
	}
}

func pointer[T any](v T) *T { return &v }

func TestInvalidSlices(t *testing.T) {
	for _, c := range []struct {
		first, last *int32
		want        string
	}{
		{first: pointer(int32(-1)), want: "first must be between 0 and 100, got -1"},
		{first: pointer(int32(101)), want: "first must be between 0 and 100, got 101"},
		{last: pointer(int32(101)), want: "last must be between 0 and 100, got 101"},
		{first: pointer(int32(1)), last: pointer(int32(1)),
			want: "first and last must not be sent together: send first (with after) to read forward"},
	} {
		if _, err := store.NewSlice(c.first, nil, c.last, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v does not say %q", err, c.want)
		}
	}
}

// slugs returns the slugs on one page of all statements.
func slugs(t testing.TB, s *store.Store, where store.Where, order store.Order, first *int32, after *string,
	last *int32, before *string) ([]string, store.PageInfo) {
	t.Helper()
	slice, err := store.NewSlice(first, after, last, before)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := data.Statements.PagesByKey(t.Context(), s, []store.Key{store.Everything},
		store.ListQuery{Where: where, Order: order, Slice: slice})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, statement := range pages[store.Everything].Nodes() {
		found = append(found, statement.Slug)
	}
	return found, pages[store.Everything].PageInfo
}

// The pages, forward and backward, add up to the whole list, for every order and page size.
func TestPagesMakeTheWholeList(t *testing.T) {
	s := dataset(t)
	for _, by := range []data.StatementOrderBy{"SAID", "PRINTED", "SLUG"} {
		for _, direction := range []store.Direction{"ASC", "DESC"} {
			order := (&data.StatementOrder{By: by, Direction: direction}).Order()
			all, _ := slugs(t, s, store.Where{}, order, pointer(int32(100)), nil, nil, nil)
			if len(all) < 30 {
				t.Fatalf("only %d statements", len(all))
			}
			for _, size := range []int32{1, 3, 7, 20, 100} {
				var forward, backward []string
				for page, info := slugs(t, s, store.Where{}, order, &size, nil, nil, nil); ; page,
					info = slugs(t, s, store.Where{}, order, &size, info.EndCursor, nil, nil) {
					forward = append(forward, page...)
					if !info.HasNextPage || len(forward) > len(all) {
						break
					}
				}
				for page, info := slugs(t, s, store.Where{}, order, nil, nil, &size, nil); ; page,
					info = slugs(t, s, store.Where{}, order, nil, nil, &size, info.StartCursor) {
					backward = append(page, backward...)
					if !info.HasPreviousPage || len(backward) > len(all) {
						break
					}
				}
				if strings.Join(forward, " ") != strings.Join(all, " ") {
					t.Errorf("%s %s, pages of %d forward: %v, want %v", by, direction, size, forward, all)
				}
				if strings.Join(backward, " ") != strings.Join(all, " ") {
					t.Errorf("%s %s, pages of %d backward: %v, want %v", by, direction, size, backward, all)
				}
			}
		}
	}
}

// Statements without a date come last in both directions.
func TestUnknownDaysComeLast(t *testing.T) {
	s, _ := random(t, 1, 100)
	for _, direction := range []store.Direction{"ASC", "DESC"} {
		slice, _ := store.NewSlice(pointer(int32(100)), nil, nil, nil)
		order := (&data.StatementOrder{By: "SAID", Direction: direction}).Order()
		pages, err := data.Statements.PagesByKey(t.Context(), s, []store.Key{store.Everything},
			store.ListQuery{Order: order, Slice: slice})
		if err != nil {
			t.Fatal(err)
		}
		unknown := false
		for _, statement := range pages[store.Everything].Nodes() {
			if statement.SaidOn == nil {
				unknown = true
			} else if unknown {
				t.Errorf("%s: %s has a day and comes after one that has none", direction, statement.Slug)
			}
		}
		if !unknown {
			t.Errorf("%s: every statement has a day, so this test shows nothing", direction)
		}
	}
}

func TestInvalidCursors(t *testing.T) {
	s := dataset(t)
	order := (&data.StatementOrder{By: "PRINTED", Direction: "ASC"}).Order()
	_, info := slugs(t, s, store.Where{}, order, pointer(int32(1)), nil, nil, nil)
	own, err := base64.RawURLEncoding.DecodeString(*info.EndCursor)
	if err != nil {
		t.Fatal(err)
	}
	// changed returns the list's own cursor with one part replaced.
	changed := func(part int, by any) string {
		var parts []any
		if err := json.Unmarshal(own, &parts); err != nil {
			t.Fatal(err)
		}
		parts[part] = by
		text, _ := json.Marshal(parts)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	for name, cursor := range map[string]string{
		"empty":              "",
		"no base64":          "!!",
		"no list":            "e30",
		"cut short":          (*info.EndCursor)[:len(*info.EndCursor)-3],
		"of another version": changed(0, 9),
		"of another order":   changed(2, "by_slug"),
		"with nothing":       changed(3, nil),
		"with a list":        changed(3, []any{"a"}),
	} {
		slice, err := store.NewSlice(nil, &cursor, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = data.Statements.PagesByKey(t.Context(), s, []store.Key{store.Everything},
			store.ListQuery{Order: order, Slice: slice})
		if _, invalid := err.(store.Invalid); !invalid || !strings.HasPrefix(err.Error(), "after must be a cursor ") {
			t.Errorf("a cursor %s: %v", name, err)
		}
	}
}

// A cursor is valid only for the list of one person with one filter, and pageInfo is right on both sides of it.
func TestCursorsOfOtherLists(t *testing.T) {
	s := dataset(t)
	agents, err := data.AgentBySlug.Single(t.Context(), s, []string{"xi-jinping", "vladimir-putin"})
	if err != nil {
		t.Fatal(err)
	}
	xi, putin := agents["xi-jinping"].Fact().Subject, agents["vladimir-putin"].Fact().Subject
	page := func(owner store.Key, where store.Where, first int32, after, before *string) (store.PageInfo, error) {
		pages, err := data.StatementsOfAgent.PagesByKey(t.Context(), s, []store.Key{owner},
			store.ListQuery{Where: where, Slice: slice(t, &first, after, nil, before)})
		if err != nil {
			return store.PageInfo{}, err
		}
		return pages[owner].PageInfo, nil
	}
	of, err := page(xi, store.Where{}, 3, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	filter := (&data.StatementFilter{Kind: []data.StatementKind{"DIRECT", "MIXED", "PARAPHRASE"}}).Where()
	if _, err := page(putin, store.Where{}, 3, of.EndCursor, nil); !refused(err) {
		t.Errorf("a cursor of Xi's statements among Putin's: %v", err)
	}
	if _, err := page(xi, filter, 3, of.EndCursor, nil); !refused(err) {
		t.Errorf("a cursor of all statements among filtered ones: %v", err)
	}
	if info, err := page(xi, store.Where{}, 100, nil, of.EndCursor); err != nil || !info.HasNextPage ||
		info.HasPreviousPage {
		t.Errorf("before a cursor: %+v %v", info, err)
	}
	if info, err := page(xi, store.Where{}, 1, of.StartCursor, of.EndCursor); err != nil || !info.HasNextPage ||
		!info.HasPreviousPage {
		t.Errorf("between cursors: %+v %v", info, err)
	}
}

// before alone reads backward from the cursor. after, or first with before, reads forward up to it.
func TestBetweenCursors(t *testing.T) {
	s := dataset(t)
	order := (&data.StatementOrder{By: "SLUG", Direction: "ASC"}).Order()
	all, _ := slugs(t, s, store.Where{}, order, pointer(int32(100)), nil, nil, nil)
	_, third := slugs(t, s, store.Where{}, order, pointer(int32(3)), nil, nil, nil)
	_, last := slugs(t, s, store.Where{}, order, nil, nil, pointer(int32(2)), nil)
	for name, c := range map[string]struct {
		first         *int32
		after, before *string
		want          []string
	}{
		"before alone":       {nil, nil, last.StartCursor, all[len(all)-22 : len(all)-2]},
		"before near start":  {nil, nil, third.EndCursor, all[:2]},
		"after and before":   {pointer(int32(100)), third.EndCursor, last.StartCursor, all[3 : len(all)-2]},
		"first with before":  {pointer(int32(1)), nil, third.EndCursor, all[:1]},
		"nothing in between": {nil, last.EndCursor, third.EndCursor, nil},
	} {
		if got, _ := slugs(t, s, store.Where{}, order, c.first, c.after, nil, c.before); strings.Join(got,
			" ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Pages and counts return an error for an invalid filter.
func TestInvalidFilters(t *testing.T) {
	s := dataset(t)
	from, to := store.Date("2024-01-01"), store.Date("2023-01-01")
	where := (&data.StatementFilter{Said: &store.DateRange{From: &from, To: &to}}).Where()
	everything := []store.Key{store.Everything}
	if _, err := data.Statements.PagesByKey(t.Context(), s, everything, store.ListQuery{Where: where}); err == nil {
		t.Error("pages were given")
	}
	if _, err := data.Statements.Counts(t.Context(), s, everything, where); err == nil {
		t.Error("a count was given")
	}
}

// Pages and counts agree with the filter.
func TestFilters(t *testing.T) {
	s := dataset(t)
	day := func(d store.Date) *store.Date { return &d }
	for name, c := range map[string]struct {
		filter data.StatementFilter
		want   []string
	}{
		"speaker and kind": {
			data.StatementFilter{Speaker: []string{"vladimir-putin"}, Kind: []data.StatementKind{"DIRECT"}},
			[]string{"putin-russian-people-cohesive", "putin-united-front", "putin-i-thank-my-colleagues"},
		},
		"country by ISO code": {data.StatementFilter{Country: []string{"IND"}, Topic: []string{"india-china"}},
			[]string{"india-early-resolution"}},
		"agency": {data.StatementFilter{ReportedBy: []string{"xinhua"}},
			[]string{"xi-oppose-external-interference", "xi-cold-war-mentality"}},
		"position": {data.StatementFilter{Organization: []string{"rand-corporation"}},
			[]string{"grossman-wheeling-and-dealing"}},
		"certain day": {data.StatementFilter{Said: &store.DateRange{From: day("2024-06-01"),
			To:    day("2024-06-30"),
			Match: store.Certain}}, []string{"putin-pact-open-to-all", "putin-remove-external-military-presence"}},
		"part of a month": {data.StatementFilter{Said: &store.DateRange{From: day("2024-06-10"),
			To: day("2024-06-20"), Match: store.Certain}}, nil},
		"possible day": {
			data.StatementFilter{Said: &store.DateRange{From: day("2024-06-10"), To: day("2024-06-20"),
				Match: store.Possible}, Speaker: []string{"vladimir-putin"}},
			[]string{"putin-pact-open-to-all", "putin-remove-external-military-presence"},
		},
		"empty list":   {data.StatementFilter{Speaker: []string{}}, nil},
		"unknown slug": {data.StatementFilter{Occasion: []string{"nowhere"}}, nil},
	} {
		where := c.filter.Where()
		got, _ := slugs(t, s, where, store.Order{}, nil, nil, nil, nil)
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		counts, err := data.Statements.Counts(t.Context(), s, []store.Key{store.Everything}, where)
		if err != nil || int(counts[store.Everything]) != len(c.want) {
			t.Errorf("%s: counted %d (%v), want %d", name, counts[store.Everything], err, len(c.want))
		}
	}
}

// Indexes and orders are declared when the program starts. Queries must not declare any, because declarations are
// global and never removed.
func TestQueriesDeclareNothing(t *testing.T) {
	s := dataset(t)
	day := store.Date("2023-07-04")
	where := (&data.StatementFilter{Said: &store.DateRange{From: &day, Match: store.Possible}}).Where()
	if _, err := data.Statements.Counts(t.Context(), s, []store.Key{store.Everything}, where); err != nil {
		t.Fatal(err)
	}
	if err := data.Catalog.Check(); err != nil {
		t.Error(err)
	}
}
