package generate_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// A shape is a query with one filter and one order.
type shape struct {
	name string
	ask  func(*store.Store, store.Slice) (store.PageInfo, error)
	text bool // a text search, whose results must be sorted
}

// asking returns a shape that queries a list.
func asking[T any](t testing.TB, name string, l *store.List[T], key store.Key, where store.Where,
	order store.Order) shape {
	return shape{name: name, ask: func(s *store.Store, slice store.Slice) (store.PageInfo, error) {
		pages, err := l.PagesByKey(t.Context(), s, []store.Key{key},
			store.ListQuery{Where: where, Order: order, Slice: slice})
		if err != nil {
			return store.PageInfo{}, err
		}
		return pages[key].PageInfo, nil
	}}
}

// A sample picks values from a dataset.
type sample struct {
	t  testing.TB
	db *sql.DB
}

// most returns the value of an index with the most records.
func (s sample) most(list string) string { return s.value(list, "length DESC", 0) }

func (s sample) value(list, order string, least int) string {
	var value string
	query := "SELECT value FROM list WHERE name = ? AND sorted LIKE 'by_%' AND length >= ? ORDER BY " + order +
		", value LIMIT 1"
	if err := s.db.QueryRow(query, list, least).Scan(&value); err != nil {
		s.t.Fatal(list, err)
	}
	return value
}

func (s sample) owner(list string) store.Key {
	var key store.Key
	if err := s.db.QueryRow("SELECT record_id FROM list WHERE name = ? ORDER BY length DESC, record_id LIMIT 1",
		list).Scan(&key); err != nil {
		s.t.Fatal(list, err)
	}
	return key
}

// shapes returns every single filter in every order, for every list.
func (s sample) shapes() (all []shape) {
	day := func(d store.Date) *store.Date { return &d }
	ranges := map[string]*store.DateRange{
		"none":              nil,
		"a year":            {From: day("2012-01-01"), To: day("2012-12-31"), Match: store.Certain},
		"a year, possibly":  {From: day("2012-01-01"), To: day("2012-12-31"), Match: store.Possible},
		"from":              {From: day("2015-01-01"), Match: store.Certain},
		"from, possibly":    {From: day("2015-01-01"), Match: store.Possible},
		"until":             {To: day("2005-12-31"), Match: store.Certain},
		"until, possibly":   {To: day("2005-12-31"), Match: store.Possible},
		"a month, possibly": {From: day("2012-03-01"), To: day("2012-03-31"), Match: store.Possible},
	}
	common := func(list string) []string { return []string{s.most(list)} }
	two := func(list string) []string { return []string{s.most(list), s.value(list, "length", 1)} }
	rare := func(list string) []string { return []string{s.value(list, "length", 30)} }
	word := "sanctions"
	statements := map[string]data.StatementFilter{
		"":              {},
		"speaker":       {Speaker: common("statement speaker")},
		"two speakers":  {Speaker: two("statement speaker")},
		"rare speaker":  {Speaker: rare("statement speaker")},
		"country":       {Country: common("statement country")},
		"organization":  {Organization: common("statement organization")},
		"occasion":      {Occasion: common("statement occasion")},
		"topic":         {Topic: common("statement topic")},
		"two topics":    {Topic: two("statement topic")},
		"document":      {Document: common("statement document")},
		"kind":          {Kind: []data.StatementKind{"DIRECT"}},
		"two kinds":     {Kind: []data.StatementKind{"DIRECT", "MIXED"}},
		"reportedBy":    {ReportedBy: common("statement reporter")},
		"nobody speaks": {Speaker: []string{"nobody"}},
		"text":          {Text: &word},
	}
	for name, r := range ranges {
		statements["said "+name] = data.StatementFilter{Said: r}
	}
	for name, filter := range statements {
		for _, by := range []data.StatementOrderBy{"SAID", "PRINTED", "SLUG"} {
			for _, direction := range []store.Direction{"ASC", "DESC"} {
				order := (&data.StatementOrder{By: by, Direction: direction}).Order()
				add := asking(s.t, fmt.Sprint("statements ", name, " ", by, " ", direction), &data.Statements,
					store.Everything, filter.Where(), order)
				add.text = filter.Text != nil
				all = append(all, add)
				if name == "" {
					all = append(all,
						asking(s.t, fmt.Sprint("of an agent ", by, " ", direction), &data.StatementsOfAgent,
							s.owner("statement speaker"), store.Where{}, order),
						asking(s.t, fmt.Sprint("at an event ", by, " ", direction), &data.StatementsAtEvent,
							s.owner("statement occasion"), store.Where{}, order),
						asking(s.t, fmt.Sprint("on a topic ", by, " ", direction), &data.StatementsOnTopic,
							s.owner("statement topic"), store.Where{}, order),
						asking(s.t, fmt.Sprint("in a document ", by, " ", direction), &data.StatementsInDocument,
							s.owner("statement document"), store.Where{}, order))
				}
			}
		}
	}
	events := map[string]data.EventFilter{
		"":             {},
		"kind":         {Kind: []data.EventKind{"SUMMIT"}},
		"organization": {Organization: common("event organization")},
		"participant":  {Participant: common("event participant")},
	}
	for name, r := range ranges {
		events["when "+name] = data.EventFilter{When: r}
	}
	for name, filter := range events {
		for _, by := range []data.EventOrderBy{"WHEN", "SLUG"} {
			for _, direction := range []store.Direction{"ASC", "DESC"} {
				order := (&data.EventOrder{By: by, Direction: direction}).Order()
				all = append(all, asking(s.t, fmt.Sprint("events ", name, " ", by, " ", direction), &data.Events,
					store.Everything, filter.Where(), order))
				if name == "" {
					all = append(all,
						asking(s.t, fmt.Sprint("summits ", by, " ", direction), &data.Summits, store.Everything,
							store.Where{}, order),
						asking(s.t, fmt.Sprint("events of an agent ", by, " ", direction), &data.EventsOfAgent,
							s.owner("event participant"), store.Where{}, order),
						asking(s.t, fmt.Sprint("summits of an organization ", by, " ", direction),
							&data.SummitsOfOrganization, s.owner("summit organization"), store.Where{}, order),
						asking(s.t, fmt.Sprint("summits of a host ", by, " ", direction), &data.SummitsOfHost,
							s.owner("summit host"), store.Where{}, order))
				}
			}
		}
	}
	name := "ka"
	named := asking(s.t, "people name", &data.People, store.Everything, (&data.PersonFilter{Name: &name}).Where(),
		store.Order{})
	named.text = true
	all = append(all, named,
		asking(s.t, "people", &data.People, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "people country", &data.People, store.Everything,
			(&data.PersonFilter{Country: common("person country")}).Where(), store.Order{}),
		asking(s.t, "people organization", &data.People, store.Everything,
			(&data.PersonFilter{Organization: common("person organization")}).Where(), store.Order{}),
		asking(s.t, "people of a country", &data.PeopleOfCountry, s.owner("person country"), store.Where{},
			store.Order{}),
		asking(s.t, "organizations", &data.Organizations, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "countries", &data.Countries, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "member states", &data.MemberStates, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "documents", &data.Documents, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "topics", &data.Topics, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "discrepancies", &data.Discrepancies, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "passages", &data.PassagesOfDocument, s.owner("citation document"), store.Where{}, store.Order{}),
		asking(s.t, "annotations", &data.Annotations, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "annotations kind", &data.Annotations, store.Everything,
			(&data.AnnotationFilter{Kind: []data.AnnotationKind{"WRONG"}}).Where(), store.Order{}),
		asking(s.t, "annotations document", &data.Annotations, store.Everything,
			(&data.AnnotationFilter{Document: common("annotation document")}).Where(), store.Order{}),
		asking(s.t, "changes", &data.Changes, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "changes version", &data.Changes, store.Everything, data.ChangesWhere(new("0.2.0"), nil),
			store.Order{}),
		asking(s.t, "changes record", &data.Changes, store.Everything,
			data.ChangesWhere(nil, &common("change record")[0]), store.Order{}),
		asking(s.t, "members", &data.MembershipsOfOrganization, s.owner("membership organization"), store.Where{},
			store.Order{}),
		asking(s.t, "members on a day", &data.MembershipsOfOrganization, s.owner("membership organization"),
			data.MembershipsWhere(day("2012-05-05"), store.Possible, nil), store.Order{}),
		asking(s.t, "members of a status", &data.MembershipsOfOrganization, s.owner("membership organization"),
			data.MembershipsWhere(nil, "", []data.MembershipStatus{"OBSERVER"}), store.Order{}),
		asking(s.t, "road of a state", &data.MembershipsOfState, s.owner("membership state"), store.Where{},
			store.Order{}),
		asking(s.t, "road of a state on a day", &data.MembershipsOfState, s.owner("membership state"),
			data.MembershipsWhere(day("2012-05-05"), store.Certain, nil), store.Order{}),
		asking(s.t, "timeline", &data.Timeline, store.Everything, store.Where{}, store.Order{}),
		asking(s.t, "timeline of a year", &data.Timeline, store.Everything,
			data.MomentsWhere(day("2012-01-01"), day("2012-12-31"), store.Possible), store.Order{}),
		asking(s.t, "timeline of a year for sure", &data.Timeline, store.Everything,
			data.MomentsWhere(day("2012-01-01"), day("2012-12-31"), store.Certain), store.Order{}),
	)
	return all
}
