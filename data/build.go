package data

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Arrange computes what is made of the other tables when these are filled: ranks, moments, the lists and the words of search.
// It is called once, by whoever compiles a dataset, in the transaction that fills it.
func BuildIndexes(ctx context.Context, conn *sql.Conn) error {
	a := &indexBuilder{ctx: ctx, conn: conn, prepared: map[string]*sql.Stmt{}}
	defer a.close()
	a.exec(fillMoments)
	for _, noun := range tables {
		ranks := map[string][]int32{}
		for _, o := range noun.Orders {
			ranks[o.Rank] = a.ranks(o)
		}
		a.storeRanks(noun, ranks)
		for _, t := range noun.Indexes {
			a.buildIndex(t, noun, ranks)
		}
	}
	a.flush()
	for _, step := range searchTexts {
		a.exec(step)
	}
	a.buildSearchIndex()
	a.fillNames()
	return a.err
}

// An arranger keeps the first error and does nothing after it.
type indexBuilder struct {
	ctx          context.Context
	conn         *sql.Conn
	prepared     map[string]*sql.Stmt
	err          error
	postingLists int64 // how many there are
	postings     []any // rows that wait to be inserted
}

func (a *indexBuilder) exec(statement string, args ...any) {
	if a.err != nil {
		return
	}
	prepared := a.prepared[statement]
	if prepared == nil {
		if prepared, a.err = a.conn.PrepareContext(a.ctx, statement); a.err != nil {
			return
		}
		a.prepared[statement] = prepared
	}
	if _, err := prepared.ExecContext(a.ctx, args...); err != nil {
		a.err = fmt.Errorf("%.60s…: %w", statement, err)
	}
}

func (a *indexBuilder) close() {
	for _, p := range a.prepared {
		p.Close()
	}
}

func (a *indexBuilder) each(query string, row func(*sql.Rows) error) {
	if a.err == nil {
		a.err = each(a.ctx, a.conn, query, nil, row)
	}
}

// ranks gives the rank of each record in an order, by id; 0 where an id is no record of the noun.
func (a *indexBuilder) ranks(o Order) []int32 {
	var last int64
	a.each("SELECT coalesce(max(id), 0) FROM "+o.Table, func(rows *sql.Rows) error { return rows.Scan(&last) })
	ranks := make([]int32, last+1)
	rank := int32(0)
	a.each("SELECT id FROM "+o.Table+" ORDER BY "+o.By, func(rows *sql.Rows) error {
		var id int64
		rank++
		err := rows.Scan(&id)
		ranks[id] = rank
		return err
	})
	return ranks
}

// keepRanks writes the ranks of every record down.
func (a *indexBuilder) storeRanks(noun Table, ranks map[string][]int32) {
	var set []string
	for _, o := range noun.Orders {
		set = append(set, o.Rank+" = ?")
	}
	update := "UPDATE " + noun.Name + " SET " + strings.Join(set, ", ") + " WHERE id = ?"
	for id, rank := range ranks[noun.Orders[0].Rank] {
		if rank == 0 {
			continue
		}
		var args []any
		for _, o := range noun.Orders {
			args = append(args, ranks[o.Rank][id])
		}
		a.exec(update, append(args, id)...)
	}
}

// list makes the lists of a term: one for each value, in each order.
func (a *indexBuilder) buildIndex(t *Index, noun Table, ranks map[string][]int32) {
	records, members := a.membersByValue(t)
	for _, value := range slices.Sorted(maps.Keys(members)) {
		for _, o := range noun.Orders {
			if t.dates != nil && t.dates != o.dates {
				continue
			}
			a.postingLists++
			a.exec("INSERT INTO list (id, name, sorted, value, record_id, length) VALUES (?, ?, ?, ?, ?, ?)",
				a.postingLists, t.Name, o.Rank, value, records[value], len(members[value]))
			rank := ranks[o.Rank]
			for _, id := range slices.SortedFunc(slices.Values(members[value]), func(x, y int64) int { return cmp.Compare(rank[x], rank[y]) }) {
				a.addPosting(a.postingLists, rank[id], id)
			}
		}
	}
}

// grouped gives the members of each of a term's lists by value, and the records that the values are slugs of.
func (a *indexBuilder) membersByValue(t *Index) (records map[string]any, members map[string][]int64) {
	value, record, join := "pair.value", "NULL", ""
	switch t.Space {
	case "":
	case allRecords:
		value, record = "''", "pair.value"
	default:
		value, record, join = t.Space+".slug", "pair.value", fmt.Sprintf(" JOIN %s ON %[1]s.id = pair.value", t.Space)
	}
	records, members = map[string]any{}, map[string][]int64{}
	a.each(fmt.Sprintf("SELECT DISTINCT pair.record, %s, %s FROM (%s) AS pair%s", value, record, t.Pairs, join), func(rows *sql.Rows) error {
		var member int64
		var value string
		var record any
		err := rows.Scan(&member, &value, &record)
		records[value] = record
		members[value] = append(members[value], member)
		return err
	})
	return records, members
}

// atOnce is how many rows of listed are inserted by one statement, as each statement costs more than a row.
const postingsPerInsert = 500

var insertPostings = "INSERT INTO listed (list, rank, record_id) VALUES (?, ?, ?)" + strings.Repeat(", (?, ?, ?)", postingsPerInsert-1)

func (a *indexBuilder) addPosting(list int64, rank int32, record int64) {
	a.postings = append(a.postings, list, rank, record)
	if len(a.postings) == 3*postingsPerInsert {
		a.exec(insertPostings, a.postings...)
		a.postings = a.postings[:0]
	}
}

func (a *indexBuilder) flush() {
	if n := len(a.postings) / 3; n > 0 {
		a.exec(insertPostings[:len(insertPostings)-len(", (?, ?, ?)")*(postingsPerInsert-n)], a.postings...)
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
			arm(2, "membership", "end", "end") + " AND status <> 'APPLICATION_REFUSED'", // a refusal ends as it starts
			arm(3, "statement", "said", "saidOn"),
		}, " UNION ALL ") + ") ORDER BY kind, id"
}()

// fillCalled writes down what has which name.
func (a *indexBuilder) fillNames() {
	type called struct {
		id   int64
		name string
	}
	var all []called
	a.each("SELECT id, name FROM findable WHERE name <> ''", func(rows *sql.Rows) error {
		var c called
		err := rows.Scan(&c.id, &c.name)
		all = append(all, c)
		return err
	})
	for _, c := range all {
		for name := range strings.SplitSeq(c.name, separator) {
			if words := folded(name); len(words) > 0 {
				a.exec("INSERT INTO called (name, record_id) VALUES (?, ?) ON CONFLICT DO NOTHING", strings.Join(words, " "), c.id)
			}
		}
	}
}

// pieces joins texts to one column of findable.
const separatorSQL = "char(30)"

// fillFindable collects the texts of whatever can be found. The passages of a membership are found with its state,
// those of an annotation with its document.
var searchTexts = []string{
	`INSERT INTO findable (id, space, slug, name, text, passages, speakers)
	SELECT agent.id, 'agent', slug, agent.name || coalesce(` + separatorSQL + ` || acronym, '') || coalesce(` + separatorSQL + ` || (SELECT group_concat(value, ` + separatorSQL + `) FROM json_each(other_names)), ''), '',
		coalesce((SELECT group_concat(exact, ` + separatorSQL + ` ORDER BY by_place) FROM (SELECT DISTINCT exact, by_place FROM citation WHERE subject_id = agent.id OR subject_id IN (SELECT id FROM membership WHERE state_id = agent.id))), ''), ''
	FROM agent ORDER BY id`,
	`INSERT INTO findable (id, space, slug, name, text, passages, speakers)
	SELECT event.id, 'event', slug, event.name, '', coalesce((SELECT group_concat(exact, ` + separatorSQL + ` ORDER BY by_place) FROM citation WHERE subject_id = event.id), ''), ''
	FROM event ORDER BY id`,
	`INSERT INTO findable (id, space, slug, name, text, passages, speakers)
	SELECT document.id, 'document', slug, coalesce(title, '') || coalesce(` + separatorSQL + ` || publisher, ''), '',
		coalesce((SELECT group_concat(exact, ` + separatorSQL + ` ORDER BY citation.by_place) FROM annotation JOIN citation ON citation.subject_id = annotation.id WHERE annotation.document_id = document.id), ''), ''
	FROM document ORDER BY id`,
	`INSERT INTO findable (id, space, slug, name, text, passages, speakers)
	SELECT topic.id, 'topic', slug, topic.name, '', '', '' FROM topic ORDER BY id`,
	`INSERT INTO findable (id, space, slug, name, text, passages, speakers)
	SELECT statement.id, 'statement', slug, '', statement.text,
		coalesce((SELECT group_concat(exact, ` + separatorSQL + ` ORDER BY by_place) FROM citation WHERE subject_id = statement.id), ''),
		coalesce((SELECT group_concat(coalesce(agent.name || ` + separatorSQL + `, '') || named_as, ` + separatorSQL + ` ORDER BY position) FROM speaker LEFT JOIN agent ON agent.id = speaker.agent_id WHERE statement_id = statement.id), '')
	FROM statement ORDER BY id`,
	`UPDATE findable SET name = ltrim(name || ` + separatorSQL + ` || other.names, ` + separatorSQL + `) FROM (
		SELECT findable.id AS record, group_concat(
			CASE upper(slug.slug) WHEN iso_alpha2 THEN iso_alpha2 WHEN iso_alpha3 THEN iso_alpha3 ELSE slug.slug END,
			` + separatorSQL + ` ORDER BY slug.slug
		) AS names
		FROM slug JOIN findable ON findable.id = record_id AND findable.slug <> slug.slug
		LEFT JOIN agent ON agent.id = record_id
		GROUP BY record_id
	) AS other WHERE findable.id = other.record`,
}

// indexWords fills the index of search.
func (a *indexBuilder) buildSearchIndex() {
	type texts struct {
		id      int64
		columns [4]string
	}
	const batch = 1000 // records, of which the texts are in memory
	for last, more := int64(0), true; more; {
		var all []texts
		query := fmt.Sprintf("SELECT id, "+searchable+" FROM findable WHERE id > %d ORDER BY id LIMIT %d", last, batch)
		a.each(query, func(rows *sql.Rows) error {
			var t texts
			err := rows.Scan(&t.id, &t.columns[0], &t.columns[1], &t.columns[2], &t.columns[3])
			all = append(all, t)
			return err
		})
		for _, t := range all {
			args := []any{t.id}
			for _, column := range t.columns {
				args = append(args, strings.Join(folded(column), " "))
			}
			a.exec("INSERT INTO search (rowid, "+searchable+") VALUES (?, ?, ?, ?, ?)", args...)
			last = t.id
		}
		more = len(all) == batch
	}
	a.exec("INSERT INTO search (search, rank) VALUES ('rank', 'bm25(10, 5, 1, 2)')") // as searched says
	a.exec("INSERT INTO search (search) VALUES ('optimize')")
}
