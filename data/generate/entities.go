package generate

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// generateAll generates all records, each after those to which it refers.
func (g *generator) generateAll() {
	n := g.statements
	g.repeat(&g.documents, n/25+1, g.document)
	g.repeat(&g.countries, min(n/50, 60)+5, g.country)
	g.repeat(&g.organizations, n/200+3, g.organization)
	g.repeat(&g.people, n/40+5, g.person)
	g.repeat(&g.topics, min(n/100, 200)+8, g.topic)
	g.repeat(&g.events, n/20+6, g.event)
	g.repeat(&g.memberships, 3*len(g.organizations), g.membership)
	at := 0
	for i := range n {
		document := i * len(g.documents) / n
		if i > 0 && document != (i-1)*len(g.documents)/n {
			at = 0
		}
		at = g.statement(i, g.documents[document], at)
	}
	for i := range n/2 + 3 {
		g.narration(i)
	}
	for i := range n/20 + 3 {
		g.annotation(i)
	}
	for i := range n/500 + 2 {
		id := g.record("discrepancy", fmt.Sprintf("discrepancy-%d", i))
		g.insert("discrepancy", "id, slug, subject, subject_id, property, note", id, fmt.Sprintf("discrepancy-%d", i),
			"agent", pick(g, g.organizations), "founders", g.text(8))
	}
	g.changes(n/20 + 3)
	g.insert("dataset",
		"format, version, sha256, organizations, member_states, summits, people, statements, narrations, documents, "+
			"citations, characters, cited_characters",
		data.Catalog.Format(), "0.0.0", strings.Repeat("0", 64), len(g.organizations), len(g.countries), 0,
		len(g.people), n, n/2+3, len(g.documents), g.cited, 4000*len(g.documents),
		2000*len(g.documents))
}

func (g *generator) document(i int) int64 {
	slug := slug("document", i)
	id, title := g.record("document", slug), g.name(5)
	g.insert("document",
		"id, slug, title, name, publisher, language, sha256, characters, cited_characters, reproduced_characters, "+
			"file_name, "+dateColumns("published"),
		slices.Concat([]any{id, slug, title, title, nil, g.language(id), strings.Repeat("0", 64), 4000, 2000, 2000,
			fmt.Sprintf("%08d.txt", i)}, g.date())...)
	g.insert("remainder", "document_id, start, end, reason", id, 0, 60, "HEADLINE")
	g.insert("remainder", "document_id, start, end, reason", id, 3500, 3502, "JOINING")
	return id
}

// language returns the language of a document.
func (g *generator) language(document int64) string {
	if g.skew != nil {
		return g.skew.scriptOf(document).language
	}
	return "en"
}

func (g *generator) agent(kind, slug, name string, country, partOf any) int64 {
	id := g.record("agent", slug)
	words := strings.Fields(name)
	sortName := words[len(words)-1] + ", " + strings.Join(words[:len(words)-1], " ")
	g.insert("agent", "id, slug, kind, name, sort_name, sort_key, other_names, country_id, part_of_id",
		id, slug, kind, name, sortName, []byte(strings.ToLower(sortName)), asJSON([]string{words[0]}), country, partOf)
	g.cite("agent", id, "name")
	return id
}

func (g *generator) country(i int) int64 {
	return g.agent([]string{"MEMBER_STATE", "OTHER_COUNTRY"}[i%2], slug("country", i), g.name(2), nil, nil)
}

func (g *generator) organization(i int) int64 {
	partOf := any(nil)
	if i%4 == 3 {
		partOf = g.organizations[i/4]
	}
	id := g.agent("ORGANIZATION", slug("organization", i), g.name(3), nil, partOf)
	for n := range g.random.IntN(3) {
		g.insert(
			"founder",
			"organization_id, position, agent_id, named_as",
			id,
			n,
			g.optionalKey(80, g.countries),
			g.name(1),
		)
	}
	for item, rank := range []string{"PREFERRED", "NORMAL"} {
		g.insert("claim", "subject_id, property, item, subject, value, rank, reason", id, "founders", item, "agent",
			g.name(2), rank, nil)
	}
	return id
}

func (g *generator) person(i int) int64 {
	id := g.agent("PERSON", slug("person", i), g.name(2), g.optionalKey(80, g.countries), nil)
	for n := range g.random.IntN(3) {
		g.insert(
			"position",
			"person_id, position, title, of_id, attested, "+dateColumns("start")+", "+dateColumns("end"),
			slices.Concat(
				[]any{id, n, g.name(1), g.optionalKey(80, g.organizations), "[]"},
				g.date(),
				make([]any, 6),
			)...)
		g.spans(func(first, last store.Date, c store.Certainty) {
			g.insert("position_span", "person_id, position, first_day, last_day, certainty", id, n, first, last, c)
			g.answer(id, int64(n), "", first, last, c)
		})
	}
	return id
}

func (g *generator) topic(i int) int64 {
	slug, name := slug("topic", i), g.name(2)
	id := g.record("topic", slug)
	g.insert("topic", "id, slug, name, description, sort_key", id, slug, name, g.text(8),
		[]byte(strings.ToLower(name)))
	return id
}

func (g *generator) event(i int) int64 {
	slug := slug("event", i)
	id := g.record("event", slug)
	kind := pick(g, []string{"SUMMIT", "SUMMIT", "SUMMIT", "CONFERENCE", "BILATERAL_MEETING", "HEARING", "OTHER",
		"INCIDENT", "INCIDENT"})
	kindAsPrinted := any(nil)
	if kind == "OTHER" {
		kindAsPrinted = g.name(1)
	}
	g.insert(
		"event",
		"id, slug, kind, kind_as_printed, name, organization_id, host_id, status, place, "+dateColumns("when"),
		slices.Concat(
			[]any{id, slug, kind, kindAsPrinted, g.name(3), g.optionalKey(80, g.organizations),
				g.optionalKey(60, g.countries), "HELD", g.name(1)},
			g.date(),
		)...)
	g.cite("event", id, nil)
	for n := range g.random.IntN(4) {
		note, basis := any(nil), store.Stated
		if g.chance(10) {
			note, basis = g.text(6), "INFERRED"
		}
		role, roleAsPrinted := "PARTICIPANT", any(nil)
		if g.chance(10) {
			role, roleAsPrinted = "OTHER", g.name(1)
		}
		g.insert("participant", "event_id, position, agent_id, named_as, role, role_as_printed, note, basis", id, n,
			g.optionalKey(90, g.people), g.name(1), role, roleAsPrinted, note, string(basis))
	}
	return id
}

func (g *generator) membership(i int) int64 {
	slug := slug("membership", i)
	id := g.record("membership", slug)
	status := pick(g, []string{"FULL_MEMBER", "FULL_MEMBER", "FULL_MEMBER", "OBSERVER", "ACCESSION_AGREED",
		"APPLICATION_REFUSED", "SUSPENDED", "WITHDRAWN"})
	state, organization := g.countries[2*g.random.IntN((len(g.countries)+1)/2)], g.organizations[i/3]
	g.insert("membership",
		"id, slug, state_id, organization_id, status, attested, occasion_id, "+
			dateColumns("start")+", "+dateColumns("end"),
		slices.Concat([]any{id, slug, state, organization, status, "[]", g.optionalKey(30, g.events)}, g.date(),
			g.date())...)
	g.cite("membership", id, nil)
	g.spans(func(first, last store.Date, c store.Certainty) {
		g.insert("membership_span", "membership_id, first_day, last_day, certainty", id, first, last, c)
		g.answer(id, 0, "", first, last, c)
		if i%3 == 0 { // another membership may have the same state and status
			g.answer(organization, state, status, first, last, c)
		}
	})
	return id
}

// answer inserts an answer for a range of days, with a passage unless nothing is known.
func (g *generator) answer(subject, item int64, status string, first, last store.Date, c store.Certainty) {
	g.lastID++
	answer, basis := data.Unknown, any(nil)
	if c == store.Certain {
		answer, basis = pick(g, []data.Answer{data.Yes, data.Yes, data.No}), "INFERRED"
	}
	g.insert("day_answer", "id, subject_id, item, status, first_day, last_day, answer, basis, because",
		g.lastID, subject, item, status, first, last, answer, basis, g.text(8))
	if of := g.lastID; c == store.Certain {
		g.cite("document", pick(g, g.documents), "published")
		g.insert("day_answer_citation", "answer_id, citation_id", of, g.lastID)
	}
}

// statement generates a statement that starts after an offset in its document, and returns the offset of its end.
func (g *generator) statement(i int, document int64, after int) int {
	slug := slug("statement", i)
	id := g.record("statement", slug)
	g.uttered = append(g.uttered, id)
	text := g.statementText(document)
	kind := pick(g, []string{"DIRECT", "MIXED", "PARAPHRASE", "PARAPHRASE"})
	spans := []store.Span{}
	if kind == "DIRECT" {
		spans = append(spans, store.Span{Start: 0, End: int32(utf8.RuneCountInString(text)), Text: text})
	}
	const cue = "said"
	passage := g.passage("statement", id, nil, document, after, cue+" "+text)
	occasion, basis := g.optionalKey(70, g.events), any(nil)
	if occasion != nil {
		basis = string(store.Stated)
	}
	g.insert(
		"statement",
		"id, slug, kind, cue, cue_span, text, text_span, passage_id, quoted_spans, document_id, start, occasion_id, "+
			"occasion_basis, "+dateColumns("said"),
		slices.Concat(
			[]any{id, slug, kind, cue, spanJSON(0, cue), text, spanJSON(len(cue)+1, text), passage, asJSON(spans),
				document, after + len(cue) + 1, occasion, basis},
			g.date(),
		)...)
	g.mentions("speaker", "statement_id", id, 1+g.random.IntN(5)/4, 90)
	g.mentions("addressee", "statement_id", id, g.random.IntN(5)/4, 50)
	if g.chance(30) {
		g.insert("attribution", "statement_id, position, agent_id, named_as, cue", id, 0,
			g.optionalKey(90, g.organizations), g.name(1), "said")
	}
	g.relate("statement_topic", "statement_id, topic_id", id, 1+g.random.IntN(3), g.topics)
	end := after + len(cue) + 1 + utf8.RuneCountInString(text)
	if g.chance(20) {
		g.passage("statement", id, "saidOn", document, end+1, g.word()+"x")
	}
	return end + 10
}

// statementText returns the text of a statement in a document.
func (g *generator) statementText(document int64) string {
	if g.skew != nil {
		return g.skew.text(document)
	}
	return g.text(8 + g.random.IntN(20))
}

// relate relates a record to at most n others, each once.
func (g *generator) relate(table, columns string, record int64, n int, others []int64) {
	related := map[int64]bool{}
	for range n {
		related[popular(g, others)] = true
	}
	for _, other := range others {
		if related[other] {
			g.insert(table, columns, record, other)
		}
	}
}

// narration inserts a narration at a random place of a document. Every tenth interprets a statement.
func (g *generator) narration(i int) {
	slug := slug("narration", i)
	id := g.record("narration", slug)
	document, start := popular(g, g.documents), g.random.IntN(3000)
	var interprets any
	if g.chance(10) {
		interprets = popular(g, g.uttered)
	}
	g.insert("narration", "id, slug, summary, outside_passage, document_id, start, interprets_id", id, slug,
		g.text(6+g.random.IntN(12)), "[]", document, start, interprets)
	g.mentions("narration_agent", "narration_id", id, g.random.IntN(4), 90)
	g.relate("narration_event", "narration_id, event_id", id, g.random.IntN(2), g.events)
	g.relate("narration_topic", "narration_id, topic_id", id, g.random.IntN(3), g.topics)
	g.passage("narration", id, nil, document, start, g.text(2+g.random.IntN(8)))
	if g.chance(20) {
		g.passage("narration", id, "about", document, start+200, g.name(1))
	}
}

// mentions inserts n different agents. percent is the share whose agent is known.
func (g *generator) mentions(table, owner string, record int64, n, percent int) {
	named := map[any]bool{}
	for i := range n {
		agent := g.optionalKey(percent, g.people)
		if g.skew != nil && table == "speaker" {
			agent = g.skew.speaker(g.people)
		}
		if g.chance(15) {
			agent = g.optionalKey(percent, g.countries)
		} else if g.chance(10) {
			agent = g.optionalKey(percent, g.organizations)
		}
		if agent != nil && named[agent] {
			agent = nil
		}
		named[agent] = true
		membersOf := any(nil)
		if agent == nil {
			membersOf = g.optionalKey(50, g.organizations)
		}
		g.insert(table, owner+", position, agent_id, members_of_id, named_as", record, i, agent, membersOf, g.name(1))
	}
}

// spanJSON is the span of a text that starts at a place of a passage.
func spanJSON(start int, text string) string {
	end := start + utf8.RuneCountInString(text)
	return asJSON(store.Span{Start: int32(start), End: int32(end), Text: text})
}

func (g *generator) annotation(i int) {
	slug := slug("annotation", i)
	id := g.record("annotation", slug)
	kind := pick(g, []string{"WRONG", "TORN", "AMBIGUOUS", "REPEATED", "CAPTION", "NAVIGATION"})
	document, start := pick(g, g.documents), g.random.IntN(3000)
	g.insert("annotation", "id, slug, kind, note, document_id, start", id, slug, kind, g.text(6), document, start)
	g.passage("annotation", id, nil, document, start, g.text(3))
	g.insert("event_annotation", "event_id, annotation_id", popular(g, g.events), id)
	g.insert("membership_annotation", "membership_id, annotation_id", popular(g, g.memberships), id)
}

// changes makes so many of two versions. Every tenth removed its record.
func (g *generator) changes(n int) {
	for i := range n {
		version, record := []string{"0.2.0", "0.1.0"}[2*i/n], i%len(g.topics)
		id := fmt.Sprintf("topic:%s", slug("topic", record))
		kind, subject, key := "CHANGED", any("topic"), any(g.topics[record])
		if i%10 == 9 {
			id = fmt.Sprintf("topic:removed-%d", i)
			kind, subject, key = "REMOVED", nil, nil
		}
		g.lastID++
		g.insert("change", "id, slug, version, released, kind, record, subject, subject_id, note", g.lastID,
			fmt.Sprintf("%s %s %d", version, id, i), version, "2000-01-01", kind, id, subject, key, g.text(6))
	}
}
