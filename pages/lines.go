package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A line of a cell is a value in words, with a mark that says how far it can be trusted.
type line struct {
	Label   string // before the text
	Text    string
	Spans   []span // instead of Text: printed words, of which some are marked
	Class   string // print: words of an article; note: small
	Lang    string // of printed words
	Address string // of a page
	File    string // or address of an article, whose name and address take the place of Text and Address
	Aside   string // after the text, small
	Mark    string // printed, inferred, added: in words
	Note    string // why, shown on demand
	Begins  bool   // another record of a list
}

// statementLines returns the passage of a statement, how much of it is quoted, and what the article adds.
func statementLines(fields map[string]any) []line {
	passage, _ := fields["passage"].(map[string]any)
	if passage == nil {
		return nil
	}
	all := passageLines(passage)
	if span, marked := fields["textSpan"].(map[string]any); marked {
		all[0].Spans = splitSpans(all[0].Text, []any{span})
	}
	if kind := textOf(fields["kind"]); kind != "" {
		all = append(all, line{Text: enumLabels[kind], Class: "note"})
	}
	for _, gloss := range listOf(fields["glosses"]) {
		printed, _ := gloss["passage"].(map[string]any)
		text := "“" + textOf(printed["exact"]) + "”"
		all = append(all, line{Label: "The article adds", Text: text, Class: "note"})
	}
	return all
}

// annotationLines returns the notes on the print, each with its kind.
func annotationLines(value any) (all []line) {
	for _, annotation := range listOf(value) {
		l := line{Label: capitalize(enumLabels[textOf(annotation["kind"])]), Text: textOf(annotation["note"])}
		if reading := textOf(annotation["reading"]); reading != "" {
			l.Text += " To be read as: " + reading
		}
		all = append(all, l)
	}
	return all
}

// dateLines returns dates in words with their basis. The note on a date and the printed words are behind the basis.
func dateLines(value any) (all []line) {
	for _, date := range listOf(value) {
		if textOf(date["edtf"]) == "" {
			continue
		}
		l := line{Text: inWords(textOf(date["edtf"])), Mark: enumLabels[textOf(date["basis"])]}
		l.Note = textOf(date["note"])
		if printed := textOf(date["asPrinted"]); printed != "" {
			l.Note = strings.TrimSpace("Printed “" + printed + "”. " + l.Note)
		}
		all = append(all, l)
	}
	return all
}

// periodLines returns the start and the end of a record, and the days on which an article attests it.
func periodLines(fields map[string]any) (all []line) {
	for _, name := range []string{"start", "end", "attested"} {
		for _, l := range dateLines(fields[name]) {
			l.Label = map[string]string{"start": "From", "end": "To", "attested": "Attested"}[name]
			all = append(all, l)
		}
	}
	return all
}

// mentionLines returns agents with the names that are printed, after a word that introduces them.
func mentionLines(value any, label string) (all []line) {
	for _, mention := range listOf(value) {
		agent, _ := mention["agent"].(map[string]any)
		members, _ := mention["membersOf"].(map[string]any)
		printed := "“" + textOf(mention["namedAs"]) + "”"
		_, hasAgent := mention["agent"]
		var asides []string
		l := line{Label: label, Text: textOf(agent["name"])}
		switch {
		case l.Text == "" && members != nil:
			l.Text, asides = printed, []string{"the members of " + textOf(members["name"])}
		case l.Text == "" && hasAgent:
			l.Text, asides = printed, []string{"not identified"}
		case l.Text == "":
			l.Text = "named as " + printed
		case l.Text != textOf(mention["namedAs"]):
			asides = []string{"named as " + printed}
		}
		if role := textOf(mention["role"]); role != "" {
			asides = slices.Insert(asides, 0, enumLabels[role])
		}
		if cue := textOf(mention["cue"]); cue != "" {
			asides = append(asides, "“"+cue+"”")
		}
		if l.Note = textOf(mention["note"]); l.Note != "" {
			l.Mark = enumLabels["INFERRED"]
		}
		l.Aside = strings.Join(asides, ", ")
		all = append(all, l)
	}
	return all
}

// answerLines returns an answer for a day, its basis, and why it was given.
func answerLines(value any) (all []line) {
	for _, answer := range listOf(value) {
		mark := cmp.Or(enumLabels[textOf(answer["basis"])], "why")
		all = append(all, line{
			Text: enumLabels[textOf(answer["answer"])], Mark: mark, Note: textOf(answer["because"]),
		})
		all = append(all, citationLines(answer)...)
	}
	return all
}

// isMoreTelling reports whether a passage tells more of a record than another: it supports the whole record and the
// other does not, or it is longer.
func isMoreTelling(a, b map[string]any) bool {
	if whole := a["property"] == nil; whole != (b["property"] == nil) {
		return whole
	}
	return len(textOf(a["exact"])) > len(textOf(b["exact"]))
}

// sourceLine returns the article of a passage and its place there.
func sourceLine(document map[string]any, place string) line {
	l := line{Text: textOf(document["name"]), File: textOf(document["fileName"]), Aside: place}
	l.Text = cmp.Or(l.Text, l.File)
	if l.Text == "" {
		l.Text, l.Aside = place, ""
	}
	return l
}

// citationLines returns the most telling passage of a record, and how many more there are. If the record has a passage
// of its own, that is shown already.
func citationLines(fields map[string]any) []line {
	citations := listOf(fields["citations"])
	if len(citations) == 0 {
		return nil
	}
	best := citations[0]
	for _, c := range citations[1:] {
		if isMoreTelling(c, best) {
			best = c
		}
	}
	all, place := passageLines(best), placeOf(best)
	if passage, has := fields["passage"].(map[string]any); has {
		all, place = nil, placeOf(passage)
	}
	document, _ := best["document"].(map[string]any)
	source := sourceLine(document, place)
	source.Class = "note"
	all = append(all, source)
	if more := len(citations) - 1; more > 0 && len(all) > 1 {
		all = append(all, line{Text: "and " + plural(more, "more passage", "more passages"), Class: "note"})
	}
	return all
}

// citedLines returns printed words, with their article if the passage has it.
func citedLines(value any) (all []line) {
	for _, passage := range listOf(value) {
		all = append(all, passageLines(passage)...)
		for _, l := range articleLines(map[string]any{"document": passage["document"], "passage": passage}) {
			l.Class = "note"
			all = append(all, l)
		}
	}
	return all
}

// passageLines returns printed words with their language.
func passageLines(value any) (all []line) {
	for _, passage := range listOf(value) {
		all = append(all, line{Text: textOf(passage["exact"]), Class: "print", Lang: textOf(passage["lang"])})
	}
	return all
}

// placeOf returns the characters of a passage.
func placeOf(passage map[string]any) string {
	if passage["start"] == nil {
		return ""
	}
	return "characters " + textOf(passage["start"]) + "–" + textOf(passage["end"])
}

// articleLines returns the article of a record: its name, its publisher, when it was published, and the
// place of the passage in it.
func articleLines(fields map[string]any) []line {
	document, _ := fields["document"].(map[string]any)
	if document == nil {
		return nil
	}
	passage, _ := fields["passage"].(map[string]any)
	all := []line{sourceLine(document, placeOf(passage))}
	publisher := line{Label: "Publisher", Text: textOf(document["publisher"]), Class: "note"}
	publisher = withNote("publisher", []line{publisher}, document["publisherNote"], nil)[0]
	if publisher.Text != "" {
		all = append(all, publisher)
	}
	for _, l := range dateLines(document["published"]) {
		l.Label, l.Class = "Published", "note"
		all = append(all, l)
	}
	return all
}

// articleKey sorts by article, and then by place.
func articleKey(fields map[string]any) string {
	document, _ := fields["document"].(map[string]any)
	passage, _ := fields["passage"].(map[string]any)
	return fmt.Sprintf("%s %08s", textOf(document["name"]), textOf(passage["start"]))
}

// valueLines returns a line for each value of a leaf.
func valueLines(n *fieldNode, value any) (all []line) {
	if list, isList := value.([]any); isList {
		for _, v := range list {
			all = append(all, valueLines(n, v)...)
		}
		return all
	}
	text := textOf(value)
	switch {
	case text == "":
		return nil
	case n.name == "property":
		text = humanize(text)
	case n.leafType == "Date":
		text = inWords(text)
	case n.leafType == "URL":
		return []line{{Text: text, Address: text}}
	default:
		text = cmp.Or(enumLabels[text], text)
	}
	return []line{{Text: text}}
}

// withNote marks a value that has a note. A publisher may be missing because of it; any other value is inferred.
func withNote(name string, lines []line, note, printed any) []line {
	text := textOf(note)
	if words := textOf(printed); words != "" && len(lines) > 0 && words != lines[0].Text {
		lines[0].Aside = "printed “" + words + "”"
	}
	if text == "" {
		return lines
	}
	if len(lines) == 0 {
		lines = []line{{}}
	}
	lines[0].Note, lines[0].Mark = text, enumLabels["INFERRED"]
	if name == "publisher" {
		lines[0].Mark = "in doubt"
		if lines[0].Text == "" {
			lines[0].Text, lines[0].Mark = "not printed", "note"
		}
	}
	return lines
}

// itemLines returns the lines of each record of a list: its values on one line, and then the rest, each after its
// title.
func itemLines(groups []*group, value any) (all []line) {
	for i, fields := range listOf(value) {
		var texts []string
		var rest []line
		for _, g := range groups {
			for i, l := range g.lines(fields) {
				if l.Mark == "" && l.Class == "" && l.Label == "" {
					texts = append(texts, l.Text)
					continue
				}
				if i == 0 && l.Label == "" && l.Class == "" && l.Text != "" {
					l.Label = g.title
				}
				rest = append(rest, l)
			}
		}
		if len(texts) > 0 {
			rest = slices.Insert(rest, 0, line{Text: strings.Join(texts, ", ")})
		}
		if len(rest) > 0 {
			rest[0].Begins = i > 0
		}
		all = append(all, rest...)
	}
	return all
}

// IsPrinted reports whether the mark says that an article prints the value, so that nothing is in doubt.
func (l line) IsPrinted() bool { return l.Mark == enumLabels["STATED"] }
