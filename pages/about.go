package pages

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/summitry/summitry/data"
)

const mediaSQLite = "application/vnd.sqlite3"

// about serves what the owner of the dataset says about it, with its articles, as a page or as JSON-LD.
func (s *server) about(w http.ResponseWriter, r *http.Request) {
	media := map[string]string{"/about.jsonld": mediaJSONLD}[r.URL.Path]
	if media == "" {
		media = negotiate(w, r, mediaHTML, mediaJSONLD)
	}
	s.serveCached(w, r, media, func(site string) error {
		answer, err := s.runView(r, "overview", url.Values{})
		if err != nil {
			return err
		}
		linked := datasetNode(s.api.Dataset(), answer.Complete())
		if media == mediaJSONLD {
			return writeJSONLD(w, linked, site)
		}
		text, err := encodeJSONLD(linked, site)
		if err != nil {
			return err
		}
		body := map[string]any{
			"about":    s.api.Dataset(),
			"overview": answer.Data,
			"method":   paragraphs(s.api.Dataset().Method),
		}
		p := page{Title: "About", Address: "/about", Site: site, Body: body, JSONLD: template.JS(text)}
		p.Description = describeDataset(s.api.Dataset().Reference(), s.api.Dataset(), answer.Data)
		p.Alternates = []alternate{{"JSON-LD", mediaJSONLD, address("/about.jsonld", url.Values{})}}
		return s.render(w, r, http.StatusOK, "about", p)
	})
}

// paragraphs splits a text at its empty lines.
func paragraphs(text *string) []string {
	if text == nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(*text), "\n\n")
}

// datasetNode describes the dataset as a schema:Dataset with its distributions.
func datasetNode(d *data.Dataset, overview map[string]any) node {
	t := node{
		"id": "/about", "type": "Dataset", "version": d.Version, "isAccessibleForFree": true,
		"identifier":   node{"type": "PropertyValue", "propertyID": "SHA-256", "value": d.SHA256},
		"distribution": distributions(),
		"isBasedOn":    mapRecords(connectionNodes(overview["documents"]), articleNode),
	}
	for property, value := range map[string]*string{
		"name": d.Title, "alternateName": d.ShortTitle, "description": d.Description, "url": d.URL,
		"datePublished": d.Released, "inLanguage": d.Language, "license": d.Licence,
	} {
		if value != nil {
			t[property] = *value
		}
	}
	if d.Creator != nil {
		t["creator"] = node{"name": *d.Creator}
	}
	if address := d.LicenceURL(); address != "" {
		t["license"] = node{"id": address}
	}
	return removeEmpty(t)
}

// distributions returns the whole dataset as a file, and its statements as tables.
func distributions() []any {
	var all []any
	for _, d := range []struct{ name, address, media string }{
		{"The dataset as an SQLite file", "/summitry.db", mediaSQLite},
		{"All statements as CSV", "/views/statements.csv", mediaCSV},
		{"All statements as NDJSON", "/views/statements.ndjson", mediaNDJSON},
		{"Changes of the dataset as a feed", "/changes.atom", mediaAtom},
	} {
		all = append(all, node{"type": "DataDownload", "name": d.name, "contentUrl": node{"id": d.address},
			"encodingFormat": d.media})
	}
	return all
}
