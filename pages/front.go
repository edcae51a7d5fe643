package pages

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/views"
)

func (s *server) front(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaHTML, func(site string) error {
		answer, err := s.runView(r, "overview", url.Values{})
		if err != nil {
			return err
		}
		dataset, statements := s.api.Dataset(), answer.Data["statements"].(map[string]any)["nodes"].([]any)
		featured, err := s.featured(r)
		if err != nil {
			return err
		}
		example, err := s.example(r)
		if err != nil {
			return err
		}
		facets, err := s.frontFacets(r)
		if err != nil {
			return err
		}
		body := map[string]any{
			"facets":   facets,
			"overview": answer.Data, "headline": headline(dataset), "featured": featured, "example": example,
			"questions": questionsOf(dataset), "views": generalViews(s.api.Views()),
			"picture": newPicture(statements), "finding": kindsInWords(statements),
		}
		p := page{Title: homeName(dataset), Address: "/", Site: site, Body: body}
		p.Description = describeDataset(headline(dataset), dataset, answer.Data)
		return s.render(w, r, http.StatusOK, "front", p)
	})
}

// frontFacets returns the speakers and topics of all statements.
func (s *server) frontFacets(r *http.Request) ([]facetGroup, error) {
	all, _, err := s.facets(r, &facetedStatements, url.Values{})
	return slices.DeleteFunc(all, func(g facetGroup) bool { return g.Name != "speaker" && g.Name != "topic" }), err
}

// headline returns the question that the dataset answers, or else its title, or else what every dataset answers.
func headline(d *data.Dataset) string {
	for _, text := range []*string{d.Description, d.Title} {
		if text != nil {
			return *text
		}
	}
	return "Who said what, where and when, with the source passage of every statement"
}

// homeName returns the text of the link to the front page.
func homeName(d *data.Dataset) string { return cmp.Or(d.ShortName(), "Home") }

// A linkedQuestion is a question with the address of the view that answers it.
type linkedQuestion struct {
	data.AnsweredQuestion
	Address string
}

func questionsOf(d *data.Dataset) []linkedQuestion {
	var all []linkedQuestion
	for _, q := range d.Questions {
		all = append(all, linkedQuestion{q, viewAddress(q.View, q.Variables)})
	}
	return all
}

// maxFeatured is the number of featured statements that the front page shows.
const maxFeatured = 3

// featured returns the featured statements, as the view of their pages does.
func (s *server) featured(r *http.Request) ([]any, error) {
	var all []any
	slugs := s.api.Dataset().Featured
	for _, slug := range slugs[:min(maxFeatured, len(slugs))] {
		answer, err := s.runView(r, "statement", url.Values{"id": {"statement:" + slug}})
		if err != nil {
			return nil, err
		}
		all = append(all, answer.Data["node"])
	}
	return all, nil
}

// An answeredOperation is an operation with what the API answers, and the address that opens it in the playground.
type answeredOperation struct {
	Operation, Answer string
	Playground        template.URL
}

// example runs an operation about the first featured statement, or about the dataset if none is featured.
func (s *server) example(r *http.Request) (*answeredOperation, error) {
	operation := "{\n  dataset {\n    version\n    counts { statements documents citations }\n  }\n}"
	if slugs := s.api.Dataset().Featured; len(slugs) > 0 {
		operation = fmt.Sprintf(`{
  statement(slug: %q) {
    text
    kind
    speakers { agent { name } }
    saidOn { edtf basis }
    passage { exact start end }
    document { fileName }
  }
}`, slugs[0])
	}
	answer, err := s.api.RunView(r.Context(), &views.View{Name: "example", Operation: operation}, url.Values{})
	if err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(`{"data":`+string(answer.JSON())+`}`), "", "  "); err != nil {
		return nil, err
	}
	playground := "/playground#" + url.Values{"query": {operation}}.Encode()
	return &answeredOperation{operation, indented.String(), template.URL(playground)}, nil
}

// kindsInWords says how many statements are quoted: "12 quoted, 7 quoted in part, 19 paraphrased".
func kindsInWords(statements []any) string {
	counts := map[string]int{}
	for _, s := range statements {
		counts[s.(map[string]any)["kind"].(string)]++
	}
	var all []string
	for _, kind := range []string{"DIRECT", "MIXED", "PARAPHRASE"} {
		if counts[kind] > 0 {
			all = append(all, fmt.Sprint(counts[kind], " ", enumLabels[kind]))
		}
	}
	return cmp.Or(strings.Join(all, ", "), "No statements")
}

// generalViews returns the views that do not supply pages.
func generalViews(all []*views.View) []*views.View {
	return slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool { return v.ForPage })
}
