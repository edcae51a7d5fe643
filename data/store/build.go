package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// BuildIndexes computes everything that is derived from other tables: the ranks of orders, the posting lists of indexes
// and the search index. The compiler calls it once, in the transaction that fills the tables.
func (c *Catalog) BuildIndexes(ctx context.Context, conn *sql.Conn) error {
	b := &indexBuilder{ctx: ctx, conn: conn, prepared: map[string]*sql.Stmt{}}
	defer b.close()
	for _, statement := range c.Derived {
		b.exec(statement)
	}
	for _, t := range c.Tables {
		ranks := map[string][]int32{}
		for _, o := range t.Orders {
			ranks[o.rank] = b.ranks(o)
		}
		b.storeRanks(t, ranks)
		for _, i := range t.Indexes {
			b.buildIndex(i, t, ranks)
		}
	}
	b.flush()
	for _, statement := range c.fillsSearch() {
		b.exec(statement)
	}
	b.buildSearchIndex()
	b.buildPassageIndex(c.Printed)
	b.fillNames()
	for _, statement := range c.Examples {
		b.exec(statement)
	}
	return b.err
}

// fillsSearch returns the statements that fill findable, from which the search index is built.
func (c *Catalog) fillsSearch() (all []string) {
	for _, t := range c.Tables {
		if t.Search != "" {
			all = append(all, "INSERT INTO findable (id, space, slug, "+searchable+") "+t.Search)
		}
	}
	return append(all, c.Aliases)
}

// An indexBuilder holds the first error and does nothing after it.
type indexBuilder struct {
	ctx          context.Context
	conn         *sql.Conn
	prepared     map[string]*sql.Stmt
	err          error
	postingLists int64 // the number of posting lists so far
	postings     []any // rows that are not yet inserted
}

func (b *indexBuilder) exec(statement string, args ...any) {
	if b.err != nil {
		return
	}
	prepared := b.prepared[statement]
	if prepared == nil {
		if prepared, b.err = b.conn.PrepareContext(b.ctx, statement); b.err != nil {
			return
		}
		b.prepared[statement] = prepared
	}
	if _, err := prepared.ExecContext(b.ctx, args...); err != nil {
		b.err = fmt.Errorf("%.60s…: %w", statement, err)
	}
}

func (b *indexBuilder) close() {
	for _, p := range b.prepared {
		p.Close()
	}
}

func (b *indexBuilder) each(query string, row func(*sql.Rows) error) {
	if b.err == nil {
		b.err = each(b.ctx, b.conn, query, nil, row)
	}
}

// ranks returns the rank of each record in an order, by id, or 0 if the table has no record with that id.
func (b *indexBuilder) ranks(o Order) []int32 {
	var last int64
	b.each("SELECT coalesce(max(id), 0) FROM "+o.table, func(rows *sql.Rows) error { return rows.Scan(&last) })
	ranks := make([]int32, last+1)
	rank := int32(0)
	b.each("SELECT id FROM "+o.table+" ORDER BY "+o.by, func(rows *sql.Rows) error {
		var id int64
		rank++
		err := rows.Scan(&id)
		ranks[id] = rank
		return err
	})
	return ranks
}

// storeRanks writes the ranks of all records of a table.
func (b *indexBuilder) storeRanks(t Table, ranks map[string][]int32) {
	var set []string
	for _, o := range t.Orders {
		set = append(set, o.rank+" = ?")
	}
	update := "UPDATE " + t.Name + " SET " + strings.Join(set, ", ") + " WHERE id = ?"
	for id, rank := range ranks[t.Orders[0].rank] {
		if rank == 0 {
			continue
		}
		var args []any
		for _, o := range t.Orders {
			args = append(args, ranks[o.rank][id])
		}
		b.exec(update, append(args, id)...)
	}
}

// buildIndex writes the posting lists of an index: one for each value in each order.
func (b *indexBuilder) buildIndex(i *Index, t Table, ranks map[string][]int32) {
	const insert = `INSERT INTO list (id, name, sorted, value, record_id, length) VALUES (?, ?, ?, ?, ?, ?)`
	records, members := b.membersByValue(i)
	for _, value := range slices.Sorted(maps.Keys(members)) {
		for _, o := range t.Orders {
			if i.dates != nil && i.dates != o.dates {
				continue
			}
			b.postingLists++
			b.exec(insert, b.postingLists, i.name, o.rank, value, records[value], len(members[value]))
			rank := ranks[o.rank]
			byRank := func(x, y int64) int { return cmp.Compare(rank[x], rank[y]) }
			for _, id := range slices.SortedFunc(slices.Values(members[value]), byRank) {
				b.addPosting(b.postingLists, rank[id], id)
			}
		}
	}
}

// membersByValue returns the members of each posting list of an index, by value. records maps each value that is a slug
// to its record.
func (b *indexBuilder) membersByValue(i *Index) (records map[string]any, members map[string][]int64) {
	value, record, join := "pair.value", "NULL", ""
	switch i.space {
	case noSpace:
	case allRecords:
		value, record = "''", "pair.value"
	default:
		value, record = i.space.Table+".slug", "pair.value"
		join = fmt.Sprintf("JOIN %s ON %[1]s.id = pair.value", i.space.Table)
	}
	query := fmt.Sprintf(`
		SELECT DISTINCT pair.record, %s, %s
		FROM (%s) AS pair
		%s`, value, record, i.pairs, join)
	records, members = map[string]any{}, map[string][]int64{}
	b.each(query, func(rows *sql.Rows) error {
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

// postingsPerInsert is the number of rows per INSERT, because a statement costs more than a row.
const postingsPerInsert = 500

var insertPostings = "INSERT INTO listed (list, rank, record_id) VALUES (?, ?, ?)" +
	strings.Repeat(", (?, ?, ?)", postingsPerInsert-1)

func (b *indexBuilder) addPosting(list int64, rank int32, record int64) {
	b.postings = append(b.postings, list, rank, record)
	if len(b.postings) == 3*postingsPerInsert {
		b.exec(insertPostings, b.postings...)
		b.postings = b.postings[:0]
	}
}

func (b *indexBuilder) flush() {
	if n := len(b.postings) / 3; n > 0 {
		missing := len(", (?, ?, ?)") * (postingsPerInsert - n)
		b.exec(insertPostings[:len(insertPostings)-missing], b.postings...)
	}
}

// fillNames fills the table called.
func (b *indexBuilder) fillNames() {
	const insert = `INSERT INTO called (name, record_id) VALUES (?, ?) ON CONFLICT DO NOTHING`
	type called struct {
		id   int64
		name string
	}
	var all []called
	b.each("SELECT id, name FROM findable WHERE name <> ''", func(rows *sql.Rows) error {
		var c called
		err := rows.Scan(&c.id, &c.name)
		all = append(all, c)
		return err
	})
	for _, c := range all {
		for name := range strings.SplitSeq(c.name, separator) {
			if words := folded(name); len(words) > 0 {
				b.exec(insert, strings.Join(words, " "), c.id)
			}
		}
	}
}

// buildSearchIndex fills the full-text index and the search index.
func (b *indexBuilder) buildSearchIndex() {
	type texts struct {
		id      int64
		columns [4]string
	}
	const batch = 1000 // records whose texts are in memory at a time
	index := wordIndexer{postings: map[string][]byte{}, last: map[string]uint64{}}
	for last, more := int64(0), true; more; {
		var all []texts
		const query = "SELECT id, " + searchable + " FROM findable WHERE id > %d ORDER BY id LIMIT %d"
		b.each(fmt.Sprintf(query, last, batch), func(rows *sql.Rows) error {
			var t texts
			err := rows.Scan(&t.id, &t.columns[0], &t.columns[1], &t.columns[2], &t.columns[3])
			all = append(all, t)
			return err
		})
		for _, t := range all {
			args := []any{t.id}
			var words [4][]string
			for i, column := range t.columns {
				words[i] = folded(column)
				args = append(args, strings.Join(words[i], " "))
			}
			index.add(t.id, words)
			b.exec("INSERT INTO search (rowid, "+searchable+") VALUES (?, ?, ?, ?, ?)", args...)
			last = t.id
		}
		more = len(all) == batch
	}
	b.exec("INSERT INTO search (search, rank) VALUES ('rank', 'bm25(10, 5, 1, 2)')") // columnWeights
	b.exec("INSERT INTO search (search) VALUES ('optimize')")
	for _, word := range slices.Sorted(maps.Keys(index.postings)) {
		b.exec("INSERT INTO word (word, postings) VALUES (?, ?)", word, index.postings[word])
	}
	b.exec("INSERT INTO word_records (records) VALUES (?)", index.wordRecords)
}

// buildPassageIndex fills the full-text index of passages. selected is a query for their ids and texts.
func (b *indexBuilder) buildPassageIndex(selected string) {
	type passage struct {
		id   int64
		text string
	}
	b.exec("CREATE TEMP TABLE to_print (id INTEGER PRIMARY KEY, text TEXT)")
	b.exec("INSERT INTO to_print " + selected)
	const batch = 1000 // passages in memory at a time
	for last, more := int64(0), true; more; {
		var all []passage
		const query = "SELECT id, text FROM to_print WHERE id > %d ORDER BY id LIMIT %d"
		b.each(fmt.Sprintf(query, last, batch), func(rows *sql.Rows) error {
			var p passage
			err := rows.Scan(&p.id, &p.text)
			all = append(all, p)
			return err
		})
		for _, p := range all {
			b.exec("INSERT INTO printed (rowid, exact) VALUES (?, ?)", p.id, strings.Join(folded(p.text), " "))
			last = p.id
		}
		more = len(all) == batch
	}
	b.exec("DROP TABLE to_print")
	b.exec("INSERT INTO printed (printed) VALUES ('optimize')")
}
