package generate_test

import (
	"context"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
)

var (
	largest  = flag.Int("largest", 40_000, "statements in the largest dataset that growth is measured on")
	datasets = flag.String("datasets", "", "folder to keep synthetic datasets in; without it they are thrown away")
)

var (
	largeFiles   = map[int]string{}
	largeFilesMu sync.Mutex
)

// large returns a dataset of the given size. All tests share it.
func large(t testing.TB, statements int) string {
	t.Helper()
	largeFilesMu.Lock()
	defer largeFilesMu.Unlock()
	if file := largeFiles[statements]; file != "" {
		return file
	}
	folder := *datasets
	if folder == "" {
		folder = scratch
	}
	file := filepath.Join(folder, strconv.Itoa(statements)+".db")
	if _, err := os.Stat(file); err != nil {
		// Below a context that can be cancelled, the driver starts a goroutine for each statement.
		if err := generate.File(context.Background(), file, 1, statements); err != nil {
			t.Fatal(err)
		}
	}
	largeFiles[statements] = file
	return file
}

// scratch is a folder that is removed after the tests.
var scratch string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "summitry"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		return m.Run()
	}())
}

// For any filter and order, the first page costs the same in a dataset that is several times as large, and a page deep
// in the list costs no more than the first. Costs are steps of SQLite's virtual machine. The exception is a range of
// days in an order that is not by date: its cost depends on the size of the dataset and is bounded. make world compares
// with a dataset ten times as large.
func TestGrowth(t *testing.T) {
	small, all := costs(t, 10_000), costs(t, *largest)
	compared, worst, deepest := 0, 0.0, 0.0
	for name, c := range all {
		if small[name].first == 0 || c.first == 0 {
			continue
		}
		compared++
		growth, depth := c.first/small[name].first, c.deep/c.first
		if sorts(name) {
			if most := 60 * math.Sqrt(20*float64(*largest)); c.first > most {
				t.Errorf("%s: %.0f steps, more than %.0f", name, c.first, most)
			}
			continue
		}
		worst, deepest = math.Max(worst, growth), math.Max(depth, deepest)
		if growth > 1.5 && c.first > saturated {
			t.Errorf("%s: %.0f steps, %.2f times those at 10000 statements", name, c.first, growth)
		}
		if depth > 1.3 {
			t.Errorf("%s: %.0f steps for a deep page, %.2f times those for the first", name, c.deep, depth)
		}
	}
	if compared < 150 {
		t.Errorf("only %d shapes have full pages to compare", compared)
	}
	t.Logf("%d shapes; from 10000 to %d statements a page costs up to %.2f times as much, a deep one up to %.2f "+
		"times the first", compared, *largest, worst, deepest)
}

// saturated is the cost up to which a range of days may grow. It reads up to a page of dates of each length, and the
// smaller dataset may have fewer.
const saturated = 12_000

// sorts reports whether a query selects a range of days in an order that is not by date.
func sorts(shape string) bool {
	ranged := strings.Contains(shape, " said ") || strings.Contains(shape, " when ")
	return ranged && !strings.Contains(shape, "none") && !strings.Contains(shape, "SAID") &&
		!strings.Contains(shape, "WHEN")
}

// A cost is the mean number of steps of three full pages, at the start and near the end of a list.
type cost struct{ first, deep float64 }

// costs returns the cost of every query.
func costs(t *testing.T, statements int) map[string]cost {
	t.Helper()
	file := large(t, statements)
	opened, db, recorder := recorded(t, file)
	engine := newEngine(t, file)
	found := map[string]cost{}
	for _, shape := range (sample{t, db}).shapes() {
		if shape.text {
			continue // depends on the number of results
		}
		ask := func(first, last *int32, after, before *string) (info store.PageInfo, steps int) {
			slice, err := store.NewSlice(first, after, last, before)
			if err != nil {
				t.Fatal(err)
			}
			steps = engine.steps(recorder.Of(func() { info, err = shape.ask(opened, slice) }))
			if err != nil {
				t.Fatalf("%s: %v", shape.name, err)
			}
			return info, steps
		}
		// walk returns the mean cost of three full pages after a cursor, or 0 if there are fewer.
		walk := func(after *string) float64 {
			sum := 0
			for range 3 {
				info, steps := ask(pointer(int32(20)), nil, after, nil)
				if !info.HasNextPage {
					return 0
				}
				after = info.EndCursor
				sum += steps
			}
			return float64(sum) / 3
		}
		c := cost{first: walk(nil)}
		if c.first > 0 {
			end, _ := ask(nil, pointer(int32(100)), nil, nil)
			end, _ = ask(nil, pointer(int32(20)), nil, end.StartCursor)
			c.deep = walk(end.StartCursor)
		}
		found[shape.name] = c
	}
	return found
}

// Every query uses an index for filter and order together. None scans a table, and only searches sort.
func TestPlans(t *testing.T) {
	opened, db, recorder := recorded(t, large(t, *largest))
	slice, _ := store.NewSlice(pointer(int32(20)), nil, nil, nil)
	looked := 0
	for _, shape := range (sample{t, db}).shapes() {
		for _, s := range recorder.Of(func() { shape.ask(opened, slice) }) {
			looked++
			lines := plan(t, db, s)
			for _, bad := range scans(lines) {
				if (shape.text || sorts(shape.name)) && strings.Contains(bad, "TEMP B-TREE FOR ORDER BY") {
					continue
				}
				t.Errorf("%s: %s\n%s\n%s", shape.name, bad, s.Query, strings.Join(lines, "\n"))
			}
		}
	}
	if looked < 300 {
		t.Errorf("only %d plans were looked at", looked)
	}
}

// Several conditions cost as much as the most selective one, whichever that is.
func TestConjunctions(t *testing.T) {
	file := large(t, *largest)
	opened, db, recorder := recorded(t, file)
	engine := newEngine(t, file)
	s := sample{t, db}
	day := store.Date("2010-01-01")
	rare := func(list string) ([]string, int) {
		value := s.value(list, "length", 20)
		var length int
		if err := db.QueryRow("SELECT length FROM list WHERE name = ? AND value = ? LIMIT 1", list,
			value).Scan(&length); err != nil {
			t.Fatal(err)
		}
		return []string{value}, length
	}
	common := data.StatementFilter{Kind: []data.StatementKind{"PARAPHRASE"},
		Topic: []string{s.most("statement topic")}, Said: &store.DateRange{From: &day, Match: store.Possible}}
	for _, list := range []string{"statement speaker", "statement organization", "statement occasion",
		"statement document", "statement reporter"} {
		value, length := rare(list)
		filter := common
		*map[string]*[]string{
			"statement speaker": &filter.Speaker, "statement organization": &filter.Organization,
			"statement occasion": &filter.Occasion,
			"statement document": &filter.Document, "statement reporter": &filter.ReportedBy,
		}[list] = value
		for _, by := range []data.StatementOrderBy{"SAID", "PRINTED", "SLUG"} {
			order := (&data.StatementOrder{By: by}).Order()
			page := engine.steps(recorder.Of(func() {
				slice, _ := store.NewSlice(pointer(int32(20)), nil, nil, nil)
				shape := asking(t, list, &data.Statements, store.Everything, filter.Where(), order)
				if _, err := shape.ask(opened, slice); err != nil {
					t.Fatal(err)
				}
			}))
			if most := 3000 + 80*length; page > most {
				t.Errorf("%s of %d, by %s: %d steps, more than %d", list, length, by, page, most)
			}
		}
		count := engine.steps(recorder.Of(func() {
			if _, err := data.Statements.Counts(t.Context(), opened, []store.Key{store.Everything},
				filter.Where()); err != nil {
				t.Fatal(err)
			}
		}))
		if most := 3000 + 80*length; count > most {
			t.Errorf("%s of %d, counted: %d steps, more than %d", list, length, count, most)
		}
	}
}

func pointer[T any](v T) *T { return &v }
