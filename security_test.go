package main

import (
	"github.com/summitry/summitry/graph/site"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/load"
)

// SECURITY.md tells the limits that there are.
func TestLimitsAreTold(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	limits := map[string]int{
		"MaxQuery": graph.MaxQuery, "MaxTokens": graph.MaxTokens, "MaxName": graph.MaxName, "MaxDepth": graph.MaxDepth, "MaxInspection": graph.MaxInspection,
		"MaxAliases": graph.MaxAliases, "MaxDirectives": graph.MaxDirectives, "MaxRepeats": graph.MaxRepeats, "MaxFragments": graph.MaxFragments,
		"MaxSpreads": graph.MaxSpreads, "MaxSelections": graph.MaxSelections, "MaxErrors": graph.MaxErrors, "MaxRecords": load.MaxRecords, "MaxOwned": load.MaxOwned, "MaxWaiting": load.MaxWaiting,
		"MaxTypes": graph.MaxTypes, "MaxValues": load.MaxValues, "MaxText": load.MaxText, "MaxBase": site.MaxBase, "MaxKeys": graph.MaxKeys, "MaxOperations": graph.MaxOperations, "download": int(download / time.Second), "MaxTime": int(graph.MaxTime / time.Second), "MaxBody": graph.MaxBody,
		"MaxBufferedTable": graph.MaxBufferedTable,
		"maxHeaders":       maxHeaders, "maxConnections": maxConnections, "headersWithin": int(headersWithin / time.Second), "requestWithin": int(requestWithin / time.Second),
		"answerWithin": int(answerWithin / time.Second), "nextWithin": int(nextWithin / time.Second),
	}
	for _, row := range regexp.MustCompile("(?m)^\\|.*\\| ([\\d,]+) \\| `(\\w+)`").FindAllStringSubmatch(string(text), -1) {
		limit, known := limits[row[2]]
		if !known || strings.ReplaceAll(row[1], ",", "") != fmt.Sprint(limit) {
			t.Errorf("%s is %d, and told as %s", row[2], limit, row[1])
		}
		delete(limits, row[2])
	}
	if len(limits) > 0 {
		t.Errorf("nothing is told of %v", limits)
	}
}
