package pages

import (
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/summitry/summitry/graph"
)

// versionSection holds the changes of one version for a page.
type versionSection struct {
	Version, Released string
	Groups            []*changeGroup
}

// A changeGroup holds changes of one kind for the same reason.
type changeGroup struct {
	Kind, Note string
	Changes    []map[string]any
}

// changes answers with what versions of the dataset changed: as a page, as JSON or as a feed, as the extension of the
// address says (.json, .atom) or, without one, as the client accepts. The parameters version and record, an ID, select
// changes.
func (s *server) changes(w http.ResponseWriter, r *http.Request) {
	media := map[string]string{"/changes.json": mediaJSON, "/changes.atom": mediaAtom}[r.URL.Path]
	if media == "" {
		media = negotiate(w, r, mediaHTML, mediaJSON, mediaAtom)
	}
	s.serveCached(w, r, media, func(site string) error {
		parameters, err := changesParameters(r)
		if err != nil {
			return err
		}
		answer, err := s.runView(r, "changelog", parameters)
		if err != nil {
			return err
		}
		switch media {
		case mediaJSON:
			s.api.WriteResult(w, answer)
			return nil
		case mediaAtom:
			return writeFeed(w, s.api.Dataset(), answer.Data["changes"].(map[string]any), site, parameters)
		}
		return s.render(w, r, http.StatusOK, "changes", changesPage(r, answer, site, parameters))
	})
}

// changesParameters returns the parameters of an address of changes that have values.
func changesParameters(r *http.Request) (url.Values, error) {
	given, err := queryParameters(r)
	chosen := url.Values{}
	for _, name := range []string{"version", "record", "after"} {
		if given.Get(name) != "" {
			chosen[name] = given[name]
		}
	}
	return chosen, err
}

func changesPage(r *http.Request, answer *graph.ViewResult, site string, parameters url.Values) page {
	connection := answer.Data["changes"].(map[string]any)
	body := map[string]any{
		"versions": groupChanges(connection["nodes"].([]any)), "total": connection["totalCount"],
		"version": parameters.Get("version"), "record": parameters.Get("record"), "next": "",
	}
	if next := nextPage(connection, parameters); next != nil {
		body["next"] = address("/changes", next)
	}
	p := page{Title: "Changes", Address: address("/changes", parameters), Site: site, Body: body}
	p.Description = "What each version of the dataset added, changed, corrected and removed, and why."
	linked := maps.Clone(parameters)
	if base := r.URL.Query()["base"]; base != nil {
		linked["base"] = base
	}
	table := url.Values{}
	if version := parameters.Get("version"); version != "" {
		table.Set("version", version)
	}
	p.Alternates = []alternate{
		{"JSON", mediaJSON, address("/changes.json", linked)},
		{"an Atom feed", mediaAtom, address("/changes.atom", linked)},
		{"a table", "", viewAddress("changes", table)},
	}
	return p
}

// nextPage returns the parameters of the following page, or nil if there is none.
func nextPage(connection map[string]any, parameters url.Values) url.Values {
	info := connection["pageInfo"].(map[string]any)
	if info["hasNextPage"] != true {
		return nil
	}
	next := maps.Clone(parameters)
	next.Set("after", info["endCursor"].(string))
	return next
}

// groupChanges groups changes, which come by version, by version, kind and note.
func groupChanges(all []any) (versions []*versionSection) {
	for _, c := range all {
		change := c.(map[string]any)
		version := change["version"].(string)
		if len(versions) == 0 || versions[len(versions)-1].Version != version {
			versions = append(versions, &versionSection{Version: version, Released: change["released"].(string)})
		}
		versions[len(versions)-1].add(change)
	}
	return versions
}

func (v *versionSection) add(change map[string]any) {
	kind, note := change["kind"].(string), change["note"].(string)
	for _, g := range v.Groups {
		if g.Kind == kind && g.Note == note {
			g.Changes = append(g.Changes, change)
			return
		}
	}
	v.Groups = append(v.Groups, &changeGroup{kind, note, []map[string]any{change}})
}

// changeLabel is what a list calls the record of a change: its name, or the slug of a record that was removed.
func changeLabel(change map[string]any) string {
	if subject, remains := change["subject"].(map[string]any); remains {
		return label(subject, subject["__typename"].(string))
	}
	_, slug, _ := strings.Cut(change["record"].(string), ":")
	return slug
}

// changesOf returns the changes of the record with an id, for its page.
func (s *server) changesOf(r *http.Request, id string) ([]any, error) {
	answer, err := s.runView(r, "changelog", url.Values{"record": {id}})
	if err != nil {
		return nil, err
	}
	return connectionNodes(answer.Data["changes"]).([]any), nil
}
