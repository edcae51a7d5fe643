package pages

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/site"
)

const (
	mediaText = "text/plain; charset=utf-8"
	mediaXML  = "application/xml; charset=utf-8"
)

// maxAddresses is the number of addresses in a sitemap. The protocol allows 50,000; a response should stay short.
const maxAddresses = 10_000

// robots serves /robots.txt. Crawlers may read all but what has as many addresses as there are texts to send.
func (s *server) robots(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaText, func(string) error {
		path := site.Path(s.siteURL)
		text := fmt.Sprintf("User-agent: *\nDisallow: %s/search?\nDisallow: %[1]s/check?\nDisallow: %[1]s/graphql?\n", path)
		if s.siteURL != "" {
			text += "\nSitemap: " + s.siteURL + "/sitemap.xml\n"
		}
		w.Header().Set("Content-Type", mediaText)
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		w.Write([]byte(text)) // an error means that the client is gone
		return nil
	})
}

// A sitemap lists addresses of pages, or of sitemaps if it is an index, as https://www.sitemaps.org/protocol.html
// defines it.
type sitemap struct {
	XMLName  xml.Name
	Pages    []location `xml:"url"`
	Sitemaps []location `xml:"sitemap"`
}

type location struct {
	Address string `xml:"loc"`
}

// sitemap serves /sitemap.xml, the addresses of all records. A dataset with more records than fit in one sitemap has an
// index of sitemaps, whose parts are numbered from 1.
func (s *server) sitemap(w http.ResponseWriter, r *http.Request) {
	s.serveCached(w, r, mediaXML, func(site string) error {
		if site == "" {
			const message = "This server does not know its public address, which a sitemap needs: " +
				"start it with -url, or send ?base=https://example.org"
			return &graph.Problem{Status: http.StatusNotFound, Message: message}
		}
		count, err := s.api.CountRecords(r.Context())
		if err != nil {
			return err
		}
		part, err := sitemapPart(r, (count+maxAddresses-1)/maxAddresses)
		if err != nil {
			return err
		}
		if part == 0 {
			return writeSitemap(w, sitemapIndex(site, count))
		}
		paths, err := s.api.RecordPaths(r.Context(), (part-1)*maxAddresses, maxAddresses)
		if err != nil {
			return err
		}
		m := newSitemap("urlset")
		for _, path := range paths {
			m.Pages = append(m.Pages, location{site + path})
		}
		return writeSitemap(w, m)
	})
}

// sitemapPart returns the number of the part that an address asks for, or 0 for the index. A single part needs none.
func sitemapPart(r *http.Request, parts int) (int, error) {
	text := r.URL.Query().Get("part")
	if text == "" {
		return map[bool]int{true: 1}[parts <= 1], nil
	}
	part, err := strconv.Atoi(text)
	if err != nil || part < 1 || part > max(1, parts) {
		const message = "part must be between 1 and %d, got %.20q"
		return 0, &graph.Problem{Status: http.StatusBadRequest, Message: fmt.Sprintf(message, max(1, parts), text)}
	}
	return part, nil
}

func sitemapIndex(site string, count int) *sitemap {
	m := newSitemap("sitemapindex")
	for first := 0; first < count; first += maxAddresses {
		part := url.Values{"part": {strconv.Itoa(first/maxAddresses + 1)}}
		m.Sitemaps = append(m.Sitemaps, location{site + address("/sitemap.xml", part)})
	}
	return m
}

func newSitemap(name string) *sitemap {
	return &sitemap{XMLName: xml.Name{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", Local: name}}
}

func writeSitemap(w http.ResponseWriter, m *sitemap) error {
	text := bytes.NewBufferString(xml.Header)
	if err := xml.NewEncoder(text).Encode(m); err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaXML)
	w.Header().Set("Content-Length", strconv.Itoa(text.Len()))
	w.Write(text.Bytes()) // an error means that the client is gone
	return nil
}
