package pages

import (
	"cmp"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A group is a column of a table for people, made of one or more columns of a view's table.
type group struct {
	title   string
	kind    groupKind
	at      int // position of the first field that it shows
	lines   func(fields map[string]any) []line
	sortKey func(fields map[string]any) string // nil: the text of the cell
	address func(fields map[string]any) string // nil: none
	sorts   string                             // how its values compare: text, number or date
	wide    bool
	nested  bool // it shows fields of an object in the row
}

// A groupKind decides which columns are left out first if there are too many: the last ones of this list.
type groupKind int

const (
	leadGroup   groupKind = iota // the statement or another name of the row
	doubtGroup                   // annotations, and marks of groups that are left out
	answerGroup                  // an answer for a day
	factGroup                    // dates, agents, passages and articles
	wordGroup                    // an enum value
	plainGroup
	listGroup // names
	numberGroup
	itemGroup // a list of records
)

// A composer groups the fields of one object.
type composer struct {
	*fieldNode
	used   map[string]bool
	groups []*group
}

// technical lists fields that identify a record for programs.
var technical = []string{"slug", "id", "url", "isoAlpha2", "sha256", "__typename", "fileName", "supports"}

// leads lists the fields that stand for a record, the most telling one first.
var leads = []string{"summary", "name", "title", "state"}

// groupsOf returns the groups of the fields of an object, by rules that depend on the names of its fields: the parts of
// a date become one group, and so do an agent and the name that is printed, a passage and the marked text in it, a
// value and the note on it.
func groupsOf(n *fieldNode) []*group {
	c := &composer{fieldNode: n, used: map[string]bool{}}
	c.addStatement()
	c.addOwnPassage()
	c.addPeriod()
	c.addCitations()
	for _, child := range n.children {
		if !c.used[child.name] {
			c.addField(child)
		}
	}
	c.addName()
	c.chooseLead()
	slices.SortStableFunc(c.groups, func(a, b *group) int { return cmp.Compare(a.at, b.at) })
	return c.groups
}

// add adds a group of fields, the first of which gives its place and, if it has none, its title.
func (c *composer) add(g *group, names ...string) *group {
	g.at = slices.IndexFunc(c.children, func(n *fieldNode) bool { return n.name == names[0] })
	g.title = cmp.Or(g.title, fieldTitle(names[0]))
	g.sorts = cmp.Or(g.sorts, "text")
	for _, name := range names {
		c.used[name] = true
	}
	c.groups = append(c.groups, g)
	return g
}

// columnTitles holds titles of fields that are not the words of their names.
var columnTitles = map[string]string{
	"speakers": "Speaker", "document": "Article", "passage": "Printed words", "citations": "Printed words",
	"memberState": "State", "totalCount": "Number", "of": "In", "decidedBy": "Decided by", "text": "Text",
}

func fieldTitle(name string) string {
	return cmp.Or(columnTitles[name], capitalize(humanize(strings.TrimLeft(name, "_"))))
}

// addStatement adds the passage of a statement, in which the text is marked, and what the article adds to it.
func (c *composer) addStatement() {
	if !c.has("passage", "textSpan") {
		return
	}
	g := &group{title: "Statement", kind: leadGroup, wide: true, lines: statementLines}
	c.add(g, "passage", "textSpan", "text", "cue", "cueSpan", "quotedSpans", "kind")
	c.addDoubtsOf("glosses")
	c.used["citations"] = c.has("document")
}

// addOwnPassage adds the words and the place of a record that is a passage.
func (c *composer) addOwnPassage() {
	if !c.has("exact", "start", "end") {
		return
	}
	c.add(&group{title: "Printed words", kind: leadGroup, wide: true, lines: func(fields map[string]any) []line {
		return passageLines(fields)
	}}, "exact")
	c.add(&group{title: "Place", kind: factGroup, sorts: "number",
		sortKey: func(fields map[string]any) string { return textOf(fields["start"]) },
		lines:   func(fields map[string]any) []line { return []line{{Text: placeOf(fields)}} },
	}, "start", "end")
}

// addDoubtsOf adds the annotations of the records of a list, which itself is shown elsewhere.
func (c *composer) addDoubtsOf(list string) {
	c.used[list] = true
	if c.child(list, "annotations") == nil {
		return
	}
	g := &group{title: "Doubts", kind: doubtGroup, wide: true, lines: func(fields map[string]any) (all []line) {
		for _, item := range listOf(fields[list]) {
			all = append(all, annotationLines(item["annotations"])...)
		}
		return all
	}}
	c.add(g, list)
}

// addPeriod adds a start and an end, with the days on which an article attests what lies between.
func (c *composer) addPeriod() {
	if !c.has("start", "end") || c.child("start").isLeaf() {
		return
	}
	g := &group{title: "Since, until", kind: factGroup, sorts: "date", lines: periodLines}
	g.sortKey = func(fields map[string]any) string { return dayOf(fields["start"]) }
	c.add(g, "start", "end", "attested")
}

// addCitations adds the first passage of a record, or only its article if the passage of a statement stands beside.
func (c *composer) addCitations() {
	citations := c.child("citations")
	if citations == nil || c.used["citations"] {
		return
	}
	if c.has("passage", "document") {
		c.used["citations"] = true
		return
	}
	c.add(&group{kind: factGroup, wide: true, lines: citationLines}, "citations")
}

// addField adds the group of a field by its shape.
func (c *composer) addField(n *fieldNode) {
	name := n.name
	value := func(fields map[string]any) any { return fields[name] }
	switch {
	case slices.Contains(technical, name):
	case name == "outsidePassage": // the printed words stand beside the summary
	case name == "annotations":
		c.add(&group{title: "Doubts", kind: doubtGroup, wide: true, lines: func(fields map[string]any) []line {
			return annotationLines(fields[name])
		}}, name)
	case n.has("edtf"):
		c.addDate(n)
	case n.has("namedAs"):
		c.addMentions(n)
	case n.has("answer"):
		c.add(&group{kind: answerGroup, lines: func(fields map[string]any) []line {
			return answerLines(fields[name])
		}}, name)
		c.addNested(n)
	case n.has("exact"):
		c.add(&group{kind: factGroup, wide: true, lines: func(fields map[string]any) []line {
			return citedLines(fields[name])
		}}, name)
	case n.has("fileName"):
		c.add(&group{kind: factGroup, sortKey: articleKey, lines: articleLines}, name)
	case n.isLeaf():
		c.addLeaf(n)
	case n.isName():
		c.addValue(n, plainGroup, func(fields map[string]any) []line { return nameLines(n, value(fields)) })
	case n.isList, n.has("slug") && !n.has("url"):
		groups := groupsOf(n)
		c.add(&group{kind: itemGroup, wide: true, lines: func(fields map[string]any) []line {
			return itemLines(groups, fields[name])
		}}, name)
	default:
		c.addNested(n)
	}
}

// isName reports whether an object has nothing but a name and what identifies it.
func (n *fieldNode) isName() bool {
	return !slices.ContainsFunc(n.children, func(c *fieldNode) bool {
		isName := c.name == "name" || c.name == "title" || c.name == "acronym" || c.name == "text"
		return !c.isLeaf() || !isName && !slices.Contains(technical, c.name)
	})
}

// addNested adds the groups of an object, each of which gets the fields of that object.
func (c *composer) addNested(n *fieldNode) {
	if n.has("answer") {
		return
	}
	for _, inner := range groupsOf(n) {
		g := *inner
		g.nested = true
		if g.kind == leadGroup && !g.wide { // the name of the object, which need not stand for the row
			g.kind, g.title = plainGroup, fieldTitle(n.name)
		}
		of := func(fields map[string]any) map[string]any {
			object, _ := fields[n.name].(map[string]any)
			return object
		}
		g.lines = func(fields map[string]any) []line {
			if of(fields) == nil {
				return nil
			}
			return inner.lines(of(fields))
		}
		if inner.sortKey != nil {
			g.sortKey = func(fields map[string]any) string { return inner.sortKey(of(fields)) }
		}
		if inner.address != nil {
			g.address = func(fields map[string]any) string { return inner.address(of(fields)) }
		}
		c.add(&g, n.name)
	}
}

// addDate adds a date or a list of dates. A property that the date is of stands beside it.
func (c *composer) addDate(n *fieldNode) {
	names := []string{n.name}
	property := c.child("property")
	if n.name == "when" && property != nil {
		names = append(names, "property")
	}
	g := &group{kind: factGroup, sorts: "date", lines: func(fields map[string]any) []line {
		all := dateLines(fields[n.name])
		if text := textOf(fields["property"]); text != n.name && len(names) > 1 && len(all) > 0 {
			all[0].Aside = humanize(text)
		}
		return all
	}}
	g.sortKey = func(fields map[string]any) string { return dayOf(fields[n.name]) }
	c.add(g, names...)
}

// addMentions adds agents. Those who pass a statement on follow its speakers.
func (c *composer) addMentions(n *fieldNode) {
	through := n.name == "speakers" && c.child("attribution") != nil
	names := []string{n.name}
	if through {
		names = append(names, "attribution")
	}
	c.add(&group{kind: factGroup, lines: func(fields map[string]any) []line {
		all := mentionLines(fields[n.name], "")
		if through {
			all = append(all, mentionLines(fields["attribution"], "Through")...)
		}
		return all
	}}, names...)
}

// addLeaf adds a single value or a list of them, with the note on it.
func (c *composer) addLeaf(n *fieldNode) {
	switch {
	case n.name == "rank":
		c.add(&group{kind: factGroup, lines: func(fields map[string]any) []line {
			return []line{{Mark: enumLabels[textOf(fields["rank"])], Note: textOf(fields["reason"])}}
		}}, "rank", "reason")
		return
	}
	kind := plainGroup
	switch {
	case n.depth > 0:
		kind = listGroup
	case n.leafType == "Int":
		kind = numberGroup
	case typeWords[n.leafType] == "":
		kind = wordGroup
	}
	g := c.addValue(n, kind, func(fields map[string]any) []line { return valueLines(n, fields[n.name]) })
	switch n.leafType {
	case "Int":
		g.sorts = "number"
	case "Date":
		g.sorts = "date"
	}
	if g.sorts != "text" && n.depth == 0 {
		g.sortKey = func(fields map[string]any) string { return textOf(fields[n.name]) }
	}
	g.wide = n.name == "note" || n.name == "summary" || n.name == "reading" || n.name == "excerpt"
}

// addValue adds a value with the note on it and its printed form, which have the name of the value in theirs.
func (c *composer) addValue(n *fieldNode, kind groupKind, lines func(fields map[string]any) []line) *group {
	note, printed := n.name+"Note", n.name+"AsPrinted"
	g := &group{kind: kind, lines: func(fields map[string]any) []line {
		return withNote(n.name, lines(fields), fields[note], fields[printed])
	}}
	if n.isList && kind == plainGroup {
		g.kind = listGroup
	}
	return c.add(g, n.name, note, printed)
}

// addName adds what identifies an object that has nothing else.
func (c *composer) addName() {
	if len(c.groups) > 0 {
		return
	}
	for _, name := range technical {
		if n := c.child(name); n != nil {
			c.add(&group{kind: plainGroup, lines: func(fields map[string]any) []line {
				return nameLines(c.fieldNode, fields)
			}}, name)
			return
		}
	}
}

// chooseLead makes a group stand for the record if it has no statement. The record's address is a link there.
func (c *composer) chooseLead() {
	isLead := func(g *group) bool { return g.kind == leadGroup }
	for _, name := range leads {
		if slices.ContainsFunc(c.groups, isLead) {
			break
		}
		for _, g := range c.groups {
			if c.children[g.at].name == name {
				g.kind = leadGroup
			}
		}
	}
	if c.has("__typename") && c.has("url") && len(c.groups) > 1 {
		c.mergeKinds()
	}
	for _, g := range c.groups {
		if g.kind == leadGroup && g.address == nil && c.child("url") != nil {
			g.address = func(fields map[string]any) string { return textOf(fields["url"]) }
		}
	}
}

// mergeKinds makes one group of those that stand for records of several kinds, each of which has a value for its kind
// of record only.
func (c *composer) mergeKinds() {
	standsFor := []string{"passage", "summary", "name", "title", "state", "status"}
	var merged []*group
	c.groups = slices.DeleteFunc(c.groups, func(g *group) bool {
		is := slices.Contains(standsFor, c.children[g.at].name)
		if is {
			merged = append(merged, g)
		}
		return is
	})
	c.add(&group{title: "Record", kind: leadGroup, wide: true, lines: func(fields map[string]any) (all []line) {
		for _, g := range merged {
			all = append(all, g.lines(fields)...)
		}
		return append(all, line{Text: humanize(textOf(fields["__typename"])), Class: "note"})
	}}, "__typename").at = -1
}

// textOf returns a value as text, and "" for none.
func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return map[bool]string{true: "yes", false: "no"}[value]
	}
	return ""
}

// listOf returns the records of a list, or the only one.
func listOf(value any) (all []map[string]any) {
	switch value := value.(type) {
	case map[string]any:
		return []map[string]any{value}
	case []any:
		for _, item := range value {
			if fields, is := item.(map[string]any); is {
				all = append(all, fields)
			}
		}
	}
	return all
}

// dayOf returns the first day that a date may mean, or else the last.
func dayOf(value any) string {
	for _, date := range listOf(value) {
		if day := cmp.Or(textOf(date["earliest"]), textOf(date["latest"])); day != "" {
			return day
		}
	}
	return ""
}

// inWords returns a date in words.
func inWords(edtf string) string { return (&store.UncertainDate{EDTF: edtf}).InWords() }

// nameLines returns a line for each object: its name, or what its id or address says.
func nameLines(n *fieldNode, value any) (all []line) {
	for _, fields := range listOf(value) {
		l := line{Address: textOf(fields["url"])}
		for _, name := range []string{"name", "title", "acronym", "text", "fileName"} {
			l.Text = cmp.Or(l.Text, textOf(fields[name]))
		}
		if kind, slug, is := strings.Cut(textOf(fields["id"]), ":"); is && l.Text == "" {
			l.Text, l.Aside = slug, humanize(kind)
			if kind == "document" {
				l.File = "/documents/" + slug
			}
		}
		if l.Text == "" && l.Address != "" {
			l.Text = path.Base(l.Address)
		}
		if l.Text != "" {
			all = append(all, l)
		}
	}
	return all
}
