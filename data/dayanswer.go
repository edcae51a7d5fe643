package data

import (
	"context"

	"github.com/summitry/summitry/data/store"
)

// A DayAnswer says whether something held on a day, and why.
type DayAnswer struct {
	Key     store.Key        `db:"id"`
	item    int64            `db:"item"`
	status  string           `db:"status"`
	Answer  Answer           `db:"answer"`
	Basis   *store.DateBasis `db:"basis"` // nil: the answer is UNKNOWN
	Because string           `db:"because"`
}

// Answer is one of three.
type Answer string

const (
	Yes     Answer = "YES"
	No      Answer = "NO"
	Unknown Answer = "UNKNOWN"
)

// A Holding is what may have held on a day: a membership, a position of a person, or a status of a country in an
// organization.
type Holding struct {
	subject store.Key // the membership, the person or the organization
	item    int64     // the number of the position; the key of the country
	status  string    // of the country
}

// Holding is that of a membership.
func (m *Membership) Holding() Holding { return Holding{subject: m.Key} }

// Holding is that of a position.
func (p *Position) Holding() Holding { return Holding{subject: p.personKey, item: int64(p.item)} }

// Holding is that of a country with a status in the organization.
func (o *Organization) Holding(country store.Key, status MembershipStatus) Holding {
	return Holding{o.Key, country, string(status)}
}

var dayAnswers = store.Relation[store.Key, *DayAnswer]{
	Entity: store.NewEntity[DayAnswer]("day_answer"),
	Key:    "day_answer.subject_id",
	Order:  "day_answer.id",
}

// CitationsOfAnswer leads from an answer to the passages that it rests on.
var CitationsOfAnswer = store.Relation[store.Key, *Citation]{
	Entity: citations,
	Join:   "JOIN day_answer_citation ON day_answer_citation.citation_id = citation.id",
	Key:    "day_answer_citation.answer_id",
	Order:  "citation.by_place",
}

// HeldOn answers whether each holding held on a day. One of which no document says anything is absent.
func HeldOn(ctx context.Context, s *store.Store, all []Holding, day store.Date) (map[Holding]*DayAnswer, error) {
	subjects := make([]store.Key, len(all))
	for i, h := range all {
		subjects[i] = h.subject
	}
	found, err := dayAnswers.AllWhere(ctx, s, subjects, store.NewCondition("? BETWEEN first_day AND last_day", day))
	answers := map[Holding]*DayAnswer{}
	for subject, on := range found {
		for _, a := range on {
			answers[Holding{subject, a.item, a.status}] = a
		}
	}
	return answers, err
}
