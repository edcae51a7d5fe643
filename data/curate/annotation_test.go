package curate_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data"
)

// rowsOf returns the first column of a query of a compiled dataset, joined.
func rowsOf(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
	}
	return strings.Join(all, ", ")
}

// An annotation concerns the statements and events whose passages share a character with its own, and no others.
func TestAnnotationsConcernWhatTheyTouch(t *testing.T) {
	const statement, event = "statement we-agree", "event meeting"
	for exact, want := range map[string]string{
		`"we agree"`:             statement,
		"said in May 2024":       event + ", " + statement, // a participant's passage holds it
		"at a meeting":           event + ", " + statement,
		". The Union":            "",
		"joined in 2001":         "",
		`"we agree". The Union`:  statement,
		`meeting: "we agree". T`: event + ", " + statement,
	} {
		records, documents := small(t)
		records["annotations/noted.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"kind: AMBIGUOUS\nnote: A note.\ncite:\n  - {document: news, exact: %q}\n", exact)}
		if news := records["documents/news.yaml"]; strings.Contains(exact, ". T") {
			const stop = "  - {start: 60, end: 62, reason: JOINING}\n" // is cited now, and no remainder
			news.Data = []byte(strings.Replace(string(news.Data), stop, "", 1))
		}
		dataset := compile(t, records, documents)
		db, err := data.Catalog.Open(t.Context(), fstest.MapFS{"x.db": {Data: dataset.Database}}, "x.db")
		if err != nil {
			t.Fatal(err)
		}
		got := rowsOf(t, db, `
			SELECT 'event ' || event.slug FROM event_annotation JOIN event ON event.id = event_id
			JOIN annotation ON annotation.id = annotation_id WHERE annotation.slug = 'noted'
			UNION
			SELECT 'statement ' || statement.slug FROM statement_annotation
			JOIN statement ON statement.id = statement_id
			JOIN annotation ON annotation.id = annotation_id WHERE annotation.slug = 'noted'`)
		if got != want {
			t.Errorf("a note on %s concerns %q, not %q", exact, got, want)
		}
		db.Close()
	}
}
