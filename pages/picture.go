package pages

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
)

// A picture shows statements as columns by the day on which they were made: above who spoke, below through whom it is
// known, if through anybody, and on what.
type picture struct {
	Width, Height int
	Size          string // its width in letters of the page, so that it grows with them
	Days          []dayOfPicture
	Bands         []*band
	Marks         []mark
	Left          int // where the columns begin
	NamesEnd      int // where the names of rows end
	Top, Depth    int // of what the days are shaded by
	WordsAt       int // where the words for the days stand
}

// A dayOfPicture is the head of the columns of one day.
type dayOfPicture struct {
	X, Width, Middle int
	Words            string
}

// A band is a group of rows.
type band struct {
	Name   string
	Y      int
	Rows   []*row
	others *row // the last one, if it stands for several
}

// A row stands for somebody who speaks or passes words on, or for a topic.
type row struct {
	Name, Address string
	Y             int
	key           string // its whole name and address
	count         int
}

// A mark is one statement: a column with a dot in each row that has to do with it.
type mark struct {
	X, Top, Bottom int
	Address, Words string
	Kind           string
	Who            []int // where the dots are
	Through        []int
	Topics         []int
}

// Sizes in the picture, in its own units: about a pixel each.
const (
	columnWidth = 15
	rowHeight   = 16
	headHeight  = 26
	dayGap      = 12
	namesWidth  = 224
	maxRows     = 18 // of one band; what is rarer shares the last
	maxName     = 36 // letters of the name of a row
)

// draw lays statements out, which must be in the order of their days.
func draw(statements []any) *picture {
	p := &picture{Left: namesWidth, NamesEnd: namesWidth - 7, Top: headHeight - 8, WordsAt: headHeight - 14}
	who, through, topics := &band{Name: "who"}, &band{Name: "through whom"}, &band{Name: "on what"}
	for _, s := range statements {
		statement := s.(map[string]any)
		who.count(statement["speakers"])
		through.count(statement["attribution"])
		topics.count(statement["topics"])
	}
	for _, r := range through.Rows {
		if r.Address != "" {
			r.Address = viewAddress("through-an-agency", url.Values{"agency": {path.Base(r.Address)}})
		}
	}
	y := headHeight
	for _, b := range []*band{who, through, topics} {
		if y = b.place(y); len(b.Rows) > 0 {
			p.Bands = append(p.Bands, b)
		}
	}
	p.Height, p.Depth = y, y-p.Top
	x, day := namesWidth, "none yet"
	for _, s := range statements {
		statement := s.(map[string]any)
		if words := dayInWords(statement); words != day {
			x, day = x+dayGap, words
			p.Days = append(p.Days, dayOfPicture{X: x, Words: words})
		}
		m := mark{
			X:       x + columnWidth/2,
			Address: statement["url"].(string),
			Words:   sentence(statement),
			Kind:    statement["kind"].(string),
			Who:     who.places(statement["speakers"]),
			Through: through.places(statement["attribution"]),
			Topics:  topics.places(statement["topics"]),
		}
		if all := slices.Concat(m.Who, m.Through, m.Topics); len(all) > 0 {
			m.Top, m.Bottom = slices.Min(all), slices.Max(all)
		}
		p.Marks = append(p.Marks, m)
		x += columnWidth
		last := &p.Days[len(p.Days)-1]
		last.Width, last.Middle = x-last.X, (last.X+x)/2
	}
	p.Width = x + dayGap
	p.Size = fmt.Sprintf("%.2frem", float64(p.Width)/16)
	return p
}

// rowOf names what a row stands for, and its page: an agent or a topic, or the printed words where it is not clear who
// is meant.
func rowOf(record map[string]any) (name, address string) {
	if words, isMention := record["namedAs"].(string); isMention {
		agent, known := record["agent"].(map[string]any)
		if !known {
			return "“" + words + "”", ""
		}
		record = agent
	}
	return record["name"].(string), record["url"].(string)
}

// count adds those of one statement to a band.
func (b *band) count(records any) {
	for _, r := range records.([]any) {
		name, address := rowOf(r.(map[string]any))
		at := b.find(name, address)
		if at == nil {
			at = &row{key: name + address, Name: shortened(name, maxName), Address: address}
			b.Rows = append(b.Rows, at)
		}
		at.count++
	}
}

func (b *band) find(name, address string) *row {
	if i := slices.IndexFunc(b.Rows, func(r *row) bool { return r.key == name+address }); i >= 0 {
		return b.Rows[i]
	}
	return nil
}

// place gives the rows their places, the most frequent at the top, and tells where the band ends.
func (b *band) place(y int) int {
	slices.SortStableFunc(b.Rows, func(a, b *row) int { return cmp.Compare(b.count, a.count) })
	if rarer := len(b.Rows) - maxRows + 1; rarer > 1 {
		b.others = &row{Name: fmt.Sprintf("%d others", rarer)}
		b.Rows = append(b.Rows[:maxRows-1], b.others)
	}
	if len(b.Rows) == 0 {
		return y
	}
	b.Y = y + rowHeight
	y += rowHeight + rowHeight/2
	for _, r := range b.Rows {
		r.Y = y + rowHeight/2
		y += rowHeight
	}
	return y
}

// places are where the dots for some records are.
func (b *band) places(records any) []int {
	var all []int
	for _, r := range records.([]any) {
		at := b.find(rowOf(r.(map[string]any)))
		if at == nil {
			at = b.others
		}
		if !slices.Contains(all, at.Y) {
			all = append(all, at.Y)
		}
	}
	return all
}

func dayInWords(statement map[string]any) string {
	if day, known := statement["saidOn"].(map[string]any); known {
		return day["inWords"].(string)
	}
	return "day not known"
}

// sentence says what a mark shows.
func sentence(statement map[string]any) string {
	words := namesOf(statement["speakers"]) + ", " + dayInWords(statement)
	if through := statement["attribution"]; len(through.([]any)) > 0 {
		words += ", through " + namesOf(through)
	}
	var topics []string
	for _, t := range statement["topics"].([]any) {
		topics = append(topics, t.(map[string]any)["name"].(string))
	}
	if len(topics) > 0 {
		words += ", on " + inARow(topics)
	}
	return words + ": " + shortened(statement["text"].(string), 100)
}
