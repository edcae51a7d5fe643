package pages

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/summitry/summitry/data"
)

// A citationForm is a citation of a statement in one style, as its page offers it to copy.
type citationForm struct{ ID, Label, Text string }

// citationForms returns the citations of a statement, the default first. The full citation begins with the words, which
// it does not have in the API.
func citationForms(statement map[string]any) []citationForm {
	text := func(field string) string { return statement[field].(string) }
	return []citationForm{
		{"short", "Short", text("short")},
		{"full", "Full", text("text") + "\n— " + text("cite")},
		{"html", "HTML blockquote", text("html")},
		{"bibtex", "BibTeX", text("bibTeX")},
		{"csl-json", "CSL-JSON", text("cslJSON")},
	}
}

// writeCitation sends the citation of a statement as a file for reference managers.
func writeCitation(w http.ResponseWriter, media string, statement map[string]any) {
	text := statement["bibTeX"].(string)
	if media == mediaCSL {
		text = statement["cslJSON"].(string)
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	io.WriteString(w, text) // an error means that the client is gone
}

// A metaTag is metadata in the head of a page, which Zotero and other reference managers read.
type metaTag struct{ Name, Content string }

// metadataOf returns the metadata of a statement or a document in Dublin Core, in the tags of Highwire Press and, for
// the name of what it was published in, in PRISM. site is "" if the address of the server is not known. The values of
// DC.type are Zotero's.
func metadataOf(kind string, record map[string]any, dataset *data.Dataset, site string) (tags []metaTag) {
	add := func(content any, names ...string) {
		if text, ok := content.(string); ok && text != "" {
			for _, name := range names {
				tags = append(tags, metaTag{name, text})
			}
		}
	}
	switch kind {
	case "statement":
		add("webpage", "DC.type")
		add(record["text"], "citation_title", "DC.title")
		for _, name := range speakerNames(record["cslJSON"].(string)) {
			add(name, "citation_author", "DC.creator")
		}
		addDate(add, record["saidOn"])
		add(record["cite"], "DC.description")
		article := citationsFor(record["citations"].([]any), "")[0].(map[string]any)["document"].(map[string]any)
		add(article["title"], "DC.source")
		if dataset.Title != nil {
			add(*dataset.Title, "prism.publicationName")
		}
	case "document":
		add("newspaperArticle", "DC.type")
		add(record["title"], "citation_title", "DC.title")
		addDate(add, record["published"])
		add(record["language"], "citation_language", "DC.language")
		if note := record["publisherNote"]; note == nil {
			add(record["publisher"], "citation_publisher", "DC.publisher", "prism.publicationName")
		}
		add(documentRemarks(record), "DC.description")
	default:
		return nil
	}
	if site != "" {
		add(site+record["url"].(string), "citation_public_url", "DC.identifier")
	}
	return tags
}

// speakerNames returns the authors of a CSL-JSON citation, people as "Family, Given".
func speakerNames(citation string) (names []string) {
	var items []struct {
		Author []struct {
			Family, Literal string
			GivenName       string `json:"given"`
		}
	}
	if err := json.Unmarshal([]byte(citation), &items); err != nil {
		panic(err) // it was encoded just now
	}
	for _, a := range items[0].Author {
		name := a.Literal + a.Family
		if a.GivenName != "" {
			name += ", " + a.GivenName
		}
		names = append(names, name)
	}
	return names
}

// addDate adds a date in words, which say if it is inferred or added, and a printed day also as such.
func addDate(add func(content any, names ...string), value any) {
	d, there := value.(map[string]any)
	if !there {
		return
	}
	words := d["inWords"].(string)
	switch d["basis"] {
	case "STATED":
		if edtf := d["edtf"].(string); !strings.ContainsAny(edtf, "/.?~%X[") {
			add(edtf, "citation_publication_date")
		}
	case "INFERRED":
		words += " (inferred)"
	case "EXTERNAL":
		words += " (date added from outside the article)"
	}
	add(words, "DC.date")
}

// documentRemarks says what a document does not print, and identifies its file.
func documentRemarks(document map[string]any) string {
	var remarks []string
	if document["title"] == nil {
		remarks = append(remarks, "title not printed")
	}
	switch publisher, printed := document["publisher"].(string); {
	case !printed:
		remarks = append(remarks, "publisher not printed")
	case document["publisherNote"] != nil:
		remarks = append(remarks, "perhaps by "+publisher)
	}
	if published, known := document["published"].(map[string]any); !known || published["basis"] != "STATED" {
		remarks = append(remarks, "date not printed")
	}
	remarks = append(remarks, "file "+document["fileName"].(string), "SHA-256 "+document["sha256"].(string))
	return capitalize(strings.Join(remarks, "; "))
}
