package data

import "github.com/summitry/summitry/data/store"

// A Node is a record that has an id, as in the Relay specification, and a page.
type Node interface {
	ID() string
	URL() string // the path of the page
	node()
}

// A Reference takes the place of a Node that has not been read. Plans read the columns of it that are selected.
type Reference struct{ store.Ref }

func (*Reference) ID() string  { return "" }
func (*Reference) URL() string { return "" }
func (*Reference) node()       {}

// NameOf returns the name of an agent or an event, or "" for other records.
func NameOf(n Node) string {
	switch n := n.(type) {
	case *Person:
		return n.Name
	case *Organization:
		return n.Name
	case *MemberState:
		return n.Name
	case *OtherCountry:
		return n.Name
	case *Summit:
		return n.Name
	case *Meeting:
		return n.Name
	case *Incident:
		return n.Name
	}
	return ""
}

// Cited is implemented by everything that passages support.
type Cited interface{ Fact() Fact }

// A Fact is what a citation supports: a record, a field of it, or an item of a list field.
type Fact struct {
	Subject  store.Key
	Property string // "" for the record
	Item     int32  // index in the property, from 0
}

func wholeRecord(k store.Key) Fact { return Fact{Subject: k} }

// A NamedAgent is an agent as a document names it. AgentKey is nil if the words do not say exactly who is meant.
type NamedAgent struct {
	AgentKey *store.Key `db:"agent_id"`
	NamedAs  string     `db:"named_as"`
}

// Named returns the key of the agent, also for types that embed a NamedAgent.
func (n *NamedAgent) Named() *store.Key { return n.AgentKey }

// A Mention is an agent, or the members of an organization as a body, as a document names them.
type Mention struct {
	NamedAgent
	MembersOfKey *store.Key `db:"members_of_id"` // the organization's
}

// mentions returns the relation from a record to the agents in one of its lists.
func mentions(table, owner string) store.Relation[store.Key, *Mention] {
	return store.Relation[store.Key, *Mention]{
		Entity: store.NewEntity[Mention](table),
		Key:    table + "." + owner,
		Order:  table + ".position",
	}
}
