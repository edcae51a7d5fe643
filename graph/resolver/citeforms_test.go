package resolver

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// hostile is a statement whose texts have markup, quotation marks and line breaks.
func hostile() *citedStatement {
	const text = "</p><script>alert(\"a & b\")</script>\nit's\u2028over"
	return &citedStatement{
		Statement: &data.Statement{Slug: "a", Kind: data.QuotedInPart, Cue: "said", Text: text,
			TextSpan: store.Span{Start: 0, End: 10}, CueSpan: store.Span{Start: 20, End: 24}},
		speakers: []string{"A <b>"}, names: []cslName{{Literal: "A <b>"}},
		attribution: []*data.Attribution{{NamedAgent: data.NamedAgent{NamedAs: `"B" & C`}, Cue: "reported"}},
		annotations: []*data.Annotation{{Note: "<i>Torn</i>."}},
		occasion:    "The\r\nmeeting", passage: &data.Citation{},
		document: &data.Document{Language: `e"n`, SHA256: strings.Repeat("0", 64)},
		dataset:  &data.Dataset{Version: "1.0.0"},
	}
}

// The short citation is one line, whatever the texts are.
func TestShortCitationIsOneLine(t *testing.T) {
	const want = `A <b>, “said”, quoted in part, through "B" & C: </p><script>alert("a & b")</script> it's over — ` +
		`The meeting, day not known, in an article (title, publisher and date not printed) (annotated)`
	if got := hostile().short(); got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
}

// The HTML citation has the elements blockquote, p, footer and a alone, and the texts as they are.
func TestHTMLCitationIsEscaped(t *testing.T) {
	r := hostile()
	const address = "https://example.org/it's&so/statements/a"
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(r.html(address)), body)
	if err != nil {
		t.Fatal(err)
	}
	var names, texts []string
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			names = append(names, n.Data)
		} else if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			texts = append(texts, n.Data)
		}
		for c := range n.ChildNodes() {
			visit(c)
		}
	}
	for _, n := range nodes {
		visit(n)
	}
	if want := []string{"blockquote", "p", "footer", "a"}; !reflect.DeepEqual(names, want) {
		t.Errorf("it has the elements %q, want %q", names, want)
	}
	attributes := []html.Attribute{{Key: "cite", Val: address}, {Key: "lang", Val: `e"n`}}
	if !reflect.DeepEqual(nodes[0].Attr, attributes) {
		t.Errorf("it has the attributes %q, want %q", nodes[0].Attr, attributes)
	}
	if texts[0] != r.Text || !strings.HasPrefix(texts[1], `A <b>, “said”, quoted in part, through "B" & C, The`) ||
		!strings.Contains(texts[1], "Annotated: <i>Torn</i>") {
		t.Errorf("it has the texts %q", texts)
	}
}

// CSL-JSON has a day, month or year as numbers, and marks dates that are not printed as they stand. It has other dates
// in words.
func TestDatesOfCSL(t *testing.T) {
	for _, c := range []struct{ edtf, basis, want string }{
		{"2030-05-01", "STATED", `{"date-parts":[[2030,5,1]]}`},
		{"2030-05", "STATED", `{"date-parts":[[2030,5]]}`},
		{"2030", "STATED", `{"date-parts":[[2030]]}`},
		{"2030-05-01", "INFERRED", `{"date-parts":[[2030,5,1]],"circa":true}`},
		{"2030-05-01", "EXTERNAL", `{"date-parts":[[2030,5,1]],"circa":true}`},
		{"2030-05-01?", "STATED", `{"date-parts":[[2030,5,1]],"circa":true}`},
		{"2030~", "STATED", `{"date-parts":[[2030]],"circa":true}`},
		{"[2030-05-01..]", "EXTERNAL", `{"literal":"some day from 1 May 2030 on (date added)"}`},
		{"203X", "STATED", `{"literal":"the 2030s"}`},
		{"2030-05-03/2030-05-04", "STATED", `{"literal":"3–4 May 2030"}`},
		{"[2030-05-01..2030-06-01]", "INFERRED", `{"literal":"some day from 1 May 2030 to 1 June 2030 (inferred)"}`},
	} {
		got, err := json.Marshal(cslDateOf(&store.UncertainDate{EDTF: c.edtf, Basis: store.DateBasis(c.basis)}))
		if err != nil || string(got) != c.want {
			t.Errorf("%s (%s) is %s (%v), want %s", c.edtf, c.basis, got, err, c.want)
		}
	}
	if cslDateOf(nil) != nil {
		t.Error("an unknown day has a date")
	}
}
