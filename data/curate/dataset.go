package curate

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/views"
)

// The dataset as a whole. Only the version is required; pages, citations and feeds leave out what is not
// given.
type datasetFile struct {
	// The version of the records, for example 1.2.0. Raise it whenever their content changes.
	Version scalar `yaml:"version" jsonschema:"required"`
	// The title, as a catalogue would print it, for example Speeches at the harbour council.
	Title scalar `yaml:"title"`
	// A short title for headers, feeds and BibTeX keys, for example Harbour council. By default the title.
	ShortTitle scalar `yaml:"shortTitle"`
	// The question that the dataset answers, as the headline of the front page.
	Description scalar `yaml:"description"`
	// The people or the body who made the dataset, as a citation names them.
	Creator scalar `yaml:"creator"`
	// How articles become records, for readers: paragraphs with an empty line between them. The page /about shows it.
	Method scalar `yaml:"method"`
	// The SPDX identifier of the licence of the dataset, for example CC-BY-4.0. Leave it out if you give none.
	Licence scalar `yaml:"licence"`
	// The address at which the dataset is published, beginning with https:// or http://.
	URL scalar `yaml:"url"`
	// The day on which the version was finished, YYYY-MM-DD. changes.yaml gives the same day.
	Released scalar `yaml:"released"`
	// The language of the curators' texts, as a BCP 47 tag, for example en.
	Language scalar `yaml:"language"`
	// The slug of the organization that views use if none is sent. By default the one with the most memberships.
	DefaultOrganization scalar `yaml:"defaultOrganization"`
	// Slugs of statements for the front page.
	Featured []scalar `yaml:"featured"`
	// Questions for the front page, with their answers.
	Questions []questionRecord `yaml:"questions"`
}

// A question that a view answers.
type questionRecord struct {
	// The question, for example Was Freeland a member on 1 May 2030?
	Text scalar `yaml:"question" jsonschema:"required"`
	// The short answer, for example: No, an observer.
	Answer scalar `yaml:"answer" jsonschema:"required"`
	// The name of the view whose table has the answer, for example member-on-a-day.
	View scalar `yaml:"view" jsonschema:"required"`
	// The values of the variables of the view, by name, for example {country: freeland, day: 2030-05-01}. A value can
	// be a list.
	Variables map[string]texts `yaml:"variables"`
	// Words of the answer that stand in cells of the table. The tests look for each of them.
	Words []scalar `yaml:"words" jsonschema:"required"`
	at
}

func (q *questionRecord) UnmarshalYAML(n *yaml.Node) error {
	type plain questionRecord
	err := n.Load((*plain)(q), yaml.WithKnownFields())
	q.at = at{n.Line, n.Column}
	return err
}

// texts are one text, written without a list, or several.
type texts []scalar

func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Load((*[]scalar)(t))
	}
	*t = make(texts, 1)
	return n.Load(&(*t)[0])
}

// MarshalYAML writes a single text without a list.
func (t texts) MarshalYAML() (any, error) {
	if len(t) == 1 {
		return t[0], nil
	}
	return []scalar(t), nil
}

var isLicence = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]*$`)

// dataset compiles dataset.yaml to columns of the table dataset, when all records are known.
func (a *assembler) dataset() map[string]any {
	a.file, a.record = datasetName, ""
	d := &a.input.dataset
	for key, w := range map[string]scalar{"title": d.Title, "shortTitle": d.ShortTitle, "description": d.Description,
		"creator": d.Creator, "method": d.Method} {
		if w.isPresent() && strings.TrimSpace(w.string) == "" {
			a.addProblem(w.at, "%s is empty: write it, or leave out the key", key)
		}
	}
	a.checkDataset(d)
	if d.DefaultOrganization.isPresent() {
		a.refer("organization", a.organizations, d.DefaultOrganization)
		a.insert("example", map[string]any{"variable": "organization", "value": d.DefaultOrganization.string})
	}
	featured := []string{}
	for _, slug := range d.Featured {
		a.refer("statement", a.statementIDs, slug)
		featured = append(featured, slug.string)
	}
	return map[string]any{
		"title": text(d.Title), "short_title": text(d.ShortTitle), "description": text(d.Description),
		"creator": text(d.Creator), "licence": text(d.Licence), "url": text(d.URL), "released": text(d.Released),
		"language": text(d.Language), "method": text(d.Method), "featured": asJSON(featured),
		"questions": asJSON(a.questions(d.Questions)),
	}
}

// checkDataset checks the values that have a form of their own.
func (a *assembler) checkDataset(d *datasetFile) {
	if d.Licence.isPresent() && !isLicence.MatchString(d.Licence.string) {
		a.addProblem(d.Licence.at, "licence must be one SPDX identifier, such as CC-BY-4.0, got %q", d.Licence.string)
	}
	if d.URL.isPresent() {
		u, err := url.Parse(d.URL.string)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			a.addProblem(d.URL.at, "url must be an address such as https://example.org/data, got %q", d.URL.string)
		}
	}
	if d.Language.isPresent() {
		a.checkLanguage(d.Language)
	}
	if !d.Released.isPresent() {
		return
	}
	if _, err := store.ParseDate(d.Released.string); err != nil {
		a.addProblem(d.Released.at, "released must be a day such as 2030-05-01, got %q", d.Released.string)
	}
	for _, v := range a.input.changes {
		if v.Version.string == d.Version.string && v.Released.string != d.Released.string {
			a.addProblem(d.Released.at, "released is %s here and %s in %s: correct one of them", d.Released.string,
				v.Released.string, changesName)
		}
	}
}

// questions compiles the questions. Their views must exist, and have the variables.
func (a *assembler) questions(all []questionRecord) []data.AnsweredQuestion {
	known, err := views.All()
	if err != nil {
		panic(err) // views are embedded, and tested
	}
	questions := []data.AnsweredQuestion{}
	for _, q := range all {
		compiled := data.AnsweredQuestion{Text: q.Text.string, Answer: q.Answer.string, View: q.View.string,
			Variables: map[string][]string{}}
		for _, w := range q.Words {
			compiled.Words = append(compiled.Words, w.string)
		}
		view := views.Find(known, q.View.string)
		if view == nil {
			a.addProblem(q.View.at, "unknown view %q: write the name of a view in docs/views.md", q.View.string)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(q.Variables)) {
			for _, value := range q.Variables[name] {
				a.checkVariable(view, name, value)
				compiled.Variables[name] = append(compiled.Variables[name], value.string)
			}
		}
		for _, v := range view.Variables {
			if v.Required && v.Name != views.Organization && q.Variables[v.Name] == nil {
				a.addProblem(q.View.at, "the view %s needs the variable %s: add it to variables", view.Name, v.Name)
			}
		}
		questions = append(questions, compiled)
	}
	return questions
}

// checkVariable checks the name of a variable and, if it takes slugs, that a record has the slug.
func (a *assembler) checkVariable(view *views.View, name string, value scalar) {
	if view.Variable(name) == nil {
		var names []string
		for _, v := range view.Variables {
			names = append(names, v.Name)
		}
		a.addProblem(value.at, "the view %s has no variable %q: use one of %s", view.Name, name,
			strings.Join(names, ", "))
		return
	}
	folders := views.SlugFolders[name]
	has := func(folder string) bool {
		k := data.FindKind(func(k *data.Kind) bool { return k.Folder == folder })
		return a.named[k.Table.Name+" "+strings.ToLower(value.string)] != ""
	}
	if folders != nil && !slices.ContainsFunc(folders, has) {
		a.addProblem(value.at, "no record in %s has the slug %q: write the slug of an existing record, or add the "+
			"record", strings.Join(folders, ", "), value.string)
	}
}
