package curate

import (
	"math"

	"github.com/summitry/summitry/data/store"
)

// An event is something that happened at a time and a place.
type eventFile struct {
	// Slugs of records that were merged into this one, for example spring-conference-2030.
	Aliases []scalar `yaml:"aliases"`
	// SUMMIT: a meeting of heads of state. CONFERENCE: a meeting of officials. BILATERAL_MEETING: a meeting of two
	// people. DEBATE, HEARING, INTERVIEW, PRESS_CONFERENCE: what the words say. OTHER: a meeting of another kind, which
	// kindAsPrinted names. INCIDENT: an event that nobody convened.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"eventKinds"`
	// The printed words for the kind, for example town hall. Required for OTHER.
	KindAsPrinted claims[scalar] `yaml:"kindAsPrinted"`
	// The printed name, for example Example Summit.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// The number in its series, for example 18.
	Ordinal claims[int] `yaml:"ordinal"`
	// The slug of the organization that convened it, for example example-union.
	Organization claims[scalar] `yaml:"organization"`
	// The slug of the country that hosted it, for example ruritania.
	Host claims[scalar] `yaml:"host"`
	// Whether the participants travelled: IN_PERSON, VIRTUAL or HYBRID.
	Format claims[scalar] `yaml:"format"`
	// SCHEDULED if the documents only announce it, otherwise HELD. Required for a summit.
	Status claims[scalar] `yaml:"status"`
	// The date on which it took place, for example 2023-07-04.
	When claims[date] `yaml:"when"`
	// The place where it took place, for example Lowport. Leave it out for a video conference.
	Place claims[scalar] `yaml:"place"`
	// The printed place, even if nobody travelled there, for example Lowport.
	PlaceAsPrinted claims[scalar] `yaml:"placeAsPrinted"`
	// The participants that documents name.
	Participants []participantRecord `yaml:"participants"`
	// The results of the event.
	Outcomes []outcomeRecord `yaml:"outcomes"`
}

// A participant is an agent who took part in an event, as the document names it.
type participantRecord struct {
	// The slug of the agent, for example jane-doe. Leave it out if the words do not say exactly who is meant.
	Agent scalar `yaml:"agent"`
	// The words that name the agent in the document, for example Doe or the coastal states.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The role of the participant, for example HOST. OTHER: a role that roleAsPrinted names.
	Role scalar `yaml:"role" jsonschema:"required" enum:"participantRoles"`
	// The printed words for the role, for example guest of honour. Required for OTHER.
	RoleAsPrinted scalar `yaml:"roleAsPrinted"`
	// What the participation is inferred from, if no document says that the agent took part.
	Note scalar `yaml:"note"`
	// The passages that name the participant.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// An outcome is a result of an event.
type outcomeRecord struct {
	// The words of the document, for example a new development bank.
	Text scalar `yaml:"text" jsonschema:"required"`
	// The slug of the membership that resulted, for example union-freeland-full-member.
	Membership scalar `yaml:"membership"`
	// The passages that print the outcome.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// other is the kind of an event, or the role of a participant, for which only the printed words are the name.
const other = "OTHER"

func (a *assembler) event(slug string, e *eventFile) {
	a.startRecord("events", slug)
	id := a.events[slug]
	values := map[string]any{
		"id": id, "slug": slug, "kind": e.Kind.string,
		"status":           "HELD", // default; a summit must have claims
		"name":             settledName(a, "event", id, e.Name),
		"kind_as_printed":  settledText(a, "event", id, "kindAsPrinted", e.KindAsPrinted),
		"place":            settledText(a, "event", id, "place", e.Place),
		"place_as_printed": settledText(a, "event", id, "placeAsPrinted", e.PlaceAsPrinted),
	}
	if e.Kind.string == other && len(e.KindAsPrinted) == 0 {
		a.addProblem(e.Kind.at, "kindAsPrinted is missing: write the printed words for the kind, with the passage, or "+
			"another kind than OTHER")
	}
	if n := settle(a, "event", id, "ordinal", e.Ordinal, number); n != nil {
		if *n < 1 || *n > math.MaxInt32 {
			a.addProblem(e.Ordinal[0].at, "ordinal must be between 1 and %d, got %d", math.MaxInt32, *n)
		}
		values["ordinal"] = *n
	}
	if w := settle(a, "event", id, "organization", e.Organization, chosen); w != nil {
		values["organization_id"] = a.refer("organization", a.organizations, *w)
	}
	if w := settle(a, "event", id, "host", e.Host, chosen); w != nil {
		values["host_id"] = a.refer("country", a.countries, *w)
	}
	if w := settle(a, "event", id, "format", e.Format, chosen); w != nil {
		values["format"] = a.enumValue(*w, "IN_PERSON", "VIRTUAL", "HYBRID")
	}
	if w := settle(a, "event", id, "status", e.Status, chosen); w != nil {
		values["status"] = a.enumValue(*w, "SCHEDULED", "HELD")
	}
	if e.Kind.string != "SUMMIT" && len(e.Host)+len(e.Format)+len(e.Status) > 0 {
		a.addProblem(e.Kind.at,
			"host, format and status are for a SUMMIT, got %s: remove them, and write a participant with the role HOST",
			e.Kind.string)
	}
	if e.Kind.string == "SUMMIT" && len(e.Status) == 0 {
		a.addProblem(e.Kind.at,
			"status is missing: write HELD or, if the documents only announce the summit, SCHEDULED, with the passage")
	}
	a.setDate(values, "when", settle(a, "event", id, "when", e.When, dateValue))
	a.names("event", id, scalar{string: slug}, e.Aliases...)
	a.insert("event", values)
	for i, p := range e.Participants {
		a.insert("participant", map[string]any{
			"event_id": id, "position": i, "agent_id": a.refer("agent", a.agents, p.Agent),
			"named_as":        p.NamedAs.string,
			"role":            p.Role.string,
			"role_as_printed": text(p.RoleAsPrinted),
			"note":            text(p.Note),
			"basis":           basisOf(p.Note),
		})
		if p.Role.string == other && !p.RoleAsPrinted.isPresent() {
			a.addProblem(p.Role.at, "roleAsPrinted is missing: write the printed words for the role, or another role "+
				"than OTHER")
		}
		a.printed(p.NamedAs, p.Cite)
		a.printed(p.RoleAsPrinted, p.Cite)
		a.cite("event", id, "participants", i, p.NamedAs.at, p.Cite)
		a.says(supported{id, "participants", i}, a.participation(p))
	}
	for i, o := range e.Outcomes {
		a.insert("outcome", map[string]any{
			"event_id": id, "position": i, "text": o.Text.string,
			"membership_id": a.refer("membership", a.memberships, o.Membership),
		})
		a.printed(o.Text, o.Cite)
		a.cite("event", id, "outcomes", i, o.Text.at, o.Cite)
		a.says(supported{id, "outcomes", i}, o.Text.string)
	}
}

// basisOf returns the basis of what is printed, unless a note says what it is inferred from.
func basisOf(note scalar) string {
	if note.isPresent() {
		return "INFERRED"
	}
	return string(store.Stated)
}
