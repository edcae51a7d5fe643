package curate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// An assembler turns records into rows. It goes through the kinds of records so that a record comes after those that it
// refers to. Ids follow that order, and within a kind the order of slugs.
type assembler struct {
	tables
	input  *recordFiles
	places *places
	file   string // the current record file
	record string // the current record, such as people/jane-doe

	agents, countries, organizations       map[string]int64 // ids by slug; agents includes countries and organizations
	events, memberships, documents, topics map[string]int64
	statementIDs                           map[string]int64 // filled while statements are compiled
	lastID                                 int64
	supporting                             map[supported][]passageRow // citations by what they support
	citationRows                           map[int64]map[string]any   // citations by id
	cited                                  []placed                   // every citation, in record order
	texts                                  map[string]place           // texts of statements, by slug
	named                                  map[string]string          // the record that has a name, by space and name
	described                              map[string]any             // columns of the table dataset
}

func assemble(r *recordFiles, p *places) *assembler {
	a := &assembler{input: r, places: p, named: map[string]string{}, statementIDs: map[string]int64{},
		supporting: map[supported][]passageRow{}, citationRows: map[int64]map[string]any{}, texts: map[string]place{}}
	a.number()
	for _, k := range recordKinds {
		k.compile(a)
	}
	a.changes()
	a.dayAnswers()
	a.described = a.dataset()
	return a
}

// number assigns ids to the records that others refer to. Other kinds get theirs when they are compiled.
func (a *assembler) number() {
	ids := func(slugs []string) map[string]int64 {
		numbered := make(map[string]int64)
		for _, slug := range slugs {
			numbered[slug] = a.id()
		}
		return numbered
	}
	r := a.input
	a.documents = ids(a.inFileOrder(sorted(r.documents)))
	a.countries, a.organizations = ids(sorted(r.countries)), ids(sorted(r.organizations))
	a.agents = ids(sorted(r.people))
	maps.Copy(a.agents, a.organizations)
	maps.Copy(a.agents, a.countries)
	a.topics = ids(sorted(r.topics))
	a.events = ids(sorted(r.events))
	a.memberships = ids(sorted(r.memberships))
}

func (a *assembler) id() int64 {
	a.lastID++
	return a.lastID
}

// inFileOrder sorts slugs of documents by the names of the documents' files.
func (a *assembler) inFileOrder(slugs []string) []string {
	slices.SortStableFunc(slugs, func(x, y string) int { return cmp.Compare(a.fileOf(x), a.fileOf(y)) })
	return slugs
}

func (a *assembler) fileOf(document string) string {
	if d := a.input.documents[document]; d != nil {
		return d.File.string
	}
	return ""
}

// startRecord sets the record and the file for which problems are reported.
func (a *assembler) startRecord(folder, slug string) {
	a.record = folder + "/" + slug
	a.file = a.record + ".yaml"
}

func (a *assembler) addProblem(at at, format string, args ...any) {
	a.problems.add(a.file, at, format, args...)
}

// names registers the slug and the aliases of a record. Each must be unique within its space.
func (a *assembler) names(space string, id int64, slug scalar, aliases ...scalar) {
	for _, name := range append([]scalar{slug}, aliases...) {
		key := name.string
		if !isSlug.MatchString(key) {
			a.addProblem(name.at, "a slug must consist of lower-case letters and digits, with single hyphens between "+
				"them, got %q", name.string)
			continue
		}
		if other := a.named[space+" "+key]; other != "" {
			a.addProblem(name.at, "%q is already a name of %s: choose another slug, alias or code", name.string, other)
			continue
		}
		a.named[space+" "+key] = a.record
		a.insert("slug", map[string]any{"space": space, "slug": key, "record_id": id})
	}
}

// refer returns the id of the record that a slug names, or nil if the slug is absent.
func (a *assembler) refer(kind string, ids map[string]int64, w scalar) any {
	if !w.isPresent() {
		return nil
	}
	id, known := ids[w.string]
	if !known {
		a.addProblem(w.at, "no %s has the slug %q: write the slug of an existing record, or add the record", kind,
			w.string)
		return nil
	}
	return id
}

// enumValue returns the value of a scalar, which must be one of a list, or nil if the scalar is absent.
func (a *assembler) enumValue(w scalar, of ...string) any {
	if !w.isPresent() {
		return nil
	}
	if !slices.Contains(of, w.string) {
		a.addProblem(w.at, "the value must be one of %s, got %q", strings.Join(of, ", "), w.string)
		return nil
	}
	return w.string
}

func text(w scalar) any {
	if !w.isPresent() {
		return nil
	}
	return w.string
}

// sortKey returns a collation key. It ignores accents, case and punctuation, and compares numbers by value.
func sortKey(name string) []byte {
	return slices.Clone(collate.New(language.Und, collate.Loose, collate.Numeric).KeyFromString(new(collate.Buffer),
		name))
}

// mentions inserts the agents of a list into a table.
func (a *assembler) mentions(table, owner string, id int64, all []mention) {
	for i, m := range all {
		if m.Agent.isPresent() && m.MembersOf.isPresent() {
			a.addProblem(m.MembersOf.at, "a mention has an agent or membersOf, not both: take one away")
		}
		a.insert(table, map[string]any{owner: id, "position": i, "agent_id": a.refer("agent", a.agents, m.Agent),
			"members_of_id": a.refer("organization", a.organizations, m.MembersOf), "named_as": m.NamedAs.string})
	}
}
