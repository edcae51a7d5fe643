package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/views"
)

func (s *server) front(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaHTML, func(site string) error {
		answer, err := s.runView(r, "overview", url.Values{})
		if err != nil {
			return err
		}
		overview := answer.Data
		statements := overview["statements"].(map[string]any)
		featured, err := s.featured(r)
		if err != nil {
			return err
		}
		body := map[string]any{
			"overview": overview, "views": sortedByTitle(s.api.Views()), "chart": newChart(statements["nodes"].([]any)),
			"headline": headline(s.api.Dataset()), "questions": questionsOf(s.api.Dataset()), "featured": featured,
		}
		p := page{Title: homeName(s.api.Dataset()), Address: "/", Site: site, Body: body}
		p.Description = describeDataset(headline(s.api.Dataset()), s.api.Dataset(), overview)
		return s.render(w, r, http.StatusOK, "front", p)
	})
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

// featured returns the featured statements, as the view of their pages does.
func (s *server) featured(r *http.Request) ([]any, error) {
	var all []any
	for _, slug := range s.api.Dataset().Featured {
		answer, err := s.runView(r, "statement", url.Values{"id": {"statement:" + slug}})
		if err != nil {
			return nil, err
		}
		all = append(all, answer.Data["node"])
	}
	return all, nil
}

// sortedByTitle returns the views that do not supply pages, sorted by title.
func sortedByTitle(all []*views.View) []*views.View {
	sorted := slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool { return v.ForPage })
	slices.SortFunc(sorted, func(a, b *views.View) int { return cmp.Compare(a.Title, b.Title) })
	return sorted
}
