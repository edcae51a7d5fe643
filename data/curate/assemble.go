package curate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/summitry/summitry/data"
)

// An assembler turns records into rows. It goes through the kinds of records in the order in which they refer to each
// other; ids are given in that order too, and within a kind by slug.
type assembler struct {
	tables
	records *records
	places  *places
	file    string // the record file at hand
	record  string // the record in it, such as people/xi-jinping

	agents, countries, organizations       map[string]int64 // ids by slug; agents are of every kind
	events, memberships, documents, topics map[string]int64
	lastID                                 int64
	cited                                  []placed          // every citation, in the order of the records
	texts                                  []place           // of statements
	named                                  map[string]string // which record has a name, by space and name
}

// placed is a citation as far as others look at it: what it supports, and where it stands.
type placed struct {
	record   string // such as people/xi-jinping
	property string
	id       int64 // of the record
	place
}

// assemble makes the rows of all records.
func assemble(r *records, p *places) *assembler {
	a := &assembler{records: r, places: p, named: map[string]string{}}
	a.number()
	each(r.countries, a.country)
	each(r.organizations, a.organization)
	each(r.people, a.person)
	each(r.topics, a.topic)
	each(r.memberships, a.membership)
	each(r.events, a.event)
	for _, document := range a.inFileOrder(sorted(r.statements)) {
		a.statements(document, *r.statements[document])
	}
	each(r.annotations, a.annotation)
	each(r.discrepancies, a.discrepancy)
	a.unusedTopics()
	a.account()
	each(r.documents, a.document) // last, when it is known what is cited of them
	return a
}

// each goes through the records of a folder by slug.
func each[T any](folder map[string]*T, do func(string, *T)) {
	for _, slug := range sorted(folder) {
		do(slug, folder[slug])
	}
}

// number gives ids to the records that others refer to.
func (a *assembler) number() {
	ids := func(slugs []string) map[string]int64 {
		numbered := make(map[string]int64)
		for _, slug := range slugs {
			numbered[slug] = a.id()
		}
		return numbered
	}
	r := a.records
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
	if d := a.records.documents[document]; d != nil {
		return d.File.string
	}
	return ""
}

// open turns to a record that has a file of its own.
func (a *assembler) open(folder, slug string) {
	a.record = folder + "/" + slug
	a.file = a.record + ".yaml"
}

func (a *assembler) wrong(at at, format string, args ...any) {
	a.problems.add(a.file, at, format, args...)
}

// names makes a record known under its slug and aliases, none of which another record of the space may have.
func (a *assembler) names(space string, id int64, slug word, aliases ...word) {
	for _, name := range append([]word{slug}, aliases...) {
		if name.string == "" {
			continue
		}
		key := strings.ToLower(name.string)
		if other := a.named[space+" "+key]; other != "" {
			a.wrong(name.at, "%q already names %s: choose another slug, alias or code", name.string, other)
			continue
		}
		a.named[space+" "+key] = a.record
		a.insert("slug", map[string]any{"space": space, "slug": key, "record_id": id})
	}
}

// refer gives the id of a record that a word names, or nil if there is no word.
func (a *assembler) refer(kind string, ids map[string]int64, w word) any {
	if !w.given() {
		return nil
	}
	id, known := ids[w.string]
	if !known {
		a.wrong(w.at, "there is no %s %q: write the slug of one that has a file, or add its file", kind, w.string)
		return nil
	}
	return id
}

// one gives a word that must be one of some.
func (a *assembler) one(w word, of ...string) any {
	if !w.given() {
		return nil
	}
	if !slices.Contains(of, w.string) {
		a.wrong(w.at, "%q is not possible here: write one of %s", w.string, strings.Join(of, ", "))
		return nil
	}
	return w.string
}

func text(w word) any {
	if !w.given() {
		return nil
	}
	return w.string
}

// A sort of value tells how values of a type are shown as text, and which of their words a passage must print.
type sort[T any] struct {
	show  func(T) string
	words func(T) []word
}

var (
	printedWord = sort[word]{func(w word) string { return w.string }, func(w word) []word { return []word{w} }}
	reference   = sort[word]{func(w word) string { return w.string }, func(word) []word { return nil }}
	number      = sort[int]{strconv.Itoa, func(int) []word { return nil }}
	dated       = sort[date]{func(d date) string { return d.EDTF.string }, func(d date) []word { return []word{d.AsPrinted} }}
	mentioned   = sort[[]mention]{
		func(all []mention) string {
			var names []string
			for _, m := range all {
				names = append(names, m.NamedAs.string)
			}
			return strings.Join(names, ", ")
		},
		func(all []mention) []word {
			var words []word
			for _, m := range all {
				words = append(words, m.NamedAs)
			}
			return words
		},
	}
)

// every compiles the claims of a field, with their citations, and gives their values: all that hold, if the field is a list.
func every[T any](a *assembler, subject string, id int64, property string, all claims[T], of sort[T]) []T {
	var values []T
	for i, c := range all {
		a.cite(subject, id, property, i, c.at, c.Cite)
		for _, w := range of.words(c.Value) {
			if !c.Reason.given() { // a reason may tell how the value follows from other words
				a.printed(w, c.Cite)
			}
		}
		if c.Rank.given() && c.Rank.string != normal && !c.Reason.given() {
			a.wrong(c.Rank.at, "the rank %s has no reason: say in reason why", c.Rank.string)
		}
		a.insert("claim", map[string]any{
			"subject_id": id, "subject": subject, "property": property, "item": i,
			"value": of.show(c.Value), "rank": cmp.Or(c.Rank.string, normal), "reason": text(c.Reason),
		})
		values = append(values, c.Value)
	}
	return values
}

// Ranks of claims.
const (
	preferred  = "PREFERRED"
	normal     = "NORMAL"
	deprecated = "DEPRECATED"
)

// settle compiles the claims of a field of which one is true, and gives the value of the best-ranked one.
func settle[T any](a *assembler, subject string, id int64, property string, all claims[T], of sort[T]) *T {
	every(a, subject, id, property, all, of)
	best, ties := all.best()
	if ties {
		a.wrong(all[0].at, "%s has several claims of the same rank: give one the rank PREFERRED, with a reason, or deprecate the wrong ones", property)
	}
	if best == nil {
		return nil
	}
	return &best.Value
}

// best gives the claim with the best rank, and tells whether others have it too.
func (c claims[T]) best() (best *claim[T], ties bool) {
	for i := range c {
		switch {
		case c[i].Rank.string == deprecated:
		case best == nil, c[i].Rank.string == preferred && best.Rank.string != preferred:
			best, ties = &c[i], false
		case c[i].Rank.string == preferred || best.Rank.string != preferred:
			ties = true
		}
	}
	return best, ties
}

// settledText is a settled field whose value is printed, or NULL.
func settledText(a *assembler, subject string, id int64, property string, all claims[word]) any {
	if w := settle(a, subject, id, property, all, printedWord); w != nil {
		return w.string
	}
	return nil
}

// settledName is a settled field that must be there.
func settledName(a *assembler, subject string, id int64, all claims[word]) string {
	name, _ := settledText(a, subject, id, "name", all).(string)
	if name == "" {
		a.wrong(at{}, "there is no name: give the fullest that a document prints, with its passage")
	}
	return name
}

// sortKey folds case and accents, so that names sort as a reader looks them up.
func sortKey(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// setDate fills the six columns of a date.
func (a *assembler) setDate(values map[string]any, prefix string, d *date) {
	u := a.uncertain(d)
	if u == nil {
		return
	}
	values[prefix+"_edtf"], values[prefix+"_basis"] = u.EDTF, string(u.Basis)
	values[prefix+"_earliest"], values[prefix+"_latest"] = (*string)(u.Earliest), (*string)(u.Latest)
	values[prefix+"_as_printed"], values[prefix+"_note"] = u.AsPrinted, u.Note
}

// uncertain reads a date.
func (a *assembler) uncertain(d *date) *data.UncertainDate {
	if d == nil {
		return nil
	}
	days := a.days(d)
	basis := d.Basis.string
	if basis != "STATED" && !d.Note.given() {
		a.wrong(d.EDTF.at, "the date is %s and has no note: say what is printed and what was added", basis)
	}
	u := &data.UncertainDate{EDTF: d.EDTF.string, Earliest: days.earliest, Latest: days.latest, Basis: data.DateBasis(basis)}
	if d.AsPrinted.given() {
		u.AsPrinted = &d.AsPrinted.string
	}
	if d.Note.given() {
		u.Note = &d.Note.string
	}
	return u
}

func (a *assembler) days(d *date) interval {
	if d == nil {
		return interval{}
	}
	days, err := parseEDTF(d.EDTF.string)
	if err != nil {
		a.wrong(d.EDTF.at, "%v", err)
	}
	return days
}

// printed refuses words that none of the passages prints.
func (a *assembler) printed(w word, passages []passage) {
	if !w.given() || len(passages) == 0 {
		return
	}
	for _, q := range passages {
		if strings.Contains(q.Exact.string, w.string) {
			return
		}
	}
	a.wrong(w.at, "no passage here prints %q: copy the words from one, or cite the one that prints them", w.string)
}

// mentions fills a table with the agents that a list names.
func (a *assembler) mentions(table, owner string, id int64, all []mention) {
	for i, m := range all {
		a.insert(table, map[string]any{owner: id, "position": i, "agent_id": a.refer("agent", a.agents, m.Agent), "named_as": m.NamedAs.string})
	}
}

// cite adds the passages of a record (property ""), a field of it (item -1) or an item of a field.
func (a *assembler) cite(subject string, id int64, property string, item int, owner at, all []passage) {
	if len(all) == 0 {
		a.wrong(owner, "there is no passage that bears this out: cite one")
		return
	}
	for _, q := range all {
		own, part := property, any(nil)
		if q.Property.given() {
			if property == "" {
				own = q.Property.string
			} else {
				part = q.Property.string
			}
			a.knownProperty(subject, property, q.Property)
		}
		a.citation(subject, id, own, item, part, a.place(q), q)
	}
}

func (a *assembler) place(q passage) place {
	if a.refer("document", a.documents, q.Document) == nil {
		if !q.Document.given() {
			a.wrong(q.Exact.at, "the passage has no document: write its slug")
		}
		return place{}
	}
	if q.Exact.string == "" {
		a.wrong(q.Document.at, "the passage has no exact: copy the words from the document")
		return place{}
	}
	p, err := a.places.find(q.Document.string, q)
	if err != nil {
		a.wrong(q.Exact.at, "%v", err)
	} else if n := p.end() - p.Start; n > maxPassage {
		a.wrong(q.Exact.at, "the passage has %d characters, %d at most: take the shortest that bears the fact", n, maxPassage)
	}
	return p
}

// maxPassage bounds a citation, in code points.
const maxPassage = 450

func (a *assembler) citation(subject string, id int64, property string, item int, part any, p place, q passage) {
	values := map[string]any{
		"id": a.id(), "document_id": a.documents[p.Document], "subject": subject, "subject_id": id, "part": part,
		"exact": p.Exact, "prefix": p.Prefix, "suffix": p.Suffix, "start": p.Start, "end": p.end(),
	}
	if property != "" {
		values["property"] = property
	}
	if item >= 0 {
		values["item"] = item
	}
	// The slug does not change when other records come or go: it is made of what is cited, and what for.
	hash := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%v\n%s\n%d\n%s", a.record, property, item, part, p.Document, p.Start, p.Exact))
	slug := hex.EncodeToString(hash[:6])
	if a.named["citation "+slug] != "" {
		a.wrong(q.Exact.at, "the same passage is cited twice for the same: take one away")
		return
	}
	values["slug"] = slug
	a.names("citation", values["id"].(int64), word{string: slug})
	a.insert("citation", values)
	a.cited = append(a.cited, placed{a.record, property, id, p})
}
