// Package generate creates synthetic datasets of any size in the real schema, for tests and measurements. Their content
// is random.
//
// Start at File. The package depends on package data and the SQLite driver.
package generate

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/summitry/summitry/data"

	_ "modernc.org/sqlite" // the driver
)

// File writes a dataset with the given number of statements, at least 1, to a new file. Other records grow in
// proportion. The same seed and number give the same dataset. Some speakers, topics and words occur in a large part of
// the statements, others in few. Days repeat; some dates are a month, a year, open or unknown.
func File(ctx context.Context, name string, seed uint64, statements int) error {
	return file(ctx, name, seed, statements, false)
}

// Skewed is like File, but the dataset is as uneven as real ones. Speakers follow Zipf's law and lengths of statements
// a log-normal distribution. Statements are in several scripts.
func Skewed(ctx context.Context, name string, seed uint64, statements int) error {
	return file(ctx, name, seed, statements, true)
}

func file(ctx context.Context, name string, seed uint64, statements int, skewed bool) error {
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("%s already exists: name a new file", name)
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// The file needs no journal: nobody else reads it, and a partial file is useless.
	if _, err := conn.ExecContext(ctx,
		"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN;"+
			data.Catalog.DDL); err != nil {
		return err
	}
	g := &generator{ctx: ctx, conn: conn, random: rand.New(rand.NewPCG(seed, 0)), statements: statements,
		inserts: map[string]*sql.Stmt{}, generated: map[string]bool{}}
	g.vocabulary()
	if skewed {
		g.skew = newSkew(g)
	}
	g.generateAll()
	if g.err != nil {
		return g.err
	}
	if err := g.check(data.Kinds); err != nil {
		return err
	}
	if err := data.Catalog.BuildIndexes(ctx, conn); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}

// A generator holds the first error and does nothing after it.
type generator struct {
	ctx        context.Context
	conn       *sql.Conn
	random     *rand.Rand
	inserts    map[string]*sql.Stmt
	err        error
	statements int
	lastID     int64
	generated  map[string]bool // tables with records

	documents, countries, organizations, people, events, topics, memberships []int64
	uttered                                                                  []int64 // statements
	words                                                                    []string
	often                                                                    *rand.Zipf // indexes of frequent words
	cited                                                                    int
	skew                                                                     *skew // nil for an even dataset
}

// insert inserts a row. values are in the order of columns.
func (g *generator) insert(table, columns string, values ...any) {
	if g.err != nil {
		return
	}
	insert := g.inserts[table]
	if insert == nil {
		query := fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", table, columns,
			strings.Repeat(", ?", strings.Count(columns, ",")))
		if insert, g.err = g.conn.PrepareContext(g.ctx, query); g.err != nil {
			return
		}
		g.inserts[table] = insert
	}
	if _, err := insert.ExecContext(g.ctx, values...); err != nil {
		g.err = fmt.Errorf("%s %v: %w", table, values, err)
	}
}

// record returns the next id and registers it under a slug.
func (g *generator) record(space, slug string) int64 {
	g.lastID++
	g.generated[space] = true
	g.insert("slug", "space, slug, record_id", space, slug, g.lastID)
	return g.lastID
}

// check returns an error that names the kinds without records.
func (g *generator) check(kinds []*data.Kind) error {
	var missing []error
	for _, k := range kinds {
		if !g.generated[k.Table.Name] {
			const message = "entity %s: no records are generated: add a function to data/generate/entities.go, and " +
				"call it in generateAll"
			missing = append(missing, fmt.Errorf(message, k.Name))
		}
	}
	return errors.Join(missing...)
}

func (g *generator) repeat(ids *[]int64, n int, make func(i int) int64) {
	for i := range n {
		*ids = append(*ids, make(i))
	}
}

// pick returns a random element.
func pick[T any](g *generator, from []T) T { return from[g.random.IntN(len(from))] }

// popular returns a random element, early ones far more often than late ones.
func popular[T any](g *generator, from []T) T {
	f := g.random.Float64()
	return from[int(f*f*f*float64(len(from)))]
}

// chance is true with a probability in percent.
func (g *generator) chance(percent int) bool { return g.random.IntN(100) < percent }

// optionalKey returns a random key with a probability in percent, otherwise nil.
func (g *generator) optionalKey(percent int, from []int64) any {
	if len(from) == 0 || !g.chance(percent) {
		return nil
	}
	return popular(g, from)
}

func (g *generator) cite(subject string, id int64, property any) {
	document := pick(g, g.documents)
	start := g.random.IntN(3000)
	g.passage(subject, id, property, document, start, g.text(10))
}

// passage cites words of a document, and returns the id of the citation.
func (g *generator) passage(subject string, id int64, property any, document int64, start int, exact string) int64 {
	g.cited++
	slug := fmt.Sprintf("%012x", g.cited)
	own := g.record("citation", slug)
	g.insert("citation", "id, slug, document_id, subject, subject_id, property, exact, prefix, suffix, start, end",
		own, slug, document, subject, id, property, exact, "", "", start, start+len([]rune(exact)))
	return own
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // plain structs always encode
	}
	return string(text)
}
