package pages

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// The forms of a record, by what its address may end in.
const (
	asHTML   = "text/html"
	asJSON   = "application/json"
	asJSONLD = "application/ld+json"
)

// record answers with the page of one record, with the answer to its view as JSON, or with JSON-LD: as the end of the
// address says (.json, .jsonld), otherwise as the client accepts.
func (s *server) record(w http.ResponseWriter, r *http.Request) {
	path, media := r.URL.Path, ""
	for ending, m := range map[string]string{".json": asJSON, ".jsonld": asJSONLD} {
		if at, has := strings.CutSuffix(path, ending); has {
			path, media = at, m
		}
	}
	if media == "" {
		media = vary(w, r, asHTML, asJSON, asJSONLD)
	}
	kind, id, ok := data.RecordAt(path)
	if !ok {
		s.missing(w, r, media)
		return
	}
	s.once(w, r, media, func(site string) error {
		parameters := url.Values{"id": {id}}
		if after := r.URL.Query().Get("after"); after != "" && kind == "document" { // whose passages come by the page
			parameters.Set("after", after)
		}
		answer, err := s.answerOf(r, kind, parameters)
		if err != nil {
			return err
		}
		record, _ := answer.Data["node"].(map[string]any)
		switch {
		case record["url"] == nil:
			s.missing(w, r, media)
		case record["url"] != path: // an alias, or other capitals
			s.redirect(w, r, record["url"].(string)+strings.TrimPrefix(r.URL.Path, path))
		case media == asJSON:
			s.api.Show(w, answer)
		case media == asJSONLD:
			text, err := json.Marshal(linked(kind, answer.Complete()["node"].(map[string]any), site))
			if err != nil {
				return err
			}
			w.Header().Set("Content-Type", asJSONLD)
			w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
			w.Write(append(text, '\n')) // an error means that the client is gone
		default:
			parameters.Del("id")
			p := page{Title: titleOf(kind, record), Address: address(path, parameters), Site: site, Body: record}
			if base := r.URL.Query()["base"]; base != nil {
				parameters["base"] = base
			}
			p.Forms = []form{
				{"JSON", asJSON, address(path+".json", parameters)},
				{"JSON-LD", asJSONLD, address(path+".jsonld", parameters)},
				{"a table", "", viewAddress(kind, url.Values{"id": {id}})},
			}
			return s.show(w, http.StatusOK, kind, p)
		}
		return nil
	})
}

// redirect leads to where something is.
func (s *server) redirect(w http.ResponseWriter, r *http.Request, path string) {
	cache.NoStore(w)
	http.Redirect(w, r, (&url.URL{Path: path, RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
}

// folder answers for the address of all records of a sort, such as /people.
func (s *server) folder(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("folder")
	if !slices.Contains(listed, name) {
		s.nothing(w, r)
		return
	}
	http.Redirect(w, r, "/records#"+name, http.StatusFound)
}

func address(path string, parameters url.Values) string {
	return (&url.URL{Path: path, RawQuery: parameters.Encode()}).String()
}

func viewAddress(name string, parameters url.Values) string {
	return address("/views/"+name, parameters)
}

// tableAddress is that of a view as a table for spreadsheets, which need a mark to know UTF-8.
func tableAddress(name string, parameters url.Values) string {
	marked := maps.Clone(parameters)
	marked.Set(views.BOM, "1")
	return viewAddress(name+".csv", marked)
}

// titleOf is what a page is called in tabs and bookmarks.
func titleOf(kind string, record map[string]any) string {
	switch kind {
	case "citation":
		return "Passage: " + shortened(record["exact"].(string), 80)
	case "discrepancy":
		return shortened(record["note"].(string), 80)
	}
	return label(record, kind)
}

// nothing answers where no page can be.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	s.missing(w, r, vary(w, r, asHTML, asJSON, asJSONLD))
}

// missing answers for an address without a record, with suggestions.
func (s *server) missing(w http.ResponseWriter, r *http.Request, media string) {
	near, err := s.near(r)
	if err != nil {
		s.fail(w, media, err)
		return
	}
	cache.NoStore(w)
	if media != asHTML {
		message := "there is no such record"
		for i, n := range near {
			message += []string{": did you mean ", ", "}[min(i, 1)] + s.own + n.Address
		}
		s.api.Refuse(w, &graph.Problem{Status: http.StatusNotFound, Message: message})
		return
	}
	p := page{Title: "Not found", Body: map[string]any{"path": r.URL.Path, "near": near}}
	if err := s.show(w, http.StatusNotFound, "missing", p); err != nil {
		panic(err) // the template is wrong
	}
}
