package data

import (
	"context"
	"database/sql"
	"slices"
)

// A Facet is one value of what statements can be grouped by, with how many of them have it.
type Facet struct {
	Value string // what a filter takes: a slug, a kind; a year
	Label string
	Count int32
	node  *Subject
}

// Subject is the record that the value is the slug of, or nil.
func (f *Facet) Subject() *Subject { return f.node }

// FacetBy names what statements can be grouped by.
type FacetBy string

var facets = map[FacetBy]*Index{
	"SPEAKER": statementsBySpeaker, "COUNTRY": statementsByCountry, "OCCASION": statementsByOccasion, "TOPIC": statementsByTopic,
	"DOCUMENT": statementsByDocument, "KIND": statementsByKind, "YEAR": statementsByYear,
}

// labels say how a value is called in each space.
var labels = map[string]string{
	"agent":    "(SELECT name FROM agent WHERE id = list.record_id)",
	"event":    "(SELECT name FROM event WHERE id = list.record_id)",
	"topic":    "(SELECT name FROM topic WHERE id = list.record_id)",
	"document": "(SELECT coalesce(title, file_name) FROM document WHERE id = list.record_id)",
	"":         "list.value",
}

// Facets groups the statements of each key that meet the conditions: the values that most of them have first, and of equally
// many the one whose label comes first. A statement counts for every value that it has.
func (l *List[T]) Facets(ctx context.Context, s *Store, keys []Key, w Where, by FacetBy) (map[Key][]*Facet, error) {
	t := facets[by]
	label := labels[t.Space]
	query := "SELECT record, value, record_id, " + label + " AS label, n FROM (SELECT 0 AS record, *, length AS n FROM list WHERE name = ? AND sorted = ?) AS list ORDER BY n DESC, label"
	args := []any{t.Name, l.Order.Rank}
	if w.err != nil || !w.unconditional() || !l.Index.holdsAll(l.Entity.table) {
		from, err := s.planPage(ctx, l.allRecords(keys, w))
		if err != nil {
			return nil, err
		}
		query = from.with + ", candidate AS MATERIALIZED (SELECT DISTINCT piece.owner, l.record_id FROM piece CROSS JOIN " + from.from + `)
			SELECT owner, list.value, list.record_id, ` + label + ` AS label, COUNT(DISTINCT candidate.record_id) AS n
			FROM candidate CROSS JOIN (` + t.Pairs + `) AS pair ON pair.record = candidate.record_id
			CROSS JOIN list ON list.name = ? AND list.sorted = ? AND list.` + t.valueColumn() + ` = pair.value
			GROUP BY owner, list.id ORDER BY n DESC, label`
		args = append(slices.Concat(from.withArgs, from.fromArgs), t.Name, l.Order.Rank)
	}
	found := make(map[Key][]*Facet, len(keys))
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		var key Key
		var f Facet
		var record *Key
		if err := rows.Scan(&key, &f.Value, &record, &f.Label, &f.Count); err != nil {
			return err
		}
		if record != nil {
			f.node = &Subject{t.Space, *record}
		}
		found[key] = append(found[key], &f)
		return nil
	})
	return found, err
}
