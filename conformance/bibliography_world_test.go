//go:build world

package conformance

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BibTeX and biber read the citations of all statements as one bibliography, without an error. biber warns only of
// statements whose year is not known.
func TestWorldBibliography(t *testing.T) {
	_, address := start(t)
	for _, server := range []string{"http://" + address, startHarbour(t, nil)} {
		_, body := send(t, "GET", server+"/graphql?query="+
			url.QueryEscape("{statements(first:100){nodes{cite(style:BIBTEX)}}}"))
		var result struct {
			Data struct {
				Statements struct{ Nodes []struct{ Cite string } }
			}
		}
		if err := json.Unmarshal(body, &result); err != nil || len(result.Data.Statements.Nodes) == 0 {
			t.Fatalf("the statements are %.300s (%v)", body, err)
		}
		folder := t.TempDir()
		var entries strings.Builder
		for _, s := range result.Data.Statements.Nodes {
			entries.WriteString(s.Cite)
		}
		const auxiliary = "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{all}\n"
		for name, text := range map[string]string{"all.bib": entries.String(), "all.aux": auxiliary} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		n := len(result.Data.Statements.Nodes)
		if output := runIn(t, folder, "", "bibtex", "all"); strings.Contains(output, "Warning--") {
			t.Errorf("BibTeX warns: %s", output)
		}
		expectEntries(t, folder+"/all.bbl", `\bibitem{`, n)
		output := runIn(t, folder, "", "biber", "--tool", "--validate-datamodel", "all.bib")
		for line := range strings.SplitSeq(output, "\n") {
			warns := strings.HasPrefix(line, "WARN") && !strings.Contains(line, "'date, year'")
			if warns || strings.HasPrefix(line, "ERROR") {
				t.Errorf("biber says %s", line)
			}
		}
		expectEntries(t, folder+"/all_bibertool.bib", "@MISC{", n)
	}
}

func expectEntries(t *testing.T, file, begins string, n int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if got := strings.Count(string(text), begins); err != nil || got != n {
		t.Errorf("%s has %d entries (%v), want %d", file, got, err, n)
	}
}
