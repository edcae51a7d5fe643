package pages

import (
	"bytes"
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/summitry/summitry/data"
)

// mediaAtom is the media type of a feed (RFC 4287).
const mediaAtom = "application/atom+xml"

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID       string       `xml:"id"`
	Title    string       `xml:"title"`
	Updated  string       `xml:"updated"`
	Page     atomLink     `xml:"link"`
	Category atomCategory `xml:"category"`
	Content  string       `xml:"content"`
}

type atomLink struct {
	Rel     string `xml:"rel,attr"`
	Type    string `xml:"type,attr"`
	Address string `xml:"href,attr"`
}

type atomCategory struct {
	Name string `xml:"term,attr"`
}

// writeFeed writes changes as a feed with an entry for each. The curators state the day of a version and no time, so
// entries are dated at its beginning in UTC. Ids do not depend on where the server is.
func writeFeed(w http.ResponseWriter, about *data.Dataset, connection map[string]any, site string,
	parameters url.Values) error {
	ids := feedIDs{about}
	selection := maps.Clone(parameters)
	selection.Del("after") // all pages of a feed have one id
	feed := atomFeed{
		Language: "en", ID: ids.of("?" + selection.Encode()), Title: "Changes of the dataset",
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), // of a feed without entries
		Author:  "The curators",                             // a feed needs an author (RFC 4287, section 4.1.1)
		Links: []atomLink{
			{"self", mediaAtom, site + address("/changes.atom", parameters)},
			{"alternate", mediaHTML, site + address("/changes", parameters)},
		},
	}
	if name := about.ShortName(); name != "" {
		feed.Title = name + ": changes of the dataset"
	}
	if about.Creator != nil {
		feed.Author = *about.Creator
	}
	if next := nextPage(connection, parameters); next != nil {
		feed.Links = append(feed.Links, atomLink{"next", mediaAtom, site + address("/changes.atom", next)})
	}
	for _, n := range connection["nodes"].([]any) {
		entry := newEntry(n.(map[string]any), ids, site)
		feed.Updated = max(feed.Updated, entry.Updated)
		feed.Entries = append(feed.Entries, entry)
	}
	text := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(text).Encode(feed); err != nil {
		return err
	}
	text.WriteByte('\n')
	w.Header().Set("Content-Type", mediaAtom+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(text.Len()))
	w.Write(text.Bytes()) // an error means that the client is gone
	return nil
}

func newEntry(change map[string]any, ids feedIDs, site string) atomEntry {
	version, record, kind := change["version"].(string), change["record"].(string), change["kind"].(string)
	at := address("/changes", url.Values{"version": {version}})
	if subject, remains := change["subject"].(map[string]any); remains {
		at = subject["url"].(string)
	}
	return atomEntry{
		ID:       ids.of("/" + version + "/" + record),
		Title:    version + ", " + enumLabels[kind] + ": " + changeLabel(change),
		Updated:  change["released"].(string) + "T00:00:00Z",
		Page:     atomLink{"alternate", mediaHTML, site + at},
		Category: atomCategory{kind},
		Content:  change["note"].(string),
	}
}

// feedIDs makes the ids of a dataset's feeds and entries.
type feedIDs struct{ *data.Dataset }

// of returns a UUID made from the address of the dataset, or else its title, and a name (RFC 9562, version 5).
func (d feedIDs) of(name string) string {
	dataset := d.ShortName()
	if d.URL != nil {
		dataset = *d.URL
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(dataset+"/changes"+name)).URN()
}
