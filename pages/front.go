package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/summitry/summitry/views"
)

// front answers with the front page.
func (s *server) front(w http.ResponseWriter, r *http.Request) {
	s.once(w, r, asHTML, func(site string) error {
		answer, err := s.answerOf(r, "overview", url.Values{})
		if err != nil {
			return err
		}
		overview := answer.Data
		statements := overview["statements"].(map[string]any)
		return s.show(w, http.StatusOK, "front", page{Title: "Summitry", Address: "/", Site: site, Body: map[string]any{
			"overview": overview, "questions": byTitle(s.api.Views()), "picture": draw(statements["nodes"].([]any)),
		}})
	})
}

// byTitle are the views that are questions, in the order of their words.
func byTitle(all []*views.View) []*views.View {
	questions := slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool { return v.ForPage })
	slices.SortFunc(questions, func(a, b *views.View) int { return cmp.Compare(a.Title, b.Title) })
	return questions
}
