package resolver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// dateAdded follows a day that the document does not give, where there is no room to say more.
const dateAdded = " (date added)"

// lineBreak matches a line break with the spaces around it.
var lineBreak = regexp.MustCompile(`\s*[\r\n\v\f\x{85}\x{2028}\x{2029}]\s*`)

// short returns one line to print: the speakers, the words and their origin. It has neither digests nor an address.
func (r *citedStatement) short() string {
	line := fmt.Sprintf("%s: %s — %s", strings.Join(append([]string{inARow(r.speakers)}, r.reported()...), ", "),
		r.Text, r.origin())
	if len(r.annotations) > 0 {
		line += " (annotated)"
	}
	return lineBreak.ReplaceAllString(line, " ")
}

// html returns a quotation to paste into a page, escaped.
func (r *citedStatement) html(address string) string {
	attribution := strings.Join(append(append([]string{inARow(r.speakers)}, r.reported()...), r.origin()), ", ")
	if remarks := r.remarks(); remarks != "" {
		attribution += ". " + remarks
	}
	address = html.EscapeString(address)
	return fmt.Sprintf(`<blockquote cite="%s" lang="%s">
<p>%s</p>
<footer>%s. <a href="%s">%s</a></footer>
</blockquote>
`, address, html.EscapeString(r.document.Language), html.EscapeString(r.Text), html.EscapeString(attribution), address,
		html.EscapeString(r.edition()))
}

// reported returns how the words were said, how much of them is verbatim, and through whom they came.
func (r *citedStatement) reported() []string {
	all := r.manner()
	for _, a := range r.attribution {
		all = append(all, "through "+a.NamedAs)
	}
	return all
}

// origin returns the occasion, the day and the article, and marks what is inferred or added.
func (r *citedStatement) origin() string {
	var all []string
	if r.occasion != "" {
		all = append(all, r.occasion+r.occasionDoubt())
	}
	article, unprinted := r.article()
	if r.document.Title == nil {
		article += " (" + inARow(unprinted) + " not printed)"
	}
	return strings.Join(append(all, dayInWords(r.SaidOn, dateAdded), "in "+article), ", ")
}

// A cslItem is an item of CSL-JSON, as the Citation Style Language 1.0.2 defines it.
type cslItem struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"`
	Author         []cslName `json:"author"`
	Title          string    `json:"title"`
	Issued         *cslDate  `json:"issued,omitempty"`
	ContainerTitle string    `json:"container-title,omitempty"`
	Version        string    `json:"version"`
	Language       string    `json:"language,omitempty"`
	URL            string    `json:"URL"`
	Note           string    `json:"note"`
}

// A cslName has a family name, with a given name if there is one, or is literal.
type cslName struct {
	Family    string `json:"family,omitempty"`
	GivenName string `json:"given,omitempty"`
	Literal   string `json:"literal,omitempty"`
}

// A cslDate has the parts of one date, or is literal. Circa marks dates that are not printed as they stand.
type cslDate struct {
	DateParts [][]int `json:"date-parts,omitempty"`
	Circa     bool    `json:"circa,omitempty"`
	Literal   string  `json:"literal,omitempty"`
}

// cslJSON returns an array of one item, for reference managers. The note has what CSL has no variable for.
func (r *citedStatement) cslJSON(address string) (string, error) {
	item := cslItem{
		ID: r.key(), Type: "webpage", Author: r.names, Title: r.Text, Issued: cslDateOf(r.SaidOn),
		Version: r.dataset.Version, Language: r.document.Language, URL: address, Note: r.note() + ". " + r.edition(),
	}
	if r.dataset.Title != nil {
		item.ContainerTitle = *r.dataset.Title
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	err := encoder.Encode([]cslItem{item})
	return text.String(), err
}

func cslNameOf(m *data.Mention, agent data.Agent) cslName {
	if family, given := familyAndGiven(agent); family != "" {
		return cslName{Family: family, GivenName: given}
	}
	return cslName{Literal: nameOf(m, agent)}
}

// cslDateOf returns a day, month or year as parts, and any other date in words, which say if it is inferred or added.
func cslDateOf(d *store.UncertainDate) *cslDate {
	if d == nil {
		return nil
	}
	point := strings.TrimRight(d.EDTF, "?~%")
	var parts []int
	for part := range strings.SplitSeq(point, "-") {
		number, err := strconv.Atoi(part)
		if err != nil {
			return &cslDate{Literal: dayInWords(d, dateAdded)}
		}
		parts = append(parts, number)
	}
	return &cslDate{DateParts: [][]int{parts}, Circa: d.Basis != store.Stated || point != d.EDTF}
}
