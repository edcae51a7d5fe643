package conformance

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"
)

// A statementToCite is a statement with its citations and with everything that is doubtful about it.
type statementToCite struct {
	Slug, URL, Text, Kind          string
	Short, Full, HTML, BibTeX, CSL string
	OccasionNote                   *string
	SaidOn                         *struct{ EDTF, Basis string }
	Annotations                    []struct{ Note string }
	Attribution                    []struct{ NamedAs string }
	Document                       struct{ Publisher, PublisherNote *string }
}

// forms returns the citations by style, as a reader reads them: without escapes.
func (s *statementToCite) forms(t *testing.T) map[string]string {
	t.Helper()
	var items []map[string]any
	if err := json.Unmarshal([]byte(s.CSL), &items); err != nil || len(items) != 1 {
		t.Fatalf("%s is cited as %s (%v)", s.Slug, s.CSL, err)
	}
	return map[string]string{
		"SHORT": s.Short, "TEXT": s.Full, "HTML": html.UnescapeString(s.HTML),
		"BIBTEX":   strings.NewReplacer(`\&`, "&", `\%`, "%", `\#`, "#", `\_`, "_", `\$`, "$").Replace(s.BibTeX),
		"CSL_JSON": items[0]["title"].(string) + " " + items[0]["note"].(string) + " " + items[0]["URL"].(string),
	}
}

// doubts returns how often a citation has each word, by what the statement says of itself.
func (s *statementToCite) doubts() map[string]int {
	n := map[string]int{"paraphrased": 0, "quoted in part": 0, "(inferred)": 0, "(date added": 0, "day not known": 0,
		"nnotated": 0, "perhaps by": 0, "(uncertain)": 0}
	switch s.Kind {
	case "PARAPHRASE":
		n["paraphrased"]++
	case "MIXED":
		n["quoted in part"]++
	}
	if s.OccasionNote != nil {
		n["(inferred)"]++
	}
	switch {
	case s.SaidOn == nil:
		n["day not known"]++
	case s.SaidOn.Basis == "INFERRED":
		n["(inferred)"]++
	case s.SaidOn.Basis == "EXTERNAL":
		n["(date added"]++
	}
	if s.SaidOn != nil {
		n["(uncertain)"] = strings.Count(s.SaidOn.EDTF, "?")
	}
	if len(s.Annotations) > 0 {
		n["nnotated"]++
	}
	if s.Document.Publisher != nil && s.Document.PublisherNote != nil {
		n["perhaps by"]++
	}
	return n
}

const statementsToCite = `{ dataset { version sha256 } statements(first: 100) { nodes {
	slug url text kind occasionNote saidOn { edtf basis } annotations { note } attribution { namedAs }
	document { publisher publisherNote }
	short: cite(style: SHORT) full: cite html: cite(style: HTML) bibTeX: cite(style: BIBTEX)
	csl: cite(style: CSL_JSON) } } }`

// No citation loses a doubt about its statement, in any style: it says that words are paraphrased, that a day or
// occasion is inferred, that a day is added, that words are annotated. And it claims no doubt that there is not.
func TestDatasetCitationsKeepDoubts(t *testing.T) {
	_, address := start(t)
	for _, server := range []string{"http://" + address, startHarbour(t, nil)} {
		_, body := send(t, "GET", server+"/graphql?query="+url.QueryEscape(statementsToCite))
		var result struct {
			Data struct {
				Dataset    struct{ Version, SHA256 string }
				Statements struct{ Nodes []statementToCite }
			}
		}
		if err := json.Unmarshal(body, &result); err != nil || len(result.Data.Statements.Nodes) == 0 {
			t.Fatalf("the statements are %.300s (%v)", body, err)
		}
		for _, s := range result.Data.Statements.Nodes {
			for style, form := range s.forms(t) {
				s.expectDoubts(t, style, form)
				if style == "SHORT" {
					s.expectOneLine(t)
					continue
				}
				d := result.Data.Dataset
				edition := "dataset " + d.Version + " (SHA-256 " + d.SHA256[:12] + "…)"
				if !strings.Contains(form, edition) || !strings.Contains(form, s.URL) ||
					strings.Contains(form, "dataset=") {
					t.Errorf("%s, %s: %s does not name %s and %s", s.Slug, style, form, edition, s.URL)
				}
				for _, a := range s.Annotations {
					if !strings.Contains(form, strings.TrimSuffix(a.Note, ".")) {
						t.Errorf("%s, %s: %s does not have the note %q", s.Slug, style, form, a.Note)
					}
				}
			}
		}
	}
}

func (s *statementToCite) expectDoubts(t *testing.T, style, form string) {
	t.Helper()
	for word, n := range s.doubts() {
		if got := strings.Count(form, word); got != n {
			t.Errorf("%s, %s: %s has %q %d times, want %d", s.Slug, style, form, word, got, n)
		}
	}
	for _, a := range s.Attribution {
		if !strings.Contains(form, "through "+a.NamedAs) {
			t.Errorf("%s, %s: %s does not name %s", s.Slug, style, form, a.NamedAs)
		}
	}
}

// expectOneLine fails unless the short citation is a line with the words and without digests and addresses.
func (s *statementToCite) expectOneLine(t *testing.T) {
	t.Helper()
	if !strings.Contains(s.Short, s.Text) || strings.ContainsAny(s.Short, "\n\r") ||
		strings.Contains(s.Short, "SHA-256") || strings.Contains(s.Short, "/statements/") {
		t.Errorf("%s is cited as %q", s.Slug, s.Short)
	}
}
