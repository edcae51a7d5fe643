package pages

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/summitry/summitry/data"
)

// mediaEmbed stands for an embed where pages and data are told apart by media type. Its Content-Type is that of pages.
const mediaEmbed = "text/html; embed"

// embedPolicy lets every site frame an embed. The embed cannot run scripts, send forms or navigate the page around it:
// its links open windows, which are not sandboxed.
const embedPolicy = "frame-ancestors *; default-src 'none'; style-src 'self'; " +
	"sandbox allow-popups allow-popups-to-escape-sandbox"

// embed serves one statement with its source and its doubts as a small page for the frames of other sites.
func (s *server) embed(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/embed")
	s.serveCached(w, r, mediaEmbed, func(site string) error {
		_, id, _ := data.RecordAt(path) // the route has a slug
		answer, err := s.runView(r, "statement", url.Values{"id": {id}})
		if err != nil {
			return err
		}
		statement, _ := answer.Data["node"].(map[string]any)
		switch {
		case statement["url"] == nil:
			s.renderNotFound(w, r, mediaHTML)
			return nil
		case statement["url"] != path: // an alias, or other capitals
			s.redirect(w, r, statement["url"].(string)+"/embed")
			return nil
		}
		cited, err := s.citedBy(r, nil)
		if err != nil {
			return err
		}
		p := page{
			Title: titleOf("statement", statement), Description: describeRecord("statement", statement), Address: path,
			Site: site, Cited: cited, Body: statement,
		}
		statement["sentence"] = newSentence(statement, nil)
		var text bytes.Buffer
		if err := templates()["embed"].ExecuteTemplate(&text, "embed.html", s.complete("statement", p)); err != nil {
			return err
		}
		sendPage(w, http.StatusOK, s.linkReplacer.Replace(text.String()), embedPolicy)
		return nil
	})
}

// embedHeight estimates the height of an embed that is 400 pixels wide, from the lengths of its texts. Fonts of
// readers differ, so it allows for wider ones than those with which the numbers were measured.
func embedHeight(statement map[string]any, reference string) int {
	const line, perLine = 22.5, 45 // of text in the size of notes: pixels, characters
	lines := func(characters, perLine int) float64 { return math.Ceil(float64(characters) / float64(perLine)) }
	said, around := 0, 0
	for _, part := range newSentence(statement, nil).Parts {
		for _, s := range part.Spans {
			if length := utf8.RuneCountInString(s.Text); part.Said {
				said += length
			} else {
				around += length
			}
		}
	}
	source := agentNames(statement["attribution"])
	if occasion, known := statement["occasion"].(map[string]any); known {
		source += occasion["name"].(string)
	}
	for _, c := range citationsFor(statement["citations"].([]any), "") {
		source += c.(map[string]any)["document"].(map[string]any)["name"].(string)
	}
	const marks = 45 // characters of "quoted in part, through", "inferred" and the like
	height := 60 + 35*lines(said, 32) + 26*lines(around, 42) + line
	height += line * (lines(utf8.RuneCountInString(source)+marks, perLine) + lines(len(reference)+marks/2, perLine))
	for _, a := range statement["annotations"].([]any) {
		text := fmt.Sprint(a.(map[string]any)["note"], a.(map[string]any)["reading"])
		for _, c := range a.(map[string]any)["citations"].([]any) {
			text += c.(map[string]any)["exact"].(string)
		}
		height += line*lines(utf8.RuneCountInString(text)+marks/2, perLine) + 8
	}
	return (int(height) + 19) / 20 * 20
}

// embedCode returns the HTML that frames a statement on another site. The address is relative if the site is unknown.
func embedCode(statement map[string]any, site, reference string) string {
	const code = `<iframe src="%s" title="%s" width="640" height="%d" style="max-width: 100%%" loading="lazy"></iframe>`
	title := agentNames(statement["speakers"]) + dateAfter(statement["saidOn"], ", ")
	return fmt.Sprintf(code, html.EscapeString(site+statement["url"].(string)+"/embed"), html.EscapeString(title),
		embedHeight(statement, reference))
}
