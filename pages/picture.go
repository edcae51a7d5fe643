package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A picture shows statements as bars, in a block for each article, below or beside an axis to scale in time. Bars are
// as long as the text, and filled where it stands inside quotation marks. Pages show the wide form or the narrow one,
// whichever fits the window.
type picture struct{ Wide, Narrow *drawing }

// A drawing is one form of a picture. Its unit is about one pixel.
type drawing struct {
	Class         string
	Width, Height int
	Axis          *timeAxis
	Leads         []string // paths from days on the axis to blocks
	Labels        []drawnText
	Bars          []drawnBar
}

type drawnText struct {
	X, Y         int
	Anchor, Text string
	Class        string // t: strong; q: quiet; print: words of an article
}

// A drawnBar is one statement.
type drawnBar struct {
	Row           rectangle // reacts to the pointer
	Whole         rectangle
	Quoted        []rectangle
	Card          rectangle // shows the words
	Name          string    // of the speakers; "" if the bar above has the same
	NameX, NameY  int
	Label         string // in words
	Day, Speakers string
	Words         []span
	Statement     map[string]any
}

type rectangle struct{ X, Y, Width, Height int }

// A pictureForm holds the sizes of one form of the picture.
type pictureForm struct {
	class          string
	width          int
	left, top      int // where blocks begin
	columns        int // of blocks
	gap            int // between blocks
	leads          int // the largest number of blocks that leads go to
	nameWidth      int
	maxTitle       int // characters
	cardLeft, card int // x and width of cards in the narrow form; 0: those of the block
}

var (
	wideForm = pictureForm{class: "wide", width: 1100, top: 166, columns: 4, gap: 24, leads: 4, nameWidth: 112,
		maxTitle: 36}
	narrowForm = pictureForm{class: "narrow", width: 360, left: 62, top: 16, columns: 1, leads: 6, nameWidth: 104,
		maxTitle: 40, card: 360}
)

const (
	barRow      = 26 // high enough to hit with a finger
	barHeight   = 10
	lineHeight  = 18
	cardHeight  = 236
	maxWords    = 245 // characters of a card
	letterWidth = 7   // of a label, about
)

// An articleBlock holds the statements of an article, in groups that share a day.
type articleBlock struct {
	document map[string]any
	groups   []*dayGroup
}

type dayGroup struct {
	label      string
	when       moment
	statements []map[string]any
}

// newPicture lays out statements.
func newPicture(statements []any) *picture {
	blocks := articleBlocks(statements)
	longest := 1
	for _, s := range statements {
		longest = max(longest, utf8.RuneCountInString(textOf(s.(map[string]any)["text"])))
	}
	return &picture{wideForm.draw(blocks, longest), narrowForm.draw(blocks, longest)}
}

// articleBlocks returns a block for each article, by the day of publication.
func articleBlocks(statements []any) (blocks []*articleBlock) {
	for _, s := range statements {
		statement := s.(map[string]any)
		document, _ := statement["document"].(map[string]any)
		at := slices.IndexFunc(blocks, func(b *articleBlock) bool { return b.document["url"] == document["url"] })
		if at < 0 {
			at, blocks = len(blocks), append(blocks, &articleBlock{document: document})
		}
		blocks[at].add(statement)
	}
	slices.SortStableFunc(blocks, func(a, b *articleBlock) int {
		return cmp.Compare(publishedBy(a.document), publishedBy(b.document))
	})
	return blocks
}

// publishedBy returns the last day on which an article may have been published; articles without one come last.
func publishedBy(document map[string]any) string {
	published, _ := document["published"].(map[string]any)
	return cmp.Or(textOf(published["latest"]), "9999")
}

func (b *articleBlock) add(statement map[string]any) {
	saidOn, _ := statement["saidOn"].(map[string]any)
	label := pictureDay(saidOn)
	at := slices.IndexFunc(b.groups, func(g *dayGroup) bool { return g.label == label })
	if at < 0 {
		at = len(b.groups)
		b.groups = append(b.groups, &dayGroup{label: label, when: momentOf(saidOn)})
	}
	b.groups[at].statements = append(b.groups[at].statements, statement)
}

// draw lays out one form of the picture.
func (f pictureForm) draw(blocks []*articleBlock, longest int) *drawing {
	d := &drawing{Class: f.class, Width: f.width}
	d.Axis = newTimeAxis(blocks)
	columns := max(1, min(f.columns, len(blocks)))
	pitch := min((f.width-f.left+f.gap)/columns, 420)
	top, bottom := f.top, f.top
	if d.Axis == nil && f.left == 0 {
		top, bottom = 0, 0
	}
	var targets []leadTarget
	for i, b := range blocks {
		if i%columns == 0 && i > 0 {
			top = bottom + lineHeight
		}
		at := blockAt{x: f.left + i%columns*pitch, y: top, width: pitch - f.gap}
		y, days := f.block(d, b, at, longest)
		bottom = max(bottom, y)
		targets = append(targets, days...)
	}
	d.Height = bottom
	if d.Axis == nil {
		return d
	}
	d.Axis.place(f, d.Height)
	if len(blocks) <= f.leads {
		d.Leads = d.Axis.leads(targets)
	}
	return d
}

// A blockAt is the place of a block.
type blockAt struct{ x, y, width int }

// A leadTarget is a place in a block to which a line from the axis leads.
type leadTarget struct {
	when moment
	x, y int
}

// block draws the block of an article and returns where it ends, with the places of its days.
func (f pictureForm) block(d *drawing, b *articleBlock, at blockAt, longest int) (bottom int, days []leadTarget) {
	y := at.y + lineHeight
	for _, words := range wrapTitle(textOf(b.document["name"]), f.maxTitle) {
		d.text(at.x, y, "t print", words)
		y += lineHeight
	}
	d.text(at.x, y, "q", truncate(pictureSource(b.document), at.width/letterWidth+2))
	for _, g := range b.groups {
		y += lineHeight + barRow/2
		target := leadTarget{g.when, at.x, y - 4}
		if f.left == 0 {
			target = leadTarget{g.when, at.x + 12 + 14*len(days), at.y}
		}
		if !slices.ContainsFunc(days, func(t leadTarget) bool { return t.when == g.when }) {
			days = append(days, target)
		}
		d.text(at.x, y, "t", truncate(g.label, at.width/letterWidth))
		y += 6
		name := ""
		for _, s := range g.statements {
			bar := f.bar(s, blockAt{at.x, y, at.width}, longest)
			bar.Day, bar.Label = g.label, bar.Label+", "+g.label
			if bar.Name == name {
				bar.Name = ""
			} else {
				name = bar.Name
			}
			d.Bars = append(d.Bars, bar)
			y += barRow
		}
	}
	isPrecise := func(t leadTarget) bool { return !t.when.isWide() }
	if slices.ContainsFunc(days, isPrecise) {
		days = slices.DeleteFunc(days, func(t leadTarget) bool { return !isPrecise(t) })
	}
	return y + lineHeight, days
}

// wrapTitle returns the one or two lines of a title.
func wrapTitle(title string, most int) []string {
	first := truncate(title, most)
	if first == title {
		return []string{title}
	}
	first = strings.TrimSuffix(first, " "+ellipsis)
	rest := strings.TrimLeft(strings.TrimPrefix(title, first), " ")
	return []string{first, truncate(rest, most)}
}

// bar draws a statement.
func (f pictureForm) bar(statement map[string]any, at blockAt, longest int) drawnBar {
	x, y, room := at.x+f.nameWidth, at.y+(barRow-barHeight)/2, at.width-f.nameWidth-2
	scaled := func(characters int) int { return characters * room / longest }
	text := textOf(statement["text"])
	bar := drawnBar{
		Row:       rectangle{at.x, at.y, at.width, barRow},
		Whole:     rectangle{x, y, max(3, scaled(utf8.RuneCountInString(text))), barHeight},
		Card:      rectangle{at.x, at.y - cardHeight - 2, at.width, cardHeight},
		Name:      shortNames(statement["speakers"], f.nameWidth-14),
		NameX:     x - 8,
		NameY:     at.y + barRow/2 + 5,
		Speakers:  agentNames(statement["speakers"]),
		Words:     sayingSpans(statement, maxWords),
		Statement: statement,
	}
	if f.card > 0 {
		bar.Card.X, bar.Card.Width = f.cardLeft, f.card
	}
	for _, s := range listOf(statement["quotedSpans"]) {
		start, end := toInt(s["start"]), toInt(s["end"])
		bar.Quoted = append(bar.Quoted, rectangle{x + scaled(start), y, max(1, scaled(end)-scaled(start)), barHeight})
	}
	kind := enumLabels[textOf(statement["kind"])]
	bar.Label = fmt.Sprintf("%s: %s. %s", bar.Speakers, sayingOf(statement, maxWords), kind)
	if !strings.Contains(bar.Label, bar.Name) {
		bar.Label = bar.Name + ": " + bar.Label // a label contains the visible text
	}
	return bar
}

func (d *drawing) text(x, y int, class, text string) {
	d.Labels = append(d.Labels, drawnText{X: x, Y: y, Class: class, Text: text})
}

// pictureSource returns the publisher of an article and when it was published.
func pictureSource(document map[string]any) string {
	source := textOf(document["publisher"])
	if source != "" && textOf(document["publisherNote"]) != "" {
		source = "perhaps " + source
	}
	published, _ := document["published"].(map[string]any)
	switch {
	case published == nil:
		return cmp.Or(source, "publisher not printed")
	case source == "":
		return "published " + pictureDay(published)
	}
	return source + ", " + pictureDay(published)
}

// pictureDay returns a date in few words, and says if it is inferred.
func pictureDay(date map[string]any) string {
	words := shortDate(date)
	if textOf(date["basis"]) == "INFERRED" {
		words += ", inferred"
	}
	return words
}

// shortDate returns a date in few words.
func shortDate(date map[string]any) string {
	words := textOf(date["inWords"])
	switch when := momentOf(date); {
	case words == "":
		return "day not known"
	case when.isWide() && when.last > 0:
		words = "by " + inWords(textOf(date["latest"]))
	case when.isWide():
		return "day not known"
	}
	words = strings.TrimPrefix(words, "some day from ")
	words = strings.TrimPrefix(words, "some day ")
	if certain, is := strings.CutSuffix(words, " (uncertain)"); is {
		words = certain + "?"
	}
	return bracketed(words, date)
}

// bracketed returns the words of a date: in square brackets if it is added from outside the article, as library
// catalogues do.
func bracketed(words string, date map[string]any) string {
	if textOf(date["basis"]) == "EXTERNAL" {
		return "[" + words + "]"
	}
	return words
}

// shortNames returns the names of agents by which they are sorted, without first names, cut to a width.
func shortNames(mentions any, width int) string {
	var names []string
	for _, m := range listOf(mentions) {
		name := "“" + textOf(m["namedAs"]) + "”"
		if agent, _ := m["agent"].(map[string]any); agent != nil {
			sorted, _, _ := strings.Cut(textOf(agent["sortName"]), ",")
			name = cmp.Or(textOf(agent["acronym"]), sorted, textOf(agent["name"]))
		}
		names = append(names, name)
	}
	return shorten(strings.Join(names, ", "), width)
}

// shorten cuts a label to about a width, also within a word.
func shorten(text string, width int) string {
	letters, used := []rune(text), 0
	for i, l := range letters {
		switch {
		case unicode.IsUpper(l) || l > unicode.MaxLatin1:
			used += 9
		case strings.ContainsRune("fijlrt,. ", l):
			used += 4
		default:
			used += letterWidth
		}
		if used > width {
			return strings.TrimRight(string(letters[:max(0, i-1)]), " ,") + ellipsis
		}
	}
	return text
}
