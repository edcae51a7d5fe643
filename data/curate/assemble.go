package curate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// An assembler turns records into rows. It goes through the kinds of records in the order in which they refer to each
// other; ids are given in that order too, and within a kind by slug.
type assembler struct {
	tables
	input  *recordFiles
	places *places
	file   string // the record file at hand
	record string // the record in it, such as people/xi-jinping

	agents, countries, organizations       map[string]int64 // ids by slug; agents are of every kind
	events, memberships, documents, topics map[string]int64
	statementIDs                           map[string]int64 // filled as they come
	lastID                                 int64
	cited                                  []placed          // every citation, in the order of the records
	texts                                  []place           // of statements
	named                                  map[string]string // which record has a name, by space and name
}

// assemble makes the rows of all records.
func assemble(r *recordFiles, p *places) *assembler {
	a := &assembler{input: r, places: p, named: map[string]string{}, statementIDs: map[string]int64{}}
	a.number()
	for _, k := range recordKinds {
		k.compile(a)
	}
	return a
}

// number gives ids to the records that others refer to. Other kinds number their records as they compile them.
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

// startRecord sets the record, and its file, that problems are reported for.
func (a *assembler) startRecord(folder, slug string) {
	a.record = folder + "/" + slug
	a.file = a.record + ".yaml"
}

func (a *assembler) addProblem(at at, format string, args ...any) {
	if !a.input.unreadable[a.file] { // what is missing there may be in it
		a.problems.add(a.file, at, format, args...)
	}
}

// names makes a record known under its slug and aliases, none of which another record of the space may have.
func (a *assembler) names(space string, id int64, slug scalar, aliases ...scalar) {
	for _, name := range append([]scalar{slug}, aliases...) {
		key := name.string
		if !isSlug.MatchString(key) {
			a.addProblem(name.at, "%q is no slug: write lower case letters, digits and single hyphens", name.string)
			continue
		}
		if other := a.named[space+" "+key]; other != "" {
			a.addProblem(name.at, "%q already names %s: choose another slug, alias or code", name.string, other)
			continue
		}
		a.named[space+" "+key] = a.record
		a.insert("slug", map[string]any{"space": space, "slug": key, "record_id": id})
	}
}

// refer gives the id of a record that a word names, or nil if there is no word.
func (a *assembler) refer(kind string, ids map[string]int64, w scalar) any {
	if !w.isPresent() {
		return nil
	}
	id, known := ids[w.string]
	if !known {
		a.addProblem(w.at, "there is no %s %q: write the slug of one that has a file, or add its file", kind, w.string)
		return nil
	}
	return id
}

// enumValue gives the value of a scalar, which must be one of some; nil if it is absent.
func (a *assembler) enumValue(w scalar, of ...string) any {
	if !w.isPresent() {
		return nil
	}
	if !slices.Contains(of, w.string) {
		a.addProblem(w.at, "%q is not possible here: write one of %s", w.string, strings.Join(of, ", "))
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

// sortKey gives bytes that compare as a reader expects of names: by their letters, accents, case and stops apart, and
// numbers by what they count.
func sortKey(name string) []byte {
	return slices.Clone(collate.New(language.Und, collate.Loose, collate.Numeric).KeyFromString(new(collate.Buffer),
		name))
}

// mentions fills a table with the agents that a list names.
func (a *assembler) mentions(table, owner string, id int64, all []mention) {
	for i, m := range all {
		if m.Agent.isPresent() && m.MembersOf.isPresent() {
			a.addProblem(m.MembersOf.at, "a mention has an agent or membersOf, not both: take one away")
		}
		a.insert(table, map[string]any{owner: id, "position": i, "agent_id": a.refer("agent", a.agents, m.Agent),
			"members_of_id": a.refer("organization", a.organizations, m.MembersOf), "named_as": m.NamedAs.string})
	}
}
