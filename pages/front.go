package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

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
		body := map[string]any{
			"overview": overview, "views": sortedByTitle(s.api.Views()), "chart": newChart(statements["nodes"].([]any)),
		}
		p := page{Title: "Summitry", Address: "/", Site: site, Body: body}
		return s.render(w, r, http.StatusOK, "front", p)
	})
}

// sortedByTitle returns the views that do not supply pages, sorted by title.
func sortedByTitle(all []*views.View) []*views.View {
	sorted := slices.DeleteFunc(slices.Clone(all), func(v *views.View) bool { return v.ForPage })
	slices.SortFunc(sorted, func(a, b *views.View) int { return cmp.Compare(a.Title, b.Title) })
	return sorted
}
