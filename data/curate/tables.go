package curate

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"

	_ "modernc.org/sqlite" // the driver
)

type row struct {
	table  string
	values map[string]any
}

// tables collects the rows of the database, and problems.
type tables struct {
	rows     []row
	problems Problems
}

func (t *tables) insert(table string, values map[string]any) {
	t.rows = append(t.rows, row{table, values})
}

// count returns the number of rows of a table that fit.
func (t *tables) count(table string, fits func(map[string]any) bool) int {
	n := 0
	for _, r := range t.rows {
		if r.table == table && fits(r.values) {
			n++
		}
	}
	return n
}

// countUp adds the only row of the table dataset, with the given columns from dataset.yaml.
func (t *tables) countUp(version, sha256 string, described map[string]any) {
	all := func(map[string]any) bool { return true }
	kind := func(k string) func(map[string]any) bool {
		return func(v map[string]any) bool { return v["kind"] == k }
	}
	values := map[string]any{
		"format": data.Catalog.Format(), "version": version, "sha256": sha256,
		"organizations":    t.count("agent", kind("ORGANIZATION")),
		"member_states":    t.count("agent", kind("MEMBER_STATE")),
		"summits":          t.count("event", kind("SUMMIT")),
		"people":           t.count("agent", kind("PERSON")),
		"statements":       t.count("statement", all),
		"narrations":       t.count("narration", all),
		"documents":        t.count("document", all),
		"citations":        t.count("citation", all),
		"characters":       t.sum("document", "characters"),
		"cited_characters": t.sum("document", "cited_characters"),
	}
	maps.Copy(values, described)
	t.insert("dataset", values)
}

// sum adds up a column of integers.
func (t *tables) sum(table, column string) (total int) {
	for _, r := range t.rows {
		if r.table == table {
			total += r.values[column].(int)
		}
	}
	return total
}

// summary returns one line with the version and the numbers of records.
func (t *tables) summary() string {
	d := t.rows[len(t.rows)-1].values
	return fmt.Sprintf("version %v: %v statements, %v narrations, %v people, %v documents, %v citations; sha256 %v",
		d["version"], d["statements"], d["narrations"], d["people"], d["documents"], d["citations"], d["sha256"])
}

// write creates the database in memory and returns the bytes of its file.
func (t *tables) write() ([]byte, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "BEGIN;"+data.Catalog.DDL); err != nil {
		return nil, err
	}
	for _, r := range t.rows {
		columns := slices.Sorted(maps.Keys(r.values))
		var values []any
		for i, c := range columns {
			values = append(values, r.values[c])
			columns[i] = `"` + c + `"`
		}
		insert := fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", r.table, strings.Join(columns, ", "),
			strings.Repeat(", ?", len(columns)-1))
		if _, err := conn.ExecContext(ctx, insert, values...); err != nil {
			return nil, fmt.Errorf("%s %v: %w", r.table, r.values, err)
		}
	}
	if err := data.Catalog.BuildIndexes(ctx, conn); err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "COMMIT; VACUUM"); err != nil {
		return nil, err
	}
	var file []byte
	err = conn.Raw(func(driver any) error {
		file, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	return file, err
}

// asJSON encodes a list for a JSON column.
func asJSON(list any) string {
	text, err := json.Marshal(list)
	if err != nil {
		panic(err) // plain structs and strings always encode
	}
	return string(text)
}
