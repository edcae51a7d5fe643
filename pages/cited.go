package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
)

// A citedDataset says which dataset the address of a page cites, and what changed since in the record that it shows.
type citedDataset struct {
	*graph.Pin
	Current   *data.Dataset    // the one that is served
	InHistory bool             // the history of the dataset has the cited version
	IsRecord  bool             // the page shows one record
	Changes   []map[string]any // to the record, in newer versions; the newest first
}

// citedBy returns the dataset that the address of a page cites, or nil if it cites none. changes are all changes to
// the record that the page shows, or nil if it shows no record.
func (s *server) citedBy(r *http.Request, changes []any) (*citedDataset, error) {
	pin, err := s.api.Pin(r.URL.Query())
	if err != nil || pin == nil {
		return nil, err
	}
	c := &citedDataset{Pin: pin, Current: s.api.Dataset(), IsRecord: changes != nil}
	if pin.Served || pin.Version == "" {
		return c, nil
	}
	answer, err := s.runView(r, "changelog", url.Values{"version": {pin.Version}, "first": {"1"}})
	if err != nil {
		return nil, err
	}
	c.InHistory = len(connectionNodes(answer.Data["changes"]).([]any)) > 0
	for _, each := range changes {
		change := each.(map[string]any)
		if data.CompareVersions(change["version"].(string), pin.Version) > 0 {
			c.Changes = append(c.Changes, change)
		}
	}
	return c, nil
}

// checkDataset names the dataset in a header, and returns a *graph.Problem if data of another dataset is asked for. A
// page for people shows the current dataset, and a banner.
func (s *server) checkDataset(w http.ResponseWriter, r *http.Request, media string) error {
	switch {
	case isData(media):
		return s.api.CheckDataset(w, r)
	case media == mediaHTML, media == mediaEmbed:
		s.api.NameDataset(w)
		_, err := s.api.Pin(r.URL.Query())
		return err
	}
	return nil
}

// isData reports whether a media type is for programs.
func isData(media string) bool {
	return slices.Contains([]string{mediaJSON, mediaJSONLD, mediaAtom, mediaBibTeX, mediaCSL, mediaXML}, media)
}
