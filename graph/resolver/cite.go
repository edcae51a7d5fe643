package resolver

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/site"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/load"
)

// Cite returns a citation of a statement in one of the styles.
func (statement) Cite(ctx context.Context, s *data.Statement, style data.CitationStyle, base *string) (string, error) {
	public := site.From(ctx)
	if base != nil {
		var err error
		if public, err = site.Parse("base", *base); err != nil {
			return "", err
		}
	}
	address := public + s.URL()
	r, err := reference(ctx, s)
	if err != nil {
		return "", err
	}
	switch style {
	case data.ShortCitation:
		return r.short(), nil
	case data.HTML:
		return r.html(address), nil
	case data.BibTeX:
		return r.bibTeX(address), nil
	case data.CSLJSON:
		return r.cslJSON(address)
	}
	return r.text(address), nil
}

// A citedStatement is a statement with everything that its citation says.
type citedStatement struct {
	*data.Statement
	speakers    []string // as a text citation names them
	authors     []string // the same as BibTeX names them
	names       []cslName
	attribution []*data.Attribution
	annotations []*data.Annotation
	occasion    string
	passage     *data.Citation
	document    *data.Document
	dataset     *data.Dataset
}

func reference(ctx context.Context, s *data.Statement) (*citedStatement, error) {
	r := &citedStatement{Statement: s}
	mentions, err := statement{}.Speakers(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, m := range mentions {
		agent, err := load.LoadOptional(ctx, &data.AgentByKey, m.AgentKey)
		if err != nil {
			return nil, err
		}
		r.speakers = append(r.speakers, nameOf(m, agent))
		r.authors = append(r.authors, author(m, agent))
		r.names = append(r.names, cslNameOf(m, agent))
	}
	if r.attribution, err = (statement{}).Attribution(ctx, s); err != nil {
		return nil, err
	}
	if r.annotations, err = (statement{}).Annotations(ctx, s); err != nil {
		return nil, err
	}
	occasion, err := statement{}.Occasion(ctx, s)
	if err != nil {
		return nil, err
	}
	if occasion != nil {
		r.occasion = data.NameOf(occasion)
	}
	if r.passage, err = (statement{}).Passage(ctx, s); err != nil {
		return nil, err
	}
	if r.document, err = (citation{}).Document(ctx, r.passage); err != nil {
		return nil, err
	}
	r.dataset, err = query{}.Dataset(ctx)
	return r, err
}

// nameOf returns the name of a speaker in a citation: the agent's, or the printed words if they do not identify an
// agent.
func nameOf(m *data.Mention, agent data.Agent) string {
	if agent == nil {
		return m.NamedAs
	}
	return data.NameOf(agent)
}

// author formats a name for BibTeX: a person as "Family, Given" or as their only word, and everybody else in braces,
// which keep a name in one piece.
func author(m *data.Mention, agent data.Agent) string {
	switch family, given := familyAndGiven(agent); {
	case given != "":
		return namePart(family) + ", " + namePart(given)
	case family != "":
		return namePart(family)
	}
	return "{" + escaped(nameOf(m, agent)) + "}"
}

// familyAndGiven returns the parts of a person's name. given is empty for a person with only one word, and both are for
// anybody else and for people whose family name is unknown.
func familyAndGiven(agent data.Agent) (family, given string) {
	person, ok := agent.(*data.Person)
	if !ok {
		return "", ""
	}
	if family, given, ok = strings.Cut(person.SortName, ", "); ok && !strings.Contains(given, ",") {
		return family, given
	}
	if len(strings.Fields(person.Name)) == 1 {
		return person.Name, ""
	}
	return "", ""
}

// separatesNames matches what BibTeX reads as the end of a name or of a part of a name.
var separatesNames = regexp.MustCompile(`(?i)(^|\s)and(\s|$)|,|^others$`)

// namePart returns a part of a name, in braces if BibTeX would split it.
func namePart(text string) string {
	if separatesNames.MatchString(text) {
		return "{" + escaped(text) + "}"
	}
	return escaped(text)
}

// text formats a citation as text, with the first 12 digits of the document's fingerprint.
func (r *citedStatement) text(address string) string {
	parts := []string{
		strings.Join(append([]string{inARow(r.speakers)}, r.circumstances()...), ", "),
		"Printed in " + r.source(r.document.SHA256[:12]+"…"),
	}
	if remarks := r.remarks(); remarks != "" {
		parts = append(parts, remarks)
	}
	return strings.Join(append(parts, r.edition()+", "+address), ". ")
}

// edition names the dataset by its version and the first digits of its fingerprint, both of which the parameter dataset
// of an address takes.
func (r *citedStatement) edition() string {
	return fmt.Sprintf("%s (SHA-256 %s…)", r.dataset.Reference(), r.dataset.Digits())
}

// remarks returns the annotations on the printed words, so that they travel with them.
func (r *citedStatement) remarks() string {
	var all []string
	for _, a := range r.annotations {
		remark := strings.TrimSuffix(a.Note, ".")
		if a.Reading != nil {
			remark += " (read " + *a.Reading + ")"
		}
		all = append(all, remark)
	}
	if len(all) == 0 {
		return ""
	}
	return "Annotated: " + strings.Join(all, ". ")
}

// circumstances returns the cue, how much is verbatim, and through whom, where and when it was said.
func (r *citedStatement) circumstances() []string {
	all := r.manner()
	for _, a := range r.attribution {
		all = append(all, fmt.Sprintf("through %s (“%s”)", a.NamedAs, a.Cue))
	}
	if r.occasion != "" {
		all = append(all, "at “"+r.occasion+"”"+r.occasionDoubt())
	}
	return append(all, dayInWords(r.SaidOn, " (date added from outside the article)"))
}

// manner returns the cue, unless it is read in the text or an attribution, and how much is verbatim.
func (r *citedStatement) manner() (all []string) {
	if !r.showsCue() {
		all = append(all, "“"+r.Cue+"”")
	}
	switch r.Kind {
	case data.Paraphrase:
		all = append(all, "paraphrased")
	case data.QuotedInPart:
		all = append(all, "quoted in part")
	}
	return all
}

func (r *citedStatement) occasionDoubt() string {
	if r.OccasionNote != nil {
		return " (inferred)"
	}
	return ""
}

// dayInWords returns the day of a statement. added follows a day that the document does not give.
func dayInWords(d *store.UncertainDate, added string) string {
	if d == nil {
		return "day not known"
	}
	return d.InWords() + map[store.DateBasis]string{"INFERRED": " (inferred)", "EXTERNAL": added}[d.Basis]
}

// showsCue reports whether the cue stands in the text, or is that of the last attribution, and so is read there.
func (r *citedStatement) showsCue() bool {
	inText := r.TextSpan.Start <= r.CueSpan.Start && r.CueSpan.End <= r.TextSpan.End
	last := len(r.attribution) - 1
	return inText || last >= 0 && r.attribution[last].Cue == r.Cue
}

// source identifies the document and the passage, and says what the document does not print.
func (r *citedStatement) source(fingerprint string) string {
	article, unprinted := r.article()
	unprinted = append(unprinted, "address") // no document prints its own
	return fmt.Sprintf("%s (%s not printed; file %s, SHA-256 %s), characters %d–%d", article, inARow(unprinted),
		r.document.FileName, fingerprint, r.passage.Start, r.passage.End)
}

// article returns the printed title, publisher and date of the document, and which of them are not printed.
func (r *citedStatement) article() (words string, unprinted []string) {
	d := r.document
	words = "an article"
	if d.Title != nil {
		words = "“" + *d.Title + "”"
	} else {
		unprinted = append(unprinted, "title")
	}
	switch {
	case d.Publisher == nil:
		unprinted = append(unprinted, "publisher")
	case d.PublisherNote != nil:
		words += ", perhaps by " + *d.Publisher
	default:
		words += ", " + *d.Publisher
	}
	if d.Published != nil && d.Published.Basis == store.Stated {
		words += ", " + d.Published.InWords()
	} else {
		unprinted = append(unprinted, "date")
	}
	return words, unprinted
}

func (r *citedStatement) bibTeX(address string) string {
	fields := [][2]string{
		{"author", strings.Join(r.authors, " and ")},
		{"title", "{" + escaped(r.Text) + "}"},
	}
	if d := r.SaidOn; d != nil && d.Earliest != nil && d.Latest != nil && (*d.Earliest)[:4] == (*d.Latest)[:4] {
		fields = append(fields, [2]string{"year", string((*d.Earliest)[:4])})
	}
	fields = append(fields,
		[2]string{"howpublished", escaped(r.edition())},
		[2]string{"note", escaped(r.note())},
		[2]string{"url", address},
	)
	var entry strings.Builder
	entry.WriteString("@misc{" + r.key())
	for _, f := range fields {
		fmt.Fprintf(&entry, ",\n  %s = {%s}", f[0], f[1])
	}
	entry.WriteString("\n}\n")
	return entry.String()
}

// separatesWords matches what separates the words of a key.
var separatesWords = regexp.MustCompile(`[^a-z0-9]+`)

// key returns the key of a BibTeX entry: the short title of the dataset, if it has one in ASCII letters, and the slug.
func (r *citedStatement) key() string {
	prefix := separatesWords.ReplaceAllString(strings.ToLower(r.dataset.ShortName()), "-")
	return strings.Trim(prefix+"-"+r.Slug, "-")
}

// note returns everything for which BibTeX has no field.
func (r *citedStatement) note() string {
	note := strings.Join(append(r.circumstances(), "printed in "+r.source(r.document.SHA256)), ", ")
	if remarks := r.remarks(); remarks != "" {
		note += ". " + remarks
	}
	return note
}

// escaped escapes characters that are commands of TeX or end a field.
func escaped(text string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "$", `\$`, "&", `\&`, "%", `\%`,
		"#", `\#`, "_", `\_`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
	).Replace(text)
}

// inARow joins names, as in A, B and C.
func inARow(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
