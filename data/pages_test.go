package data_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/generate"
	"github.com/summitry/summitry/data/store"
)

// random generates and opens a small dataset in which days repeat, are open or unknown.
func random(t testing.TB, seed uint64, statements int) (*store.Store, *sql.DB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "random.db")
	if err := generate.File(t.Context(), file, seed, statements); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return store.New(db), db
}

// A twin is a query of a list and the plain SQL that returns the slugs of the whole list.
type twin struct {
	where   store.Where
	order   store.Order
	slugsOf string // ? is the owner
}

// in returns a list in SQL.
func in[S ~string](values []S) string {
	quoted := []string{"''"}
	for _, v := range values {
		quoted = append(quoted, "'"+strings.ReplaceAll(string(v), "'", "''")+"'")
	}
	return "(" + strings.Join(quoted, ", ") + ")"
}

// picks chooses random values.
type picks struct {
	t  testing.TB
	db *sql.DB
	*rand.Rand
}

// some returns up to three values of an index, and rarely none.
func (p picks) some(list string) []string {
	all := column[string](p.t, p.db, "SELECT DISTINCT value FROM list WHERE name = ?", list)
	var some []string
	for range p.IntN(4) {
		some = append(some, all[p.IntN(len(all))])
	}
	if some == nil && p.IntN(10) == 0 {
		some = []string{"nobody"}
	}
	return some
}

func column[T any](t testing.TB, db *sql.DB, query string, args ...any) (all []T) {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatal(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// days returns a range of days, often open and sometimes nil, and its predicate on the columns of a date.
func (p picks) days(prefix string) (*store.DateRange, string) {
	if p.IntN(2) == 0 {
		return nil, "TRUE"
	}
	day := func(from int) *store.Date {
		d := store.Date(fmt.Sprintf("%04d-%02d-%02d", from+p.IntN(12), 1+p.IntN(12), 1+p.IntN(28)))
		return &d
	}
	r := &store.DateRange{Match: store.Certain}
	if p.IntN(4) > 0 {
		r.From = day(2001)
	}
	if p.IntN(4) > 0 {
		r.To = day(2013)
	}
	if p.IntN(5) == 0 && r.From != nil {
		r.To = r.From
	}
	from, to := store.Beginning, store.End
	if r.From != nil {
		from = *r.From
	}
	if r.To != nil {
		to = *r.To
	}
	if p.IntN(2) == 0 {
		r.Match = store.Possible
		return r,
			fmt.Sprintf("(%[1]s_latest IS NULL OR %[1]s_latest >= '%[2]s') AND (%[1]s_earliest IS NULL OR "+
				"%[1]s_earliest <= '%[3]s')", prefix, from, to)
	}
	sql := prefix + "_edtf IS NOT NULL"
	if r.From != nil {
		sql += fmt.Sprintf(" AND %s_earliest >= '%s'", prefix, from)
	}
	if r.To != nil {
		sql += fmt.Sprintf(" AND %s_latest <= '%s'", prefix, to)
	}
	return r, sql
}

func (p picks) direction() (d store.Direction, desc string) {
	if p.IntN(2) == 0 {
		return "DESC", " DESC"
	}
	return "ASC", ""
}

func byDate(prefix, desc string) string {
	return fmt.Sprintf("%[1]s_edtf IS NULL, CASE WHEN %[1]s_earliest IS NULL THEN '0' ELSE %[1]s_earliest END%[2]s, "+
		"CASE WHEN %[1]s_latest IS NULL THEN '99999' ELSE %[1]s_latest END%[2]s", prefix, desc)
}

// parts selects the organizations with some slugs and, at any depth, their parts.
const parts = `(
	WITH RECURSIVE part (id) AS (
		SELECT id FROM agent WHERE slug IN %[1]s AND kind = 'ORGANIZATION'
		UNION
		SELECT agent.id FROM agent JOIN part ON part_of_id = part.id
	)
	SELECT id FROM part
)`

// statements returns a random query of statements. owned is an SQL predicate with ? for the owner.
func (p picks) statements(owned string) twin {
	var f data.StatementFilter
	and := []string{owned}
	term := func(values *[]string, list, sql string) {
		if p.IntN(4) > 0 {
			return
		}
		if *values = p.some(list); *values != nil {
			and = append(and, fmt.Sprintf(sql, in(*values)))
		}
	}
	speaks := "EXISTS (SELECT 1 FROM speaker JOIN agent ON agent.id = agent_id %s WHERE statement_id = s.id AND "
	term(&f.Speaker, "statement speaker", fmt.Sprintf(speaks, "")+"agent.slug IN %s)")
	term(&f.Country, "statement country", fmt.Sprintf(speaks,
		"LEFT JOIN agent AS c ON c.id = agent.country_id")+"(agent.slug IN %[1]s AND agent.kind LIKE '%%STATE' OR "+
		"agent.slug IN %[1]s AND agent.kind LIKE '%%COUNTRY' OR c.slug IN %[1]s))")
	term(&f.Organization, "statement organization",
		"(EXISTS (SELECT 1 FROM speaker WHERE statement_id = s.id AND (agent_id IN "+parts+" OR members_of_id IN "+
			parts+")) OR "+fmt.Sprintf(speaks, "JOIN position ON person_id = agent.id")+"of_id IN "+parts+"))")
	term(&f.Occasion, "statement occasion", "occasion_id IN (SELECT id FROM event WHERE slug IN %s)")
	term(&f.Topic, "statement topic",
		"id IN (SELECT statement_id FROM statement_topic JOIN topic ON topic.id = topic_id WHERE topic.slug IN %s)")
	term(&f.Document, "statement document", "document_id IN (SELECT id FROM document WHERE slug IN %s)")
	term(&f.ReportedBy, "statement reporter",
		"id IN (SELECT statement_id FROM attribution JOIN agent ON agent.id = agent_id WHERE agent.slug IN %s)")
	if p.IntN(5) == 0 {
		f.Kind = []data.StatementKind{"DIRECT", "MIXED"}[:1+p.IntN(2)]
		and = append(and, "kind IN "+in(f.Kind))
	}
	if p.IntN(5) == 0 {
		word := []string{"the", "unity", "sanctions", "ka"}[p.IntN(4)]
		f.Text = &word
		and = append(and, fmt.Sprintf("(' ' || text || ' ' LIKE '%% %s%%')", word))
	}
	var within string
	f.Said, within = p.days("said")
	and = append(and, within)
	direction, desc := p.direction()
	printed := "document_id, start, slug"
	by := []data.StatementOrderBy{"SAID", "PRINTED", "SLUG"}[p.IntN(3)]
	order := map[data.StatementOrderBy]string{
		"SAID": byDate("said", desc) + ", " + printed, "PRINTED": strings.ReplaceAll(printed, ",", desc+",") + desc,
		"SLUG": "slug" + desc,
	}[by]
	return twin{f.Where(), (&data.StatementOrder{By: by, Direction: direction}).Order(),
		"SELECT slug FROM statement AS s WHERE " + strings.Join(and, " AND ") + " ORDER BY " + order}
}

func (p picks) events(owned string) twin {
	var f data.EventFilter
	and := []string{owned}
	if p.IntN(3) == 0 {
		f.Kind = []data.EventKind{"SUMMIT", "INCIDENT"}[:1+p.IntN(2)]
		and = append(and, "kind IN "+in(f.Kind))
	}
	if p.IntN(3) == 0 {
		if f.Organization = p.some("event organization"); f.Organization != nil {
			and = append(and, "organization_id IN "+fmt.Sprintf(parts, in(f.Organization)))
		}
	}
	if p.IntN(3) == 0 {
		if f.Participant = p.some("event participant"); f.Participant != nil {
			and = append(and,
				"id IN (SELECT event_id FROM participant JOIN agent ON agent.id = agent_id WHERE agent.slug IN "+
					in(f.Participant)+")")
		}
	}
	var within string
	f.When, within = p.days("when")
	and = append(and, within)
	direction, desc := p.direction()
	by := []data.EventOrderBy{"WHEN", "SLUG"}[p.IntN(2)]
	order := map[data.EventOrderBy]string{"WHEN": byDate("when", desc) + ", slug", "SLUG": "slug" + desc}[by]
	return twin{f.Where(), (&data.EventOrder{By: by, Direction: direction}).Order(),
		"SELECT slug FROM event AS e WHERE " + strings.Join(and, " AND ") + " ORDER BY " + order}
}

// walked compares a list with its twin: in one page, in pages of any size from the start, the end and the middle, for
// several owners at once, and by its count.
func walked[T any](t *testing.T, p picks, s *store.Store, l *store.List[T], owners []store.Key, q twin,
	slug func(T) string) {
	t.Helper()
	want := map[store.Key][]string{}
	for _, owner := range owners {
		var args []any
		if owner != store.Everything {
			args = []any{owner}
		}
		want[owner] = column[string](t, p.db, q.slugsOf, args...)
	}
	pages := func(owners []store.Key, first *int32, after *string, last *int32,
		before *string) map[store.Key]*store.Page[T] {
		slice, err := store.NewSlice(first, after, last, before)
		if err != nil {
			t.Fatal(err)
		}
		pages, err := l.PagesByKey(
			t.Context(),
			s,
			owners,
			store.ListQuery{Where: q.where, Order: q.order, Slice: slice},
		)
		if err != nil {
			t.Fatal(err)
		}
		return pages
	}
	check := func(what string, page *store.Page[T], want []string, previous, next bool) {
		t.Helper()
		var got []string
		for _, n := range page.Nodes() {
			got = append(got, slug(n))
		}
		if !slices.Equal(got, want) || page.PageInfo.HasPreviousPage != previous || page.PageInfo.HasNextPage != next {
			t.Fatalf("%s:\n got %v (%t %t)\nwant %v (%t %t)\n%s\n%s", what, got, page.PageInfo.HasPreviousPage,
				page.PageInfo.HasNextPage, want, previous, next, q.slugsOf, q.where)
		}
	}
	size := int32(1 + p.IntN(30))
	n := int(size)
	forward, backward := pages(owners, &size, nil, nil, nil), pages(owners, nil, nil, &size, nil)
	counts, err := l.Counts(t.Context(), s, owners, q.where)
	if err != nil {
		t.Fatal(err)
	}
	for _, owner := range owners {
		all := want[owner]
		if int(counts[owner]) != len(all) {
			t.Fatalf("counted %d, not %d\n%s", counts[owner], len(all), q.slugsOf)
		}
		check("from the front", forward[owner], all[:min(n, len(all))], false, len(all) > n)
		check("from the back", backward[owner], all[max(0, len(all)-n):], len(all) > n, false)
		page, at := forward[owner], n
		own := []store.Key{owner}
		for ; page.PageInfo.HasNextPage; at += n {
			page = pages(own, &size, page.PageInfo.EndCursor, nil, nil)[owner]
			check("onward", page, all[at:min(at+n, len(all))], true, at+n < len(all))
			middle := page.Edges[p.IntN(len(page.Edges))].Cursor()
			i := slices.Index(all, slug(page.Edges[slices.IndexFunc(page.Edges,
				func(e *store.Edge[T]) bool { return e.Cursor() == middle })].Node))
			check("after any cursor", pages(own, &size, &middle, nil, nil)[owner], all[i+1:min(i+1+n, len(all))],
				true, i+1+n < len(all))
			check("before any cursor", pages(own, nil, nil, &size, &middle)[owner], all[max(0, i-n):i], i > n, true)
		}
		if at < len(all) {
			t.Fatalf("the pages end at %d of %d", at, len(all))
		}
		for page = backward[owner]; page.PageInfo.HasPreviousPage; {
			before := slices.Index(all, slug(page.Nodes()[0]))
			page = pages(own, nil, nil, &size, page.PageInfo.StartCursor)[owner]
			check("back", page, all[max(0, before-n):before], before > n, true)
		}
	}
}

// For random data with ties, open and unknown days, and for random filters and every order, the pages of a list add up
// to the list that plain SQL returns. So do the pages of nested lists.
func TestPagesMatchSQL(t *testing.T) {
	for seed := range uint64(2) {
		s, db := random(t, seed, 300)
		p := picks{t, db, rand.New(rand.NewPCG(seed, 1))}
		owners := func(list string) []store.Key {
			all := column[store.Key](t, db, "SELECT DISTINCT record_id FROM list WHERE name = ?", list)
			p.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			return all[:min(len(all), 4)]
		}
		everything := []store.Key{store.Everything}
		statement := func(s *data.Statement) string { return s.Slug }
		event := func(e data.Event) string { _, slug, _ := strings.Cut(e.ID(), ":"); return slug }
		summit := func(s *data.Summit) string { return s.Slug }
		for range 20 {
			walked(t, p, s, &data.Statements, everything, p.statements("TRUE"), statement)
			walked(t, p, s, &data.StatementsOfAgent, owners("statement speaker"),
				p.statements("id IN (SELECT statement_id FROM speaker WHERE agent_id = ?)"), statement)
			walked(t, p, s, &data.StatementsOfBody, owners("statement body"),
				p.statements("? IN (SELECT agent_id FROM speaker WHERE statement_id = s.id UNION "+
					"SELECT members_of_id FROM speaker WHERE statement_id = s.id)"), statement)
			walked(t, p, s, &data.StatementsAtEvent, owners("statement occasion"), p.statements("occasion_id = ?"),
				statement)
			walked(t, p, s, &data.StatementsOnTopic, owners("statement topic"),
				p.statements("id IN (SELECT statement_id FROM statement_topic WHERE topic_id = ?)"), statement)
			walked(t, p, s, &data.StatementsInDocument, owners("statement document"), p.statements("document_id = ?"),
				statement)
			walked(t, p, s, &data.Events, everything, p.events("TRUE"), event)
			walked(t, p, s, &data.EventsOfAgent, owners("event participant"),
				p.events("id IN (SELECT event_id FROM participant WHERE agent_id = ?)"), event)
			walked(t, p, s, &data.SummitsOfOrganization, owners("summit organization"),
				p.events("kind = 'SUMMIT' AND organization_id = ?"), summit)
		}
		for range 10 {
			walked(t, p, s, &data.People, everything, p.people("TRUE"), func(p *data.Person) string { return p.Slug })
			walked(t, p, s, &data.PeopleOfCountry, owners("person country"), p.people("country_id = ?"),
				func(p *data.Person) string { return p.Slug })
			walked(t, p, s, &data.Annotations, everything, p.annotations(),
				func(a *data.Annotation) string { return a.Slug })
			walked(t, p, s, &data.MembershipsOfOrganization, owners("membership organization"),
				p.memberships("organization_id = ?", "(SELECT sort_key FROM agent WHERE id = state_id), state_id, "),
				func(m *data.Membership) string { return m.Slug })
			walked(t, p, s, &data.MembershipsOfState, owners("membership state"), p.memberships("state_id = ?", ""),
				func(m *data.Membership) string { return m.Slug })
			walked(t, p, s, &data.PassagesOfDocument, owners("citation document"),
				twin{slugsOf: `SELECT slug FROM citation WHERE document_id = ? ORDER BY start, "end", slug`},
				func(c *data.Citation) string { return c.Slug })
			walked(t, p, s, &data.Timeline, everything, p.moments(),
				func(m *data.Moment) string { return fmt.Sprint(m.Subject.Key, m.Property) })
		}
		for list, table := range map[*store.List[*data.Topic]]string{&data.Topics: "topic"} {
			walked(t, p, s, list, everything, twin{slugsOf: "SELECT slug FROM " + table + " ORDER BY sort_key, slug"},
				func(t *data.Topic) string { return t.Slug })
		}
		walked(t, p, s, &data.Documents, everything, twin{slugsOf: "SELECT slug FROM document ORDER BY file_name"},
			func(d *data.Document) string { return d.Slug })
		walked(t, p, s, &data.Discrepancies, everything, twin{slugsOf: "SELECT slug FROM discrepancy ORDER BY slug"},
			func(d *data.Discrepancy) string { return d.Slug })
		walked(t, p, s, &data.Organizations, everything,
			twin{slugsOf: "SELECT slug FROM agent WHERE kind = 'ORGANIZATION' ORDER BY sort_key, slug"},
			func(o *data.Organization) string { return o.Slug })
		walked(t, p, s, &data.MemberStates, everything,
			twin{slugsOf: "SELECT slug FROM agent WHERE kind = 'MEMBER_STATE' ORDER BY sort_key, slug"},
			func(m *data.MemberState) string { return m.Slug })
		walked(t, p, s, &data.Countries, everything,
			twin{slugsOf: "SELECT slug FROM agent WHERE kind IN ('MEMBER_STATE', 'OTHER_COUNTRY') ORDER BY sort_key, " +
				"slug"}, func(c data.Country) string { return strings.TrimPrefix(c.ID(), "country:") })
	}
}

func (p picks) people(owned string) twin {
	var f data.PersonFilter
	and := []string{"kind = 'PERSON'", owned}
	if p.IntN(2) == 0 {
		if f.Country = p.some("person country"); f.Country != nil {
			and = append(and, "country_id IN (SELECT id FROM agent WHERE slug IN "+in(f.Country)+")")
		}
	}
	if p.IntN(2) == 0 {
		if f.Organization = p.some("person organization"); f.Organization != nil {
			and = append(and,
				"id IN (SELECT person_id FROM position WHERE of_id IN "+fmt.Sprintf(parts, in(f.Organization))+")")
		}
	}
	return twin{where: f.Where(), slugsOf: "SELECT slug FROM agent WHERE " + strings.Join(and,
		" AND ") + " ORDER BY sort_key, slug"}
}

func (p picks) annotations() twin {
	var f data.AnnotationFilter
	and := []string{"TRUE"}
	if p.IntN(2) == 0 {
		f.Kind = []data.AnnotationKind{"WRONG", "TORN"}[:1+p.IntN(2)]
		and = append(and, "kind IN "+in(f.Kind))
	}
	if p.IntN(2) == 0 {
		if f.Document = p.some("annotation document"); f.Document != nil {
			and = append(and, "document_id IN (SELECT id FROM document WHERE slug IN "+in(f.Document)+")")
		}
	}
	return twin{where: f.Where(), slugsOf: "SELECT slug FROM annotation WHERE " + strings.Join(and,
		" AND ") + " ORDER BY document_id, start, slug"}
}

func (p picks) memberships(owned, first string) twin {
	and := []string{owned}
	var status []data.MembershipStatus
	if p.IntN(2) == 0 {
		status = []data.MembershipStatus{"FULL_MEMBER", "OBSERVER"}[:1+p.IntN(2)]
		and = append(and, "status IN "+in(status))
	}
	var day *store.Date
	match := []store.Certainty{store.Certain, store.Possible}[p.IntN(2)]
	if p.IntN(2) == 0 {
		d := store.Date(fmt.Sprintf("%d-03-03", 2001+p.IntN(25)))
		day = &d
		certain := ""
		if match == store.Certain {
			certain = " AND certainty = 'CERTAIN'"
		}
		and = append(and,
			fmt.Sprintf("id IN (SELECT membership_id FROM membership_span WHERE first_day <= '%[1]s' AND last_day >= "+
				"'%[1]s'%[2]s)", d, certain))
	}
	return twin{where: data.MembershipsWhere(day, match, status),
		slugsOf: "SELECT slug FROM membership WHERE " + strings.Join(and,
			" AND ") + " ORDER BY " + first + byDate("start", "") + ", slug"}
}

func (p picks) moments() twin {
	r, within := p.days("day")
	if r == nil {
		r = &store.DateRange{Match: store.Possible}
	}
	return twin{where: data.MomentsWhere(r.From, r.To, r.Match), slugsOf: `
		SELECT key FROM (
			SELECT id || 'when' AS key, 0 AS kind, id,
				when_edtf AS day_edtf, when_earliest AS day_earliest, when_latest AS day_latest
			FROM event WHERE when_edtf IS NOT NULL
			UNION ALL
			SELECT id || 'start', 1, id, start_edtf, start_earliest, start_latest
			FROM membership WHERE start_edtf IS NOT NULL
			UNION ALL
			SELECT id || 'end', 2, id, end_edtf, end_earliest, end_latest
			FROM membership WHERE end_edtf IS NOT NULL AND status <> 'APPLICATION_REFUSED'
			UNION ALL
			SELECT id || 'saidOn', 3, id, said_edtf, said_earliest, said_latest
			FROM statement WHERE said_edtf IS NOT NULL
		) WHERE ` + within + " ORDER BY " + byDate("day", "") + ", kind, id"}
}

// A date that covers several days is found by its first and by its last day, whatever its length.
func TestEndsOfDates(t *testing.T) {
	s, db := random(t, 5, 600)
	looked := 0
	for _, end := range []string{"earliest", "latest"} {
		for _, found := range column[string](t, db,
			"SELECT slug || ' ' || said_"+end+" FROM statement WHERE said_earliest <> said_latest") {
			slug, text, _ := strings.Cut(found, " ")
			day := store.Date(text)
			where := (&data.StatementFilter{Said: &store.DateRange{From: &day, To: &day,
				Match: store.Possible}}).Where()
			all, _ := slugs(t, s, where, store.Order{}, pointer(int32(100)), nil, nil, nil)
			if !slices.Contains(all, slug) {
				t.Errorf("%s is not found on %s", slug, day)
			}
			looked++
		}
	}
	if looked < 200 {
		t.Errorf("only %d ends were looked at", looked)
	}
}
