package curate

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
)

// One method a noun: its rows, its references, its passages.

func (a *assembler) document(slug string, d *documentFile) {
	a.open("documents", slug)
	id := a.documents[slug]
	a.names("document", id, word{string: slug})
	values := map[string]any{
		"id": id, "slug": slug, "title": text(d.Title), "publisher": text(d.Publisher), "language": d.Language.string,
		"sha256": d.SHA256.string, "characters": d.Characters, "file_name": d.File.string,
		"cited_characters": count(a.places.cited(slug, d.Characters)),
	}
	a.setDate(values, "published", d.Published)
	a.insert("document", values)
}

func (a *assembler) agentRow(id int64, slug, kind string, names, others claims[word]) map[string]any {
	name := settledName(a, "agent", id, names)
	printed := []string{}
	for _, w := range every(a, "agent", id, "otherNames", others, printedWord) {
		printed = append(printed, w.string)
	}
	return map[string]any{"id": id, "slug": slug, "kind": kind, "name": name, "sort_name": sortKey(name), "other_names": asJSON(printed)}
}

func (a *assembler) country(slug string, c *countryFile) {
	a.open("countries", slug)
	kind := "OTHER_COUNTRY"
	for _, m := range a.records.memberships {
		if m.State.string == slug {
			kind = "MEMBER_STATE"
		}
	}
	id := a.countries[slug]
	values := a.agentRow(id, slug, kind, c.Name, c.OtherNames)
	values["iso_alpha2"], values["iso_alpha3"] = text(c.ISOAlpha2), text(c.ISOAlpha3)
	a.names("agent", id, word{string: slug}, append(c.Aliases, c.ISOAlpha2, c.ISOAlpha3)...)
	a.insert("agent", values)
}

func (a *assembler) organization(slug string, o *organizationFile) {
	a.open("organizations", slug)
	id := a.organizations[slug]
	values := a.agentRow(id, slug, "ORGANIZATION", o.Name, o.OtherNames)
	values["acronym"] = settledText(a, "agent", id, "acronym", o.Acronym)
	values["headquarters"] = settledText(a, "agent", id, "headquarters", o.Headquarters)
	a.setDate(values, "founded", settle(a, "agent", id, "founded", o.Founded, dated))
	a.names("agent", id, word{string: slug}, o.Aliases...)
	a.insert("agent", values)
	if founders := settle(a, "agent", id, "founders", o.Founders, mentioned); founders != nil {
		a.mentions("founder", "organization_id", id, *founders)
	}
}

func (a *assembler) person(slug string, p *personFile) {
	a.open("people", slug)
	id := a.agents[slug]
	values := a.agentRow(id, slug, "PERSON", p.Name, p.OtherNames)
	if country := settle(a, "agent", id, "country", p.Country, reference); country != nil {
		values["country_id"] = a.refer("country", a.countries, *country)
	}
	a.names("agent", id, word{string: slug}, p.Aliases...)
	a.insert("agent", values)
	for i, held := range p.Positions {
		attested := []*data.UncertainDate{}
		for _, d := range held.Attested {
			attested = append(attested, a.uncertain(&d))
			a.printed(d.AsPrinted, held.Cite)
		}
		row := map[string]any{
			"person_id": id, "position": i, "title": held.Title.string, "of_id": a.refer("agent", a.agents, held.Of), "attested": asJSON(attested),
		}
		a.setDate(row, "start", held.Start)
		a.setDate(row, "end", held.End)
		a.insert("position", row)
		a.printed(held.Title, held.Cite)
		a.cite("agent", id, "positions", i, held.Title.at, held.Cite)
	}
}

func (a *assembler) topic(slug string, t *topicFile) {
	a.open("topics", slug)
	a.names("topic", a.topics[slug], word{string: slug})
	a.insert("topic", map[string]any{"id": a.topics[slug], "slug": slug, "name": t.Name.string, "sort_name": sortKey(t.Name.string)})
}

func (a *assembler) membership(slug string, m *membershipFile) {
	a.open("memberships", slug)
	id := a.memberships[slug]
	attested := []*data.UncertainDate{}
	for _, d := range every(a, "membership", id, "attested", m.Attested, dated) {
		attested = append(attested, a.uncertain(&d))
	}
	var stateName string
	if c := a.records.countries[m.State.string]; c != nil && len(c.Name) > 0 {
		stateName = c.Name[0].Value.string
	}
	values := map[string]any{
		"id": id, "slug": slug,
		"state_id": a.refer("country", a.countries, m.State), "organization_id": a.refer("organization", a.organizations, m.Organization),
		"status":   m.Status.string,
		"attested": asJSON(attested), "sort_name": sortKey(stateName),
	}
	a.setDate(values, "start", settle(a, "membership", id, "start", m.Start, dated))
	a.setDate(values, "end", settle(a, "membership", id, "end", m.End, dated))
	if occasion := settle(a, "membership", id, "occasion", m.Occasion, reference); occasion != nil {
		values["occasion_id"] = a.refer("event", a.events, *occasion)
	}
	a.names("membership", id, word{string: slug})
	a.insert("membership", values)
	if deciders := settle(a, "membership", id, "decidedBy", m.DecidedBy, mentioned); deciders != nil {
		a.mentions("decider", "membership_id", id, *deciders)
	}
	if len(m.Start)+len(m.End)+len(m.Attested) == 0 {
		a.wrong(m.Status.at, "nothing tells when this held: give a start, an end, or a day on which it is attested, with its passage")
	}
	a.possibleOrder(m)
	for _, s := range a.stretches(slug) {
		a.insert("membership_span", map[string]any{
			"membership_id": id, "first_day": string(s.first), "last_day": string(s.last), "certainty": string(s.certainty),
		})
	}
}

// stretches tells when a membership held, given those of the same state in the same organization.
func (a *assembler) stretches(slug string) []stretch {
	own := a.records.memberships[slug]
	var others []status
	for _, other := range sorted(a.records.memberships) {
		m := a.records.memberships[other]
		if other != slug && m.State.string == own.State.string && m.Organization.string == own.Organization.string {
			others = append(others, a.status(m))
		}
	}
	return stretches(a.status(own), others)
}

func (a *assembler) status(m *membershipFile) status {
	s := status{kind: m.Status.string, start: a.best(m.Start), end: a.best(m.End)}
	for _, c := range m.Attested {
		s.attested = append(s.attested, a.days(&c.Value))
	}
	if o := a.records.organizations[m.Organization.string]; o != nil {
		if founded := a.best(o.Founded); founded != nil {
			s.notBefore = founded.earliest
		}
	}
	return s
}

// best gives the days of the best-ranked date.
func (a *assembler) best(all claims[date]) *interval {
	best, _ := all.best()
	if best == nil {
		return nil
	}
	days := a.days(&best.Value)
	return &days
}

func (a *assembler) event(slug string, e *eventFile) {
	a.open("events", slug)
	id := a.events[slug]
	values := map[string]any{
		"id": id, "slug": slug, "kind": e.Kind.string,
		"status":           "HELD",
		"name":             settledName(a, "event", id, e.Name),
		"place":            settledText(a, "event", id, "place", e.Place),
		"place_as_printed": settledText(a, "event", id, "placeAsPrinted", e.PlaceAsPrinted),
	}
	if n := settle(a, "event", id, "ordinal", e.Ordinal, number); n != nil {
		values["ordinal"] = *n
	}
	if w := settle(a, "event", id, "organization", e.Organization, reference); w != nil {
		values["organization_id"] = a.refer("organization", a.organizations, *w)
	}
	if w := settle(a, "event", id, "host", e.Host, reference); w != nil {
		values["host_id"] = a.refer("country", a.countries, *w)
	}
	if w := settle(a, "event", id, "format", e.Format, reference); w != nil {
		values["format"] = a.one(*w, "IN_PERSON", "VIRTUAL", "HYBRID")
	}
	if w := settle(a, "event", id, "status", e.Status, reference); w != nil {
		values["status"] = a.one(*w, "SCHEDULED", "HELD")
	}
	a.setDate(values, "when", settle(a, "event", id, "when", e.When, dated))
	a.names("event", id, word{string: slug}, e.Aliases...)
	a.insert("event", values)
	for i, p := range e.Participants {
		a.insert("participant", map[string]any{
			"event_id": id, "position": i, "agent_id": a.refer("agent", a.agents, p.Agent), "named_as": p.NamedAs.string,
			"role": p.Role.string,
		})
		a.printed(p.NamedAs, p.Cite)
		a.cite("event", id, "participants", i, p.NamedAs.at, p.Cite)
	}
	for i, o := range e.Outcomes {
		a.insert("outcome", map[string]any{
			"event_id": id, "position": i, "text": o.Text.string, "membership_id": a.refer("membership", a.memberships, o.Membership),
		})
		a.printed(o.Text, o.Cite)
		a.cite("event", id, "outcomes", i, o.Text.at, o.Cite)
	}
}

func (a *assembler) statements(document string, all statementFile) {
	a.open("statements", document)
	if a.records.documents[document] == nil {
		a.wrong(at{}, "there is no document %q: name the file by the slug of one, or add documents/%s.yaml", document, document)
		return
	}
	for _, s := range all {
		a.statement(document, s)
	}
}

func (a *assembler) statement(document string, s statementRecord) {
	a.record = "statements/" + s.Slug.string
	id := a.id()
	for i, q := range s.Cite {
		if q.Document.given() && q.Document.string != document {
			a.wrong(q.Document.at, "the passages in this file are of the document %s: leave the document out, or move the statement", document)
		}
		s.Cite[i].Document = word{document, s.Cite[i].Exact.at}
	}
	a.names("statement", id, s.Slug)
	spans, err := quotedSpans(s.Text.string)
	if err != nil {
		a.wrong(s.Text.at, "%v", err)
	}
	values := map[string]any{
		"id": id, "slug": s.Slug.string, "kind": s.Kind.string, "text": s.Text.string, "quoted_spans": asJSON(spans),
		"document_id": a.documents[document], "document_file": a.fileOf(document), "start": a.startOf(document, s),
		"occasion_id": a.refer("event", a.events, s.Occasion), "occasion_note": text(s.OccasionNote),
	}
	a.setDate(values, "said", s.SaidOn)
	a.insert("statement", values)
	a.checkKind(s, spans)
	a.mentions("speaker", "statement_id", id, s.Speakers)
	a.mentions("addressee", "statement_id", id, s.Addressees)
	for _, m := range slices.Concat(s.Speakers, s.Addressees) {
		a.printed(m.NamedAs, s.Cite)
	}
	if s.SaidOn != nil {
		a.printed(s.SaidOn.AsPrinted, s.Cite)
	}
	for i, link := range s.Attribution {
		a.printed(link.NamedAs, s.Cite)
		a.printed(link.Cue, s.Cite)
		a.insert("attribution", map[string]any{
			"statement_id": id, "position": i, "agent_id": a.refer("agent", a.agents, link.Agent), "named_as": link.NamedAs.string, "cue": link.Cue.string,
		})
	}
	for _, topic := range s.Topics {
		a.insert("statement_topic", map[string]any{"statement_id": id, "topic_id": a.refer("topic", a.topics, topic)})
	}
	a.cite("statement", id, "", -1, s.Slug.at, s.Cite)
}

// startOf finds where the text stands in its document: within the first passage of the statement as a whole.
func (a *assembler) startOf(document string, s statementRecord) int {
	for _, q := range s.Cite {
		if q.Property.given() {
			continue
		}
		p, err := a.places.find(document, q)
		if err != nil {
			return 0 // cite says so
		}
		if strings.Count(p.Exact, s.Text.string) != 1 {
			break
		}
		text := place{Document: document, Exact: s.Text.string}
		text.Start = p.Start + utf8.RuneCountInString(p.Exact[:strings.Index(p.Exact, s.Text.string)])
		a.texts = append(a.texts, text)
		return text.Start
	}
	a.wrong(s.Text.at, "the text does not stand exactly once in the first passage: copy it from there, or take a passage that holds it")
	return 0
}

// checkKind holds a statement's kind against its quotation marks.
func (a *assembler) checkKind(s statementRecord, spans []*data.Span) {
	switch {
	case s.Kind.string == "PARAPHRASE" && len(spans) > 0:
		a.wrong(s.Kind.at, "a PARAPHRASE quotes nothing, but the text has quotation marks: write MIXED or DIRECT, or take less text")
	case s.Kind.string != "PARAPHRASE" && len(spans) == 0:
		a.wrong(s.Kind.at, "a %s statement has quotation marks in its text: write PARAPHRASE, or take the marks into the text", s.Kind.string)
	case s.Kind.string == "MIXED" && len(spans) == 1 && int(spans[0].End-spans[0].Start)+2 == utf8.RuneCountInString(s.Text.string):
		a.wrong(s.Kind.at, "all of the text stands in quotation marks: write DIRECT")
	}
}

func (a *assembler) annotation(slug string, n *annotationFile) {
	a.open("annotations", slug)
	id := a.id()
	a.names("annotation", id, word{string: slug})
	a.cite("annotation", id, "", -1, n.Kind.at, n.Cite)
	var first place
	touched := map[int64]bool{}
	for i, q := range n.Cite {
		p := a.place(q)
		if i == 0 {
			first = p
		}
		for _, c := range a.cited {
			touches := c.Document == p.Document && c.Start < p.end() && p.Start < c.end()
			if touches && c.property == "" && strings.HasPrefix(c.record, "statements/") && !touched[c.id] {
				touched[c.id] = true
				a.insert("statement_annotation", map[string]any{"statement_id": c.id, "annotation_id": id})
			}
		}
	}
	a.insert("annotation", map[string]any{
		"id": id, "slug": slug, "kind": n.Kind.string,
		"note": n.Note.string, "reading": text(n.Reading),
		"document_id": a.documents[first.Document], "document_file": a.fileOf(first.Document), "start": first.Start,
	})
}

func (a *assembler) discrepancy(slug string, d *discrepancyFile) {
	a.open("discrepancies", slug)
	folder, of, _ := strings.Cut(d.Subject.string, "/")
	subjects := map[string]map[string]int64{"organizations": a.agents, "countries": a.agents, "people": a.agents, "events": a.events}
	name := word{of, d.Subject.at}
	subject := "agent"
	if folder == "events" {
		subject = "event"
	}
	if subjects[folder] == nil {
		a.wrong(d.Subject.at, "%q names no record: write its folder and slug, such as organizations/sco", d.Subject.string)
		return
	}
	id := a.id()
	about := a.refer("record", subjects[folder], name)
	a.names("discrepancy", id, word{string: slug})
	a.insert("discrepancy", map[string]any{"id": id, "slug": slug, "subject": subject, "subject_id": about, "property": d.Property.string, "note": d.Note.string})
	rivals := a.count("claim", func(v map[string]any) bool { return v["subject_id"] == about && v["property"] == d.Property.string })
	if rivals < 2 {
		a.wrong(d.Property.at, "%s has %d claim: a disagreement is between two at least", d.Property.string, rivals)
	}
}
