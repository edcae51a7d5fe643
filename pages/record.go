package pages

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// The media types of a record's page.
const (
	mediaHTML   = "text/html"
	mediaJSON   = "application/json"
	mediaJSONLD = "application/ld+json"
	mediaBibTeX = "application/x-bibtex"
	mediaCSL    = "application/vnd.citationstyles.csl+json"
)

// mediaOfKind lists the media types of the records of a kind, other than HTML.
func mediaOfKind(kind string) []string {
	if kind == "statement" {
		return []string{mediaJSON, mediaJSONLD, mediaBibTeX, mediaCSL}
	}
	return []string{mediaJSON, mediaJSONLD}
}

// record serves one record: as a page, as the JSON of its view, as JSON-LD or, if it is a statement, as a citation. The
// extension of the address decides (.json, .jsonld, .bib, .csl.json), or else the header Accept.
func (s *server) record(w http.ResponseWriter, r *http.Request) {
	path, media := splitExtension(r.URL.Path)
	kind, id, ok := data.RecordAt(path)
	others := mediaOfKind(kind)
	if media == "" {
		media = negotiate(w, r, mediaHTML, others...)
	} else if !slices.Contains(others, media) {
		ok = false
	}
	if !ok {
		s.renderNotFound(w, r, media)
		return
	}
	s.serveCached(w, r, media, func(site string) error {
		parameters := url.Values{"id": {id}}
		// Only the page of a document is paginated, by its passages.
		if after := r.URL.Query().Get("after"); after != "" && kind == "document" {
			parameters.Set("after", after)
		}
		answer, err := s.runView(r, kind, parameters)
		if err != nil {
			return err
		}
		record, _ := answer.Data["node"].(map[string]any)
		switch {
		case record["url"] == nil:
			s.renderNotFound(w, r, media)
		case record["url"] != path: // an alias, or other capitals
			s.redirect(w, r, record["url"].(string)+strings.TrimPrefix(r.URL.Path, path))
		case media == mediaJSON:
			s.api.WriteResult(w, answer)
		case media == mediaJSONLD:
			return writeJSONLD(w, jsonLD(kind, answer.Complete()["node"].(map[string]any)), site)
		case media == mediaBibTeX || media == mediaCSL:
			writeCitation(w, media, record)
		default:
			changes, err := s.changesOf(r, id)
			if err != nil {
				return err
			}
			parameters.Del("id")
			if kind == "document" && !parameters.Has("after") {
				if record["places"], err = s.placesOf(r, id, record); err != nil {
					return err
				}
			}
			if err := s.setTables(r, kind, record); err != nil {
				return err
			}
			if err := s.setFacets(r, kind, record); err != nil {
				return err
			}
			p := page{Title: titleOf(kind, record), Address: address(path, parameters), Site: site, Body: record}
			if kind == "statement" {
				beside, err := s.api.PassagesBeside(r.Context(), passageSlug(record))
				if err != nil {
					return err
				}
				record["sentence"] = newSentence(record, beside)
				record["embed"] = embedCode(record, site, s.api.Dataset().Reference())
				record["pinned"] = address(path, url.Values{"dataset": {s.api.Dataset().Version}})
				record["site"], record["version"] = site, s.api.Dataset().Version
			}
			p.Changes, p.Description = changes, describeRecord(kind, record)
			linked, err := encodeJSONLD(jsonLD(kind, answer.Complete()["node"].(map[string]any)), site)
			if err != nil {
				return err
			}
			p.JSONLD = template.JS(linked)
			if base := r.URL.Query()["base"]; base != nil {
				parameters["base"] = base
			}
			p.Alternates = []alternate{
				{"JSON", mediaJSON, address(path+".json", parameters)},
				{"JSON-LD", mediaJSONLD, address(path+".jsonld", parameters)},
			}
			if hasRows(record, views.Find(s.api.Views(), kind)) {
				p.Alternates = append(p.Alternates, alternate{"a table", "", viewAddress(kind, url.Values{"id": {id}})})
			}
			if kind == "statement" {
				p.Alternates = append(p.Alternates,
					alternate{"BibTeX", mediaBibTeX, address(path+".bib", parameters)},
					alternate{"CSL-JSON", mediaCSL, address(path+".csl.json", parameters)})
			}
			p.Metadata = metadataOf(kind, record, s.api.Dataset(), cmp.Or(s.siteURL, site))
			return s.render(w, r, http.StatusOK, kind, p)
		}
		return nil
	})
}

// tablesOf lists the tables to which the page of a kind links only if they have rows: the name that the template reads,
// the view and its variable.
var tablesOf = map[string][][3]string{
	"country":      {{"hasTable", "countries-that-speak", "country"}},
	"organization": {{"hasTable", "statements", "organization"}, {"isAgency", "through-an-agency", "agency"}},
}

// hasRows reports whether the table of a record's view has rows: those of the list that the view's example names.
func hasRows(record map[string]any, view *views.View) bool {
	rows := view.Example.Get(views.Rows)
	name, isList := strings.CutPrefix(rows, "node.")
	if !isList {
		return true
	}
	list := record[name]
	if connection, is := list.(map[string]any); is {
		list = connection["nodes"]
	}
	return len(listOf(list)) > 0
}

// setTables says in a record which tables have rows.
func (s *server) setTables(r *http.Request, kind string, record map[string]any) error {
	for _, table := range tablesOf[kind] {
		parameters := url.Values{table[2]: {record["slug"].(string)}, "first": {"1"}}
		found, err := s.api.RunViewPage(r.Context(), views.Find(s.api.Views(), table[1]), parameters)
		if err != nil {
			return err
		}
		record[table[0]] = len(found.Rows) > 0
	}
	return nil
}

// recordExtensions lists the extensions of addresses of records. The first that an address ends with counts.
var recordExtensions = []struct{ extension, media string }{
	{".csl.json", mediaCSL}, {".json", mediaJSON}, {".jsonld", mediaJSONLD}, {".bib", mediaBibTeX},
}

// RecordFormats returns the media types of the records of a kind, by the extension of their addresses.
func RecordFormats(kind string) map[string]string {
	formats := map[string]string{}
	for _, e := range recordExtensions {
		if slices.Contains(mediaOfKind(kind), e.media) {
			formats[e.extension] = e.media
		}
	}
	return formats
}

// splitExtension returns the path of a record's page and the media type that an extension names, "" without one.
func splitExtension(path string) (page, media string) {
	for _, e := range recordExtensions {
		if page, has := strings.CutSuffix(path, e.extension); has {
			return page, e.media
		}
	}
	return path, ""
}

func (s *server) redirect(w http.ResponseWriter, r *http.Request, path string) {
	cache.NoStore(w)
	forbidFraming(w)
	http.Redirect(w, r, (&url.URL{Path: path, RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
}

// folder serves the address of all records of a kind, such as /people.
func (s *server) folder(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("folder")
	if !slices.Contains(recordFolders, name) {
		s.notFound(w, r)
		return
	}
	to := url.URL{Path: "/records", RawQuery: r.URL.RawQuery, Fragment: name}
	http.Redirect(w, r, to.String(), http.StatusFound)
}

func address(path string, parameters url.Values) string {
	return (&url.URL{Path: path, RawQuery: parameters.Encode()}).String()
}

func viewAddress(name string, parameters url.Values) string {
	return address("/views/"+name, parameters)
}

// tableAddress returns the address of a view as CSV with a byte order mark, which spreadsheets need to detect UTF-8.
func tableAddress(name string, parameters url.Values) string {
	marked := maps.Clone(parameters)
	marked.Set(views.BOM, "1")
	return viewAddress(name+".csv", marked)
}

// titleOf returns the title of a page for tabs and bookmarks.
func titleOf(kind string, record map[string]any) string {
	switch kind {
	case "citation":
		return "Passage: " + truncate(record["exact"].(string), 80)
	case "discrepancy":
		return truncate(record["note"].(string), 80)
	}
	return label(record, kind)
}

func (s *server) notFound(w http.ResponseWriter, r *http.Request) {
	s.renderNotFound(w, r, negotiate(w, r, mediaHTML, mediaJSON, mediaJSONLD))
}

// renderNotFound sends 404 with suggestions, and with the changes to a record that was removed.
func (s *server) renderNotFound(w http.ResponseWriter, r *http.Request, media string) {
	suggestions, err := s.suggestions(r)
	var changes []any
	path, _ := splitExtension(r.URL.Path)
	if _, id, ok := data.RecordAt(path); ok && err == nil {
		changes, err = s.changesOf(r, id)
	}
	if err != nil {
		s.renderError(w, r, media, err)
		return
	}
	cache.NoStore(w)
	if media != mediaHTML {
		message := fmt.Sprintf("Unknown address %.60q: ", r.URL.Path)
		if len(changes) > 0 {
			newest := changes[0].(map[string]any)
			message += fmt.Sprintf("version %s lists it as %s (%s); ", newest["version"],
				enumLabels[newest["kind"].(string)], newest["note"])
		}
		if len(suggestions) == 0 {
			message += "see " + s.siteURL + "/records for all records"
		}
		for i, n := range suggestions {
			message += []string{"did you mean ", ", "}[min(i, 1)] + s.siteURL + n.Address
		}
		s.api.WriteProblem(w, &graph.Problem{Status: http.StatusNotFound, Message: message})
		return
	}
	p := page{Title: "Not found", Description: "No page has this address. Similar addresses are suggested."}
	if len(changes) > 0 {
		p.Changes = changes
	}
	p.Body = map[string]any{"path": r.URL.Path, "suggestions": suggestions}
	if err := s.render(w, r, http.StatusNotFound, "not_found", p); err != nil {
		s.renderError(w, r, media, err)
	}
}
