package data

import "github.com/summitry/summitry/data/store"

// A Node is a record with an id of its own, the Node of the Relay specification, and a page.
type Node interface {
	ID() string
	URL() string // of the page, without scheme and host
	node()
}

// NameOf is what an agent or an event is called.
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

// Cited is whatever passages support.
type Cited interface{ Fact() Fact }

// A Fact is what a citation supports: a record, a field of it, or an item of a field that is a list.
type Fact struct {
	Subject  store.Key
	Property string // "": the record
	Item     int32  // of the property, from 0
}

func wholeRecord(k store.Key) Fact { return Fact{Subject: k} }

// NamedAgent is an agent as a text names it. AgentKey is nil where the words do not say who exactly.
type NamedAgent struct {
	AgentKey *store.Key `db:"agent_id"`
	NamedAs  string     `db:"named_as"`
}

// Named is the agent's key.
func (n *NamedAgent) Named() *store.Key { return n.AgentKey }

// A Mention is an agent, or the members of an organization as a body, as a text names them.
type Mention struct {
	NamedAgent
	MembersOfKey *store.Key `db:"members_of_id"` // the organization's
}

// mentions leads from a record to the agents that a list of it names.
func mentions(table, owner string) store.Relation[store.Key, *Mention] {
	return store.Relation[store.Key, *Mention]{
		Entity: store.NewEntity[Mention](table),
		Key:    table + "." + owner,
		Order:  table + ".position",
	}
}
