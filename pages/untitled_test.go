package pages_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// An article that prints no title is called by its first words, marked as not being a title. Its slug is nowhere in the
// text of a page: only in addresses.
func TestUntitledArticles(t *testing.T) {
	server := serve(t, "../data")
	const slug = "putin-thanks-allies"
	const name = "“Russian President Vladimir Putin on Tuesday thanked his …” (untitled)"
	named := 0
	for _, address := range []string{
		"/", "/records", "/about", "/documents/" + slug, "/search?words=thanked", "/views/statements?document=" + slug,
		"/views/narrations?document=" + slug, "/views/annotations", "/views/passages-of-a-document?document=" + slug,
		"/views/disagreements", "/views/sources", "/views/words?words=thanked", "/views/timeline", "/views/took-part",
		"/views/checked-quotations", "/views/check-a-quote?quote=cohesive+like+never+before",
		"/check?quote=cohesive+like+never+before", "/people/vladimir-putin", "/organizations/sco", "/countries/iran",
		"/views/road-to-membership?state=iran", "/views/held-office-on-a-day", "/views/days-from-outside",
		"/statements/putin-stand-up-to-western-pressure", "/documents/" + slug + "s", "/changes",
	} {
		_, body := get(t, server+address, "Accept", "text/html")
		document, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range document.Descendants() {
			if n.Type != html.TextNode || isCode(n) || n.Parent.Data == "script" {
				continue
			}
			if strings.Contains(n.Data, slug) {
				t.Errorf("%s shows the slug: %q", address, n.Data)
			}
			named += strings.Count(n.Data, name)
		}
	}
	if named < 15 {
		t.Errorf("the article is named only %d times", named)
	}
	_, body := get(t, server+"/documents/"+slug, "Accept", "text/html")
	if !strings.Contains(body, "The article prints no title.") {
		t.Error("its page does not say that it prints no title")
	}
}

// isCode reports whether a text is an address or an operation, or belongs to a title of a GraphQL operation.
func isCode(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "code" || p.Data == "pre" || attribute(p, "data-address") != "" {
			return true
		}
	}
	return false
}
