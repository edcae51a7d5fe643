package curate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// An organization is a body that has members, speaks, employs people or takes part in events.
type organizationFile struct {
	// Slugs of records that were merged into this one, for example example-union-of-states.
	Aliases []scalar `yaml:"aliases"`
	// The fullest printed name, for example Example Union of States.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Other printed names and spellings, all of them valid, for example Union of Example States.
	OtherNames claims[scalar] `yaml:"otherNames"`
	// The printed acronym, for example EU.
	Acronym claims[scalar] `yaml:"acronym"`
	// The date on which it was founded, for example 2001.
	Founded claims[date] `yaml:"founded"`
	// The founders, as the document names them, for example Freeland and Ruritania.
	Founders claims[[]mention] `yaml:"founders"`
	// Lists of its members, each as of a day.
	Members claims[memberList] `yaml:"members"`
	// The city of its headquarters, for example Lowport.
	Headquarters claims[scalar] `yaml:"headquarters"`
	// The slug of the organization that it is a part of, such as that of a think tank for one of its institutes.
	PartOf claims[scalar] `yaml:"partOf"`
}

// A country is a state, whether or not it is a member of an organization.
type countryFile struct {
	// Slugs of records that were merged into this one, for example old-ruritania.
	Aliases []scalar `yaml:"aliases"`
	// The ISO 3166-1 alpha-2 code, for example IN.
	ISOAlpha2 scalar `yaml:"isoAlpha2"`
	// The ISO 3166-1 alpha-3 code, for example IND.
	ISOAlpha3 scalar `yaml:"isoAlpha3"`
	// The printed name, for example Ruritania.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Other printed names, all of them valid, including a capital that stands for its state, for example Lowport.
	OtherNames claims[scalar] `yaml:"otherNames"`
}

// A person is somebody whom a document names.
type personFile struct {
	// Slugs of records that were merged into this one, for example jane-m-doe.
	Aliases []scalar `yaml:"aliases"`
	// The fullest printed name, even if it is only a surname, for example Jane Doe.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// The words of the name in the order of a sorted list: the family name, a comma, the rest, for example "Doe,
	// Jane". Default: the name. Formatted citations take the family name from it.
	SortName scalar `yaml:"sortName"`
	// Shorter and other printed names, all of them valid, for example Doe.
	OtherNames claims[scalar] `yaml:"otherNames"`
	// The slug of the person's country, if a document states it, for example ruritania.
	Country claims[scalar] `yaml:"country"`
	// The titles that documents give the person.
	Positions []positionRecord `yaml:"positions"`
}

// A position is a title held by a person.
type positionRecord struct {
	// The title alone, for example President.
	Title scalar `yaml:"title" jsonschema:"required"`
	// The slug of the country or organization to which the title belongs, for example ruritania.
	Of scalar `yaml:"of"`
	// The date on which the person took it up, for example 2023-07.
	Start *date `yaml:"start"`
	// The date on which the person left it, for example 2024.
	End *date `yaml:"end"`
	// The dates on which a document gives the person this title, for example 2023-07-04.
	Attested []date `yaml:"attested"`
	// The passages that print the title.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

func (a *assembler) agentRow(id int64, slug, kind string, names, others claims[scalar]) map[string]any {
	name := settledName(a, "agent", id, names)
	printed := []string{}
	for _, w := range compileClaims(a, "agent", id, "otherNames", others, printedText) {
		printed = append(printed, w.string)
	}
	return map[string]any{"id": id, "slug": slug, "kind": kind, "name": name, "sort_name": name,
		"sort_key": sortKey(name), "other_names": asJSON(printed)}
}

func (a *assembler) country(slug string, c *countryFile) {
	a.startRecord("countries", slug)
	kind := "OTHER_COUNTRY"
	for _, m := range a.input.memberships {
		if m.State.string == slug {
			kind = "MEMBER_STATE"
		}
	}
	id := a.countries[slug]
	values := a.agentRow(id, slug, kind, c.Name, c.OtherNames)
	a.code(c.ISOAlpha2, isoAlpha2)
	a.code(c.ISOAlpha3, isoAlpha3)
	values["iso_alpha2"], values["iso_alpha3"] = text(c.ISOAlpha2), text(c.ISOAlpha3)
	a.names("agent", id, scalar{string: slug}, append(c.Aliases, asAliases(c.ISOAlpha2, c.ISOAlpha3)...)...)
	a.insert("agent", values)
}

func (a *assembler) organization(slug string, o *organizationFile) {
	a.startRecord("organizations", slug)
	id := a.organizations[slug]
	values := a.agentRow(id, slug, "ORGANIZATION", o.Name, o.OtherNames)
	values["acronym"] = settledText(a, "agent", id, "acronym", o.Acronym)
	values["headquarters"] = settledText(a, "agent", id, "headquarters", o.Headquarters)
	if whole := settle(a, "agent", id, "partOf", o.PartOf, chosen); whole != nil {
		values["part_of_id"] = a.refer("organization", a.organizations, *whole)
		a.checkPartOf(slug, *whole)
	}
	a.setDate(values, "founded", settle(a, "agent", id, "founded", o.Founded, dateValue))
	for _, l := range compileClaims(a, "agent", id, "members", o.Members, memberListValue) {
		a.uncertain(&l.On)
		for _, m := range l.States {
			a.refer("country", a.countries, m.Agent)
		}
	}
	a.names("agent", id, scalar{string: slug}, o.Aliases...)
	a.insert("agent", values)
	if founders := settle(a, "agent", id, "founders", o.Founders, mentioned); founders != nil {
		a.mentions("founder", "organization_id", id, *founders)
	}
}

// checkPartOf reports an organization that is, through others, a part of itself.
func (a *assembler) checkPartOf(slug string, whole scalar) {
	seen := map[string]bool{}
	for at := whole.string; !seen[at]; {
		if at == slug {
			a.addProblem(whole.at, "%s is a part of itself through partOf: take one partOf away", slug)
			return
		}
		seen[at] = true
		o := a.input.organizations[at]
		if o == nil {
			return
		}
		next, _ := o.PartOf.best()
		if next == nil {
			return
		}
		at = next.Value.string
	}
}

func (a *assembler) person(slug string, p *personFile) {
	a.startRecord("people", slug)
	id := a.agents[slug]
	values := a.agentRow(id, slug, "PERSON", p.Name, p.OtherNames)
	if p.SortName.isPresent() {
		a.sameWords(p.SortName, values["name"].(string))
		values["sort_name"], values["sort_key"] = p.SortName.string, sortKey(p.SortName.string)
	}
	if country := settle(a, "agent", id, "country", p.Country, chosen); country != nil {
		values["country_id"] = a.refer("country", a.countries, *country)
	}
	a.names("agent", id, scalar{string: slug}, p.Aliases...)
	a.insert("agent", values)
	for i, held := range p.Positions {
		a.position(id, i, held)
	}
}

func (a *assembler) position(person int64, i int, held positionRecord) {
	dates := slices.Clone(held.Attested)
	attested := []*store.UncertainDate{}
	for _, d := range held.Attested {
		attested = append(attested, a.uncertain(&d))
	}
	row := map[string]any{
		"person_id": person, "position": i, "title": held.Title.string, "of_id": a.refer("agent", a.agents, held.Of),
		"attested": asJSON(attested),
	}
	a.setDate(row, "start", held.Start)
	a.setDate(row, "end", held.End)
	a.insert("position", row)
	for _, d := range []*date{held.Start, held.End} {
		if d != nil {
			dates = append(dates, *d)
		}
	}
	for _, d := range dates {
		a.printed(d.AsPrinted, held.Cite)
	}
	for _, s := range dayRanges(a.held(held), nil) {
		a.insert("position_span", map[string]any{
			"person_id": person, "position": i, "first_day": string(s.first), "last_day": string(s.last),
			"certainty": string(s.certainty),
		})
	}
	a.printed(held.Title, held.Cite)
	a.cite("agent", person, "positions", i, held.Title.at, held.Cite)
	a.sayPosition(supported{person, "positions", i}, held)
}

// held returns what is known of when a position was held.
func (a *assembler) held(p positionRecord) status {
	var s status
	for _, d := range p.Attested {
		s.attested = append(s.attested, a.days(&d))
	}
	for known, d := range map[**interval]*date{&s.start: p.Start, &s.end: p.End} {
		if d != nil {
			days := a.days(d)
			*known = &days
		}
	}
	return s
}

// sameWords reports a problem if a sort name and a name do not consist of the same words.
func (a *assembler) sameWords(w scalar, name string) {
	words := func(text string) []string {
		return slices.Sorted(slices.Values(strings.Fields(strings.ReplaceAll(text, ",", " "))))
	}
	if !slices.Equal(words(w.string), words(name)) {
		a.addProblem(w.at, "sortName must consist of the words of the name %q, with the family name first and a comma "+
			"after it, got %q", name, w.string)
	}
}

var (
	isoAlpha2 = regexp.MustCompile(`^[A-Z]{2}$`)
	isoAlpha3 = regexp.MustCompile(`^[A-Z]{3}$`)
)

// code reports a problem if a value does not have the form of an ISO 3166-1 code.
func (a *assembler) code(w scalar, shape *regexp.Regexp) {
	if w.isPresent() && !shape.MatchString(w.string) {
		a.addProblem(w.at, "an ISO 3166-1 code must be two capital letters (isoAlpha2) or three (isoAlpha3), got %q",
			w.string)
	}
}

// asAliases returns country codes as aliases, which are in lower case.
func asAliases(codes ...scalar) []scalar {
	var aliases []scalar
	for _, c := range codes {
		if c.isPresent() {
			aliases = append(aliases, scalar{strings.ToLower(c.string), c.at})
		}
	}
	return aliases
}
