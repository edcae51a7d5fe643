package curate

import "math"

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
