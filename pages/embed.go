package pages

import (
	"bytes"
	"fmt"
	"html"
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

// embedHeight estimates the height of an embed that is 640 pixels wide, from the length of its texts.
func embedHeight(statement map[string]any) int {
	lines := func(text string, perLine int) int { return 1 + utf8.RuneCountInString(text)/perLine }
	height := 190 + 36*lines(statement["passage"].(map[string]any)["exact"].(string), 50)
	for _, a := range statement["annotations"].([]any) {
		height += 24 * lines(a.(map[string]any)["note"].(string), 70)
	}
	return (height + 19) / 20 * 20
}

// embedCode returns the HTML that frames a statement on another site. The address is relative if the site is unknown.
func embedCode(statement map[string]any, site string) string {
	const code = `<iframe src="%s" title="%s" width="640" height="%d" loading="lazy"></iframe>`
	title := agentNames(statement["speakers"]) + dateAfter(statement["saidOn"], ", ")
	return fmt.Sprintf(code, html.EscapeString(site+statement["url"].(string)+"/embed"), html.EscapeString(title),
		embedHeight(statement))
}
