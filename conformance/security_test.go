package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/summitry/summitry/data/check"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/rqlite"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/graph/load"
	"github.com/summitry/summitry/graph/site"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web"
)

// limits lists the constants that SECURITY.md names; times are in seconds.
var limits = map[string]int{
	"MaxQuery": exec.MaxQuery, "MaxTokens": exec.MaxTokens, "MaxName": exec.MaxName, "MaxDepth": exec.MaxDepth,
	"MaxInspection": exec.MaxInspection, "MaxAliases": exec.MaxAliases, "MaxDirectives": exec.MaxDirectives,
	"MaxRepeats": exec.MaxRepeats, "MaxFragments": exec.MaxFragments, "MaxSpreads": exec.MaxSpreads,
	"MaxSelections": exec.MaxSelections, "MaxErrors": exec.MaxErrors, "MaxRecords": load.MaxRecords,
	"MaxOwned": load.MaxOwned, "MaxWaiting": load.MaxWaiting, "MaxTypes": exec.MaxTypes,
	"MaxValues": load.MaxValues, "MaxText": load.MaxText, "MaxBase": site.MaxBase, "MaxKeys": exec.MaxKeys,
	"MaxOperations": exec.MaxOperations, "MaxTime": seconds(exec.MaxTime), "MaxBody": exec.MaxBody,
	"MaxBufferedTable": graph.MaxBufferedTable, "MaxChecks": load.MaxChecks, "MaxQuote": check.MaxQuote,
	"MaxSpeaker":    check.MaxSpeaker,
	"MaxQuotations": graph.MaxQuotations, "MaxDraft": graph.MaxDraft,
	"MaxCandidates": check.MaxCandidates, "MaxMatches": check.MaxMatches,
	"MaxCells": table.MaxCells, "MaxCellText": table.MaxCellText, "MaxWorkbookTime": seconds(graph.MaxWorkbookTime),
	"MaxAddressBytes": web.MaxAddressBytes, "MaxHeaderBytes": web.MaxHeaderBytes,
	"MaxConnections": web.MaxConnections,
	"ConnectTimeout": seconds(release.ConnectTimeout), "FetchTimeout": seconds(release.FetchTimeout),
	"MaxRedirects": release.MaxRedirects, "MaxInMemory": release.MaxInMemory,
	"StartTimeout":      seconds(release.StartTimeout),
	"ReadHeaderTimeout": seconds(web.ReadHeaderTimeout), "ReadTimeout": seconds(web.ReadTimeout),
	"WriteTimeout": seconds(web.WriteTimeout), "DownloadTimeout": seconds(web.DownloadTimeout),
	"MaxNodes": rqlite.MaxNodes, "NodeTimeout": seconds(rqlite.NodeTimeout), "MaxAnswer": rqlite.MaxAnswer,
	"StatementTimeout": seconds(rqlite.StatementTimeout), "MaxStale": seconds(web.MaxStale),
	"MaxReplayed": web.MaxReplayed,
	"IdleTimeout": seconds(web.IdleTimeout), "MaxFiles": views.MaxFiles, "MaxFileBytes": views.MaxFileBytes,
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// SECURITY.md lists every limit with its value, the name of its constant, and the file that declares it.
func TestLimitsAreListed(t *testing.T) {
	text, err := os.ReadFile("../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	file := ""
	head := regexp.MustCompile("^\\| of .* \\| limit \\| constant(?: in `(.+)`)? \\|$")
	row := regexp.MustCompile("^\\|.*\\| ([\\d,]+) \\| `(\\w+)`(?: in `(.+)`)? \\|$")
	for line := range strings.SplitSeq(string(text), "\n") {
		if found := head.FindStringSubmatch(line); found != nil {
			file = found[1]
		}
		found := row.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		value, name := found[1], found[2]
		limit, ok := limits[name]
		if seen[name] = true; !ok || strings.ReplaceAll(value, ",", "") != fmt.Sprint(limit) {
			t.Errorf("%s is %d, and SECURITY.md says %s", name, limit, value)
		}
		declaredIn(t, name, file+found[3])
	}
	for name := range limits {
		if !seen[name] {
			t.Errorf("SECURITY.md does not list %s", name)
		}
	}
}

// declaredIn fails unless a Go file declares a constant.
func declaredIn(t *testing.T, name, file string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", file))
	if err != nil {
		t.Errorf("the file of %s: %v", name, err)
	} else if !regexp.MustCompile(`(?m)^(\t|const )` + name + `\s+=`).Match(text) {
		t.Errorf("%s is not declared in %s", name, file)
	}
}
