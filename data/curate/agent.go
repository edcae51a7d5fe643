package curate

import (
	"fmt"
	"regexp"

	"github.com/summitry/summitry/data"
)

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
	for _, code := range []struct {
		word
		letters int
	}{{c.ISOAlpha2, 2}, {c.ISOAlpha3, 3}} {
		if code.given() && !regexp.MustCompile(fmt.Sprintf("^[A-Z]{%d}$", code.letters)).MatchString(code.string) {
			a.wrong(code.at, "%q is no code of ISO 3166-1: write %d capital letters", code.string, code.letters)
		}
	}
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
