package pages

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A chart shows statements as columns, grouped by the day on which they were made. Dots mark the speakers at the top,
// and below them the agencies that reported the statement, if any, and the topics.
type chart struct {
	Width, Height         int
	DisplayWidth          string // in rem, so that it grows with the font
	Days                  []chartDay
	Groups                []*chartGroup
	Marks                 []chartMark
	Left                  int // x where the columns begin
	NamesEnd              int // x where the names of rows end
	ShadeTop, ShadeHeight int // of the shading of days
	LabelY                int // y of the labels of days
}

// A chartDay is the heading of the columns of one day.
type chartDay struct {
	X, Width, Middle int
	Words            string // the day in words
	Label            string // as many of them as there is room for
}

// A chartGroup is a group of rows.
type chartGroup struct {
	Name   string
	Y      int
	Rows   []*chartRow
	others *chartRow // the last row, if it stands for several
}

// A chartRow stands for a speaker, an agency or a topic.
type chartRow struct {
	Name, Address string
	Y             int
	key           string // full name and address
	count         int
}

// A chartMark is one statement: a column with a dot in the row of each of its speakers, agencies and topics.
type chartMark struct {
	X, Top, Bottom int
	Address, Label string
	Kind           string
	Speakers       []int // y of the dots
	Agencies       []int
	Topics         []int
}

// Sizes in the chart, in its own unit of about one pixel.
const (
	columnWidth = 15
	rowHeight   = 16
	headHeight  = 26
	dayGap      = 12
	letterWidth = 7 // of a label, about
	namesWidth  = 224
	maxRows     = 18 // of one group; the rarest share the last row
	maxName     = 36 // characters of a row's name
)

// newChart lays out statements, which must be sorted by day.
func newChart(statements []any) *chart {
	p := &chart{Left: namesWidth, NamesEnd: namesWidth - 7, ShadeTop: headHeight - 8, LabelY: headHeight - 14}
	who, through, topics := &chartGroup{Name: "Speakers"}, &chartGroup{Name: "Reported by"}, &chartGroup{Name: "Topics"}
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
	for _, b := range []*chartGroup{who, through, topics} {
		if y = b.layOut(y); len(b.Rows) > 0 {
			p.Groups = append(p.Groups, b)
		}
	}
	p.Height, p.ShadeHeight = y, y-p.ShadeTop
	x, day := namesWidth, "none yet"
	for _, s := range statements {
		statement := s.(map[string]any)
		if words := dayLabel(statement); words != day {
			x, day = x+dayGap, words
			p.Days = append(p.Days, chartDay{X: x, Words: words})
		}
		m := chartMark{
			X:        x + columnWidth/2,
			Address:  statement["url"].(string),
			Label:    markLabel(statement),
			Kind:     statement["kind"].(string),
			Speakers: who.dotPositions(statement["speakers"]),
			Agencies: through.dotPositions(statement["attribution"]),
			Topics:   topics.dotPositions(statement["topics"]),
		}
		if all := slices.Concat(m.Speakers, m.Agencies, m.Topics); len(all) > 0 {
			m.Top, m.Bottom = slices.Min(all), slices.Max(all)
		}
		p.Marks = append(p.Marks, m)
		x += columnWidth
		last := &p.Days[len(p.Days)-1]
		last.Width, last.Middle = x-last.X, (last.X+x)/2
	}
	for i := range p.Days {
		p.Days[i].Label = labelFor(p.Days[i].Words, p.Days[i].Width+dayGap)
	}
	p.Width = x + dayGap
	p.DisplayWidth = fmt.Sprintf("%.2frem", float64(p.Width)/16)
	return p
}

// rowName returns the name and address of an agent or topic, or the printed words if the agent is unknown.
func rowName(record map[string]any) (name, address string) {
	if words, isMention := record["namedAs"].(string); isMention {
		agent, ok := record["agent"].(map[string]any)
		if !ok {
			return "“" + words + "”", ""
		}
		record = agent
	}
	return record["name"].(string), record["url"].(string)
}

// count adds the speakers, agencies or topics of one statement to a group.
func (b *chartGroup) count(records any) {
	for _, r := range records.([]any) {
		name, address := rowName(r.(map[string]any))
		at := b.find(name, address)
		if at == nil {
			at = &chartRow{key: name + address, Name: truncate(name, maxName), Address: address}
			b.Rows = append(b.Rows, at)
		}
		at.count++
	}
}

func (b *chartGroup) find(name, address string) *chartRow {
	if i := slices.IndexFunc(b.Rows, func(r *chartRow) bool { return r.key == name+address }); i >= 0 {
		return b.Rows[i]
	}
	return nil
}

// layOut sets the positions of the rows, the most frequent at the top, and returns the y where the group ends.
func (b *chartGroup) layOut(y int) int {
	slices.SortStableFunc(b.Rows, func(a, b *chartRow) int { return cmp.Compare(b.count, a.count) })
	if rarer := len(b.Rows) - maxRows + 1; rarer > 1 {
		b.others = &chartRow{Name: fmt.Sprintf("%d others", rarer)}
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

// dotPositions returns the y of the dots for some records.
func (b *chartGroup) dotPositions(records any) []int {
	var all []int
	for _, r := range records.([]any) {
		at := b.find(rowName(r.(map[string]any)))
		if at == nil {
			at = b.others
		}
		if !slices.Contains(all, at.Y) {
			all = append(all, at.Y)
		}
	}
	return all
}

// labelFor returns the words for a day, or the end of them that fits a width: of a set its last day, or the year alone.
func labelFor(words string, width int) string {
	fits := func(label string) bool { return letterWidth*utf8.RuneCountInString(label) <= width }
	if strings.HasPrefix(words, "some ") && !fits(words) {
		if _, last, isRange := strings.Cut(words, " to "); isRange {
			words = "by " + last
		}
	}
	if date, note, isUncertain := strings.Cut(words, " ("); isUncertain && note == "uncertain)" && !fits(words) {
		words = date + "?"
	}
	year := words[strings.LastIndex(words, " ")+1:]
	switch {
	case fits(words):
		return words
	case fits(year):
		return year
	}
	return ""
}

func dayLabel(statement map[string]any) string {
	if day, ok := statement["saidOn"].(map[string]any); ok {
		return day["inWords"].(string)
	}
	return "day not known"
}

// markLabel describes a mark in words.
func markLabel(statement map[string]any) string {
	words := agentNames(statement["speakers"]) + ", " + dayLabel(statement)
	if through := statement["attribution"]; len(through.([]any)) > 0 {
		words += ", through " + agentNames(through)
	}
	var topics []string
	for _, t := range statement["topics"].([]any) {
		topics = append(topics, t.(map[string]any)["name"].(string))
	}
	if len(topics) > 0 {
		words += ", on " + joinNames(topics)
	}
	return words + ": " + sayingOf(statement, 100)
}
