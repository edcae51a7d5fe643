package curate

import "math"

// An event is what happened at a time and a place.
type eventFile struct {
	// Slugs that have been merged into this one.
	Aliases []scalar `yaml:"aliases"`
	// SUMMIT: of heads of state. CONFERENCE: of officials. BILATERAL_MEETING: two at a table. INCIDENT: nobody convened
	// it.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"SUMMIT CONFERENCE BILATERAL_MEETING INCIDENT"`
	// The name that is printed.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Which in its series it is.
	Ordinal claims[int] `yaml:"ordinal"`
	// The slug of the organization that convened it.
	Organization claims[scalar] `yaml:"organization"`
	// The slug of the country that hosted it.
	Host claims[scalar] `yaml:"host"`
	// Whether the participants travelled: IN_PERSON, VIRTUAL or HYBRID.
	Format claims[scalar] `yaml:"format"`
	// SCHEDULED while documents only announce it, otherwise HELD.
	Status claims[scalar] `yaml:"status"`
	// When it took place.
	When claims[date] `yaml:"when"`
	// Where it took place; none for a videoconference.
	Place claims[scalar] `yaml:"place"`
	// The place that is printed, even if nobody travelled there.
	PlaceAsPrinted claims[scalar] `yaml:"placeAsPrinted"`
	// Who took part.
	Participants []participantRecord `yaml:"participants"`
	// What it led to.
	Outcomes []outcomeRecord `yaml:"outcomes"`
}

// A participant is an agent in an event, as a text names it.
type participantRecord struct {
	// The slug of who is meant; absent where the words do not say who exactly.
	Agent scalar `yaml:"agent"`
	// The words of the text.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// What the participant did.
	Role scalar `yaml:"role" jsonschema:"required" enum:"HOST PARTICIPANT LEADER TARGET MEDIATOR"`
	// What the participation is inferred from, where no document says that the agent took part.
	Note scalar `yaml:"note"`
	// The passages that say so.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// An outcome is what an event led to.
type outcomeRecord struct {
	// The words of the document.
	Text scalar `yaml:"text" jsonschema:"required"`
	// The slug of the membership that it brought about.
	Membership scalar `yaml:"membership"`
	// The passages that say so.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

func (a *assembler) event(slug string, e *eventFile) {
	a.startRecord("events", slug)
	id := a.events[slug]
	values := map[string]any{
		"id": id, "slug": slug, "kind": e.Kind.string,
		"status":           "HELD", // of a summit only if its claims say so
		"name":             settledName(a, "event", id, e.Name),
		"place":            settledText(a, "event", id, "place", e.Place),
		"place_as_printed": settledText(a, "event", id, "placeAsPrinted", e.PlaceAsPrinted),
	}
	if n := settle(a, "event", id, "ordinal", e.Ordinal, number); n != nil {
		if *n < 1 || *n > math.MaxInt32 {
			a.addProblem(e.Ordinal[0].at, "an ordinal of %d is not possible: write which in its series it is", *n)
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
	if e.Kind.string == "SUMMIT" && len(e.Status) == 0 {
		a.addProblem(e.Kind.at,
			"there is no status: say whether the documents tell that the summit was HELD, or only that it is "+
				"SCHEDULED, with the passage")
	}
	a.setDate(values, "when", settle(a, "event", id, "when", e.When, dateValue))
	a.names("event", id, scalar{string: slug}, e.Aliases...)
	a.insert("event", values)
	for i, p := range e.Participants {
		a.insert("participant", map[string]any{
			"event_id": id, "position": i, "agent_id": a.refer("agent", a.agents, p.Agent),
			"named_as": p.NamedAs.string,
			"role":     p.Role.string,
			"note":     text(p.Note),
		})
		a.printed(p.NamedAs, p.Cite)
		a.cite("event", id, "participants", i, p.NamedAs.at, p.Cite)
	}
	for i, o := range e.Outcomes {
		a.insert("outcome", map[string]any{
			"event_id": id, "position": i, "text": o.Text.string,
			"membership_id": a.refer("membership", a.memberships, o.Membership),
		})
		a.printed(o.Text, o.Cite)
		a.cite("event", id, "outcomes", i, o.Text.at, o.Cite)
	}
}
