package data

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Arrange computes what is made of the other tables when these are filled: ranks, moments, the lists and the words of search.
// It is called once, by whoever compiles a dataset, in the transaction that fills it.
func Arrange(ctx context.Context, conn *sql.Conn) error {
	steps := []string{fillMoments}
	for _, a := range arrangements {
		steps = append(steps, a.rank())
	}
	for _, a := range arrangements {
		for _, t := range a.terms {
			for _, o := range a.ordersOf(t) {
				steps = append(steps, t.fill(o)...)
			}
		}
	}
	steps = append(steps, fillSearch...)
	for _, step := range steps {
		if _, err := conn.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("%.60s…: %w", step, err)
		}
	}
	return nil
}

// rank numbers the records in each order.
func (a arrangement) rank() string {
	var set, ranks []string
	for _, o := range a.orders {
		set = append(set, fmt.Sprintf("%s = ranks.%[1]s", o.rank))
		ranks = append(ranks, fmt.Sprintf("ROW_NUMBER() OVER (ORDER BY %s) AS %s", o.by, o.rank))
	}
	return fmt.Sprintf("UPDATE %s SET %s FROM (SELECT id, %s FROM %[1]s) AS ranks WHERE ranks.id = %[1]s.id", a.table, strings.Join(set, ", "), strings.Join(ranks, ", "))
}

// ordersOf are the orders in which a term's lists are needed: those of the lengths of a date only in its own.
func (a arrangement) ordersOf(t *term) []Order {
	var needed []Order
	for _, o := range a.orders {
		if t.days == nil || t.days == o.days {
			needed = append(needed, o)
		}
	}
	return needed
}

// fill makes the lists of a term in an order.
func (t *term) fill(o Order) []string {
	value, record, join := "CAST(pair.value AS TEXT)", "NULL", ""
	switch t.space {
	case "":
	case whole:
		value, record = "''", "0"
	default:
		value, record = t.space+".slug", "pair.value"
		join = " JOIN " + t.space + " ON " + t.space + ".id = pair.value"
	}
	return []string{
		fmt.Sprintf("INSERT INTO list (name, sorted, value, record_id, length) SELECT '%s', '%s', %s, %s, COUNT(*) FROM (%s) AS pair%s GROUP BY pair.value ORDER BY pair.value",
			t.name, o.rank, value, record, t.pairs, join),
		fmt.Sprintf("INSERT INTO listed (list, rank, record_id) SELECT list.id, noun.%s, noun.id FROM (%s) AS pair JOIN list ON list.name = '%s' AND list.sorted = '%s' AND list.%s = pair.value JOIN %s AS noun ON noun.id = pair.record ORDER BY 1, 2",
			o.rank, t.pairs, t.name, o.rank, t.key(), o.table),
	}
}

// fillMoments collects every known day of events, memberships and statements.
var fillMoments = func() string {
	arm := func(rank int, table, date, property string) string {
		columns := ""
		for _, part := range []string{"edtf", "earliest", "latest", "as_printed", "basis", "note"} {
			columns += ", " + date + "_" + part
		}
		return fmt.Sprintf("SELECT '%s:' || slug || ' %s' AS slug, '%[1]s' AS subject, id, '%[2]s' AS property%s, %d AS kind FROM %[1]s WHERE %[5]s_edtf IS NOT NULL", table, property, columns, rank, date)
	}
	return "INSERT INTO moment (slug, subject, subject_id, property, day_edtf, day_earliest, day_latest, day_as_printed, day_basis, day_note) SELECT slug, subject, id, property, when_edtf, when_earliest, when_latest, when_as_printed, when_basis, when_note FROM (" +
		strings.Join([]string{
			arm(0, "event", "when", "when"),
			arm(1, "membership", "start", "start"),
			arm(2, "membership", "end", "end") + " AND end_edtf IS NOT start_edtf", // a refusal is told once
			arm(3, "statement", "said", "saidOn"),
		}, " UNION ALL ") + ") ORDER BY kind, id"
}()

// pieces joins texts to one column of search.
const pieces = "char(30)"

// fillSearch collects the words of whatever can be found. The passages of a membership are found with its state, those of an
// annotation with its document.
var fillSearch = []string{
	`INSERT INTO search (rowid, space, slug, name, text, passages, speakers)
	SELECT agent.id, 'agent', slug, agent.name || coalesce(` + pieces + ` || acronym, '') || coalesce(` + pieces + ` || (SELECT group_concat(value, ` + pieces + `) FROM json_each(other_names)), ''), '',
		coalesce((SELECT group_concat(exact, ` + pieces + ` ORDER BY by_place) FROM (SELECT DISTINCT exact, by_place FROM citation WHERE subject_id = agent.id OR subject_id IN (SELECT id FROM membership WHERE state_id = agent.id))), ''), ''
	FROM agent ORDER BY id`,
	`INSERT INTO search (rowid, space, slug, name, text, passages, speakers)
	SELECT event.id, 'event', slug, event.name, '', coalesce((SELECT group_concat(exact, ` + pieces + ` ORDER BY by_place) FROM citation WHERE subject_id = event.id), ''), ''
	FROM event ORDER BY id`,
	`INSERT INTO search (rowid, space, slug, name, text, passages, speakers)
	SELECT document.id, 'document', slug, coalesce(title, '') || coalesce(` + pieces + ` || publisher, ''), '',
		coalesce((SELECT group_concat(exact, ` + pieces + ` ORDER BY citation.by_place) FROM annotation JOIN citation ON citation.subject_id = annotation.id WHERE annotation.document_id = document.id), ''), ''
	FROM document ORDER BY id`,
	`INSERT INTO search (rowid, space, slug, name, text, passages, speakers) SELECT topic.id, 'topic', slug, topic.name, '', '', '' FROM topic ORDER BY id`,
	`INSERT INTO search (rowid, space, slug, name, text, passages, speakers)
	SELECT statement.id, 'statement', slug, '', statement.text,
		coalesce((SELECT group_concat(exact, ` + pieces + ` ORDER BY by_place) FROM citation WHERE subject_id = statement.id), ''),
		coalesce((SELECT group_concat(coalesce(agent.name || ` + pieces + `, '') || named_as, ` + pieces + ` ORDER BY position) FROM speaker LEFT JOIN agent ON agent.id = speaker.agent_id WHERE statement_id = statement.id), '')
	FROM statement ORDER BY id`,
	`INSERT INTO search (search, rank) VALUES ('rank', 'bm25(0, 0, 10, 5, 1, 2)')`,
	`INSERT INTO search (search) VALUES ('optimize')`,
}
