package generate_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/summitry/summitry/data"
)

// A shape is a question that a client can ask with one filter and one order.
type shape struct {
	name string
	ask  func(*data.Store, data.Slice) (data.PageInfo, error)
	text bool // words are looked for: what is found must be sorted
}

// asking makes a shape of the first page of one list.
func asking[T any](t testing.TB, name string, l *data.List[T], key data.Key, where data.Where, order data.Order) shape {
	return shape{name: name, ask: func(s *data.Store, slice data.Slice) (data.PageInfo, error) {
		pages, err := l.Pages(t.Context(), s, []data.Key{key}, data.ListQuery{Where: where, Order: order, Slice: slice})
		if err != nil {
			return data.PageInfo{}, err
		}
		return pages[key].PageInfo, nil
	}}
}

// A sample knows which values a dataset has.
type sample struct {
	t  testing.TB
	db *sql.DB
}

// most gives the value of a term that the most records have, or of those that at least so many have the fewest.
func (s sample) most(list string) string { return s.value(list, "length DESC", 0) }

func (s sample) value(list, order string, least int) string {
	var value string
	query := "SELECT value FROM list WHERE name = ? AND sorted LIKE 'by_%' AND length >= ? ORDER BY " + order + ", value LIMIT 1"
	if err := s.db.QueryRow(query, list, least).Scan(&value); err != nil {
		s.t.Fatal(list, err)
	}
	return value
}

func (s sample) owner(list string) data.Key {
	var key data.Key
	if err := s.db.QueryRow("SELECT record_id FROM list WHERE name = ? ORDER BY length DESC, record_id LIMIT 1", list).Scan(&key); err != nil {
		s.t.Fatal(list, err)
	}
	return key
}

// shapes are every single filter in every order, of every list.
func (s sample) shapes() (all []shape) {
	day := func(d data.Date) *data.Date { return &d }
	ranges := map[string]*data.DateRange{
		"none":              nil,
		"a year":            {From: day("2012-01-01"), To: day("2012-12-31"), Match: data.Certain},
		"a year, possibly":  {From: day("2012-01-01"), To: day("2012-12-31"), Match: data.Possible},
		"from":              {From: day("2015-01-01"), Match: data.Certain},
		"from, possibly":    {From: day("2015-01-01"), Match: data.Possible},
		"until":             {To: day("2005-12-31"), Match: data.Certain},
		"until, possibly":   {To: day("2005-12-31"), Match: data.Possible},
		"a month, possibly": {From: day("2012-03-01"), To: day("2012-03-31"), Match: data.Possible},
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
			for _, direction := range []data.Direction{"ASC", "DESC"} {
				order := (&data.StatementOrder{By: by, Direction: direction}).Order()
				add := asking(s.t, fmt.Sprint("statements ", name, " ", by, " ", direction), &data.Statements, data.Everything, filter.Where(), order)
				add.text = filter.Text != nil
				all = append(all, add)
				if name == "" {
					all = append(all,
						asking(s.t, fmt.Sprint("of an agent ", by, " ", direction), &data.StatementsOfAgent, s.owner("statement speaker"), data.Where{}, order),
						asking(s.t, fmt.Sprint("at an event ", by, " ", direction), &data.StatementsAtEvent, s.owner("statement occasion"), data.Where{}, order),
						asking(s.t, fmt.Sprint("on a topic ", by, " ", direction), &data.StatementsOnTopic, s.owner("statement topic"), data.Where{}, order),
						asking(s.t, fmt.Sprint("in a document ", by, " ", direction), &data.StatementsInDocument, s.owner("statement document"), data.Where{}, order))
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
			for _, direction := range []data.Direction{"ASC", "DESC"} {
				order := (&data.EventOrder{By: by, Direction: direction}).Order()
				all = append(all, asking(s.t, fmt.Sprint("events ", name, " ", by, " ", direction), &data.Events, data.Everything, filter.Where(), order))
				if name == "" {
					all = append(all,
						asking(s.t, fmt.Sprint("summits ", by, " ", direction), &data.Summits, data.Everything, data.Where{}, order),
						asking(s.t, fmt.Sprint("events of an agent ", by, " ", direction), &data.EventsOfAgent, s.owner("event participant"), data.Where{}, order),
						asking(s.t, fmt.Sprint("summits of an organization ", by, " ", direction), &data.SummitsOfOrganization, s.owner("summit organization"), data.Where{}, order),
						asking(s.t, fmt.Sprint("summits of a host ", by, " ", direction), &data.SummitsOfHost, s.owner("summit host"), data.Where{}, order))
				}
			}
		}
	}
	name := "ka"
	named := asking(s.t, "people name", &data.People, data.Everything, (&data.PersonFilter{Name: &name}).Where(), data.Order{})
	named.text = true
	all = append(all, named,
		asking(s.t, "people", &data.People, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "people country", &data.People, data.Everything, (&data.PersonFilter{Country: common("person country")}).Where(), data.Order{}),
		asking(s.t, "people organization", &data.People, data.Everything, (&data.PersonFilter{Organization: common("person organization")}).Where(), data.Order{}),
		asking(s.t, "people of a country", &data.PeopleOfCountry, s.owner("person country"), data.Where{}, data.Order{}),
		asking(s.t, "organizations", &data.Organizations, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "countries", &data.Countries, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "member states", &data.MemberStates, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "documents", &data.Documents, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "topics", &data.Topics, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "discrepancies", &data.Discrepancies, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "passages", &data.PassagesOfDocument, s.owner("citation document"), data.Where{}, data.Order{}),
		asking(s.t, "annotations", &data.Annotations, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "annotations kind", &data.Annotations, data.Everything, (&data.AnnotationFilter{Kind: []data.AnnotationKind{"WRONG"}}).Where(), data.Order{}),
		asking(s.t, "annotations document", &data.Annotations, data.Everything, (&data.AnnotationFilter{Document: common("annotation document")}).Where(), data.Order{}),
		asking(s.t, "members", &data.MembershipsOfOrganization, s.owner("membership organization"), data.Where{}, data.Order{}),
		asking(s.t, "members on a day", &data.MembershipsOfOrganization, s.owner("membership organization"), data.MembershipsWhere(day("2012-05-05"), data.Possible, nil), data.Order{}),
		asking(s.t, "members of a status", &data.MembershipsOfOrganization, s.owner("membership organization"), data.MembershipsWhere(nil, "", []data.MembershipStatus{"OBSERVER"}), data.Order{}),
		asking(s.t, "road of a state", &data.MembershipsOfState, s.owner("membership state"), data.Where{}, data.Order{}),
		asking(s.t, "road of a state on a day", &data.MembershipsOfState, s.owner("membership state"), data.MembershipsWhere(day("2012-05-05"), data.Certain, nil), data.Order{}),
		asking(s.t, "timeline", &data.Timeline, data.Everything, data.Where{}, data.Order{}),
		asking(s.t, "timeline of a year", &data.Timeline, data.Everything, data.MomentsWhere(day("2012-01-01"), day("2012-12-31"), data.Possible), data.Order{}),
		asking(s.t, "timeline of a year for sure", &data.Timeline, data.Everything, data.MomentsWhere(day("2012-01-01"), day("2012-12-31"), data.Certain), data.Order{}),
	)
	return all
}
