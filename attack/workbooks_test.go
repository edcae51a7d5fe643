//go:build attack

package attack

import (
	"context"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// workbooks lists operations whose XLSX files are about as large as the limits allow, in cells, text and links, or
// which exceed a limit late.
var workbooks = map[string]struct {
	fields, parameters string
	status             int
}{
	"cells": {
		fields: repeatNumbered(30, " s%d:slug") + ` id slug url kind text cue textSpan{start end}` +
			` saidOn{edtf earliest latest basis note asPrinted inWords} passage{id url property exact start end` +
			` document{id slug url title fileName sha256}} occasion{id slug url}` +
			` summit{id slug url} speakers{agent{id slug url}}`,
		status: http.StatusOK,
	},
	"text": {repeatNumbered(22, " t%d:text"), "", http.StatusOK},
	"links": {
		repeatNumbered(30, " u%d:url"), "base=https://" + strings.Repeat("a", 40) + ".org", http.StatusOK,
	},
	"too much text": {repeatNumbered(30, " t%d:text"), "", http.StatusUnprocessableEntity},
}

// Memory stays within bounds while many clients request the largest XLSX files of a small dataset, whose rows come from
// nested lists.
func TestWorkbooks(t *testing.T) {
	for name, c := range workbooks {
		t.Run(name, func(t *testing.T) {
			query := `{statements(first:1){nodes{occasion{statements(first:26){nodes{occasion{statements(first:26){` +
				`nodes{` + c.fields + `}}}}}}}}}`
			start(t).requestWorkbooks(t, query, c.parameters, c.status)
		})
	}
}

// Memory stays within bounds while many clients request XLSX files of many pages.
func TestWorkbooksOfManyPages(t *testing.T) {
	file := filepath.Join(t.TempDir(), "large.db")
	generate := exec.Command("go", "run", "../cmd/generate", "-statements", "3000", file)
	if output, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	s := start(t, "-database", file)
	s.requestWorkbooks(t, `{statements(first:100){nodes{`+repeatNumbered(20, " u%d:url")+` id kind slug}}}`,
		"base=https://example.org", http.StatusOK)
}

// requestWorkbooks requests an operation as an XLSX file from many clients.
func (s *server) requestWorkbooks(t *testing.T, query, parameters string, status int) {
	t.Helper()
	path := "/graphql?query=" + url.QueryEscape(query) + "&" + parameters
	a, err := s.do("GET", path, "", "Accept", mediaXLSX)
	if err != nil || a.status != status && !a.isLate() {
		t.Fatalf("%d (%v): %.300s", a.status, err, a.body)
	}
	t.Logf("%d bytes", len(a.body))
	s.underAttack(t, 64, 4*time.Second, func(context.Context) error {
		a, err := s.do("GET", path, "", "Accept", mediaXLSX)
		if err == nil && a.status != status && a.status != http.StatusServiceUnavailable && !a.isLate() {
			t.Errorf("%d %.300s", a.status, a.body)
		}
		return err
	})
}

// isLate reports whether a machine was too slow to make an XLSX file in time.
func (a answer) isLate() bool {
	return a.status == http.StatusUnprocessableEntity && strings.Contains(a.body, "must be made within")
}
