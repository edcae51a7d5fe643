package graph_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// rowsOf returns the rows of a CSV, each by the names of its columns.
func rowsOf(t *testing.T, address string) (rows []map[string]string) {
	t.Helper()
	status, _, body := fetch(t, address)
	all, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if status != http.StatusOK || err != nil {
		t.Fatalf("%s: %d %v %.300s", address, status, err, body)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// rowWith returns the row whose column has a value.
func rowWith(t *testing.T, rows []map[string]string, column, value string) map[string]string {
	t.Helper()
	i := slices.IndexFunc(rows, func(row map[string]string) bool { return row[column] == value })
	if i < 0 {
		t.Fatalf("no row has %q in the column %s", value, column)
	}
	return rows[i]
}

// Each row says whether its occasion is printed or inferred. Patrushev made "his opening remarks" at the conference.
// The next sentence, "He also reaffirmed ...", names no occasion.
func TestRowsTellHowTheirOccasionIsKnown(t *testing.T) {
	rows := rowsOf(t, serve(t)+"/views/statements.csv")
	for slug, want := range map[string]string{
		"patrushev-work-together": "STATED", "patrushev-sco-values": "INFERRED",
	} {
		if got := rowWith(t, rows, "slug", slug)["occasionBasis"]; got != want {
			t.Errorf("the occasion of %s is %s, want %s", slug, got, want)
		}
	}
	for _, row := range rows {
		want := map[bool]string{true: "INFERRED", false: "STATED"}[row["occasionNote"] != ""]
		if row["occasion.name"] == "" {
			want = ""
		}
		if row["occasionBasis"] != want {
			t.Errorf("%s: the occasion is %q, want %q", row["slug"], row["occasionBasis"], want)
		}
	}
}

// The article prints "holds the rotating presidency". That India holds it, and when, is not in this passage.
func TestRowsTellWordsOutsideTheirPassage(t *testing.T) {
	rows := rowsOf(t, serve(t)+"/views/narrations.csv")
	row := rowWith(t, rows, "slug", "india-holds-rotating-presidency")
	const summary = "India holds the presidency of the SCO, which rotates, at the time of the summit."
	if row["summary"] != summary || row["passage.exact"] != "holds the rotating presidency" {
		t.Fatalf("the row is %v", row)
	}
	const want = "India | of | SCO, which rotates, at | time of | summit"
	if got := row["outsidePassage.text"]; got != want {
		t.Errorf("outside the passage is %q, want %q", got, want)
	}
}

// Each passage of a membership says which day, end or decision it supports. The article of July 2023 prints "SCO
// includes ... Iran", that of 2024 "now including India, Iran and Pakistan".
func TestRowsTellWhatEachPassageSupports(t *testing.T) {
	server := serve(t)
	row := rowWith(t, rowsOf(t, server+"/views/road-to-membership.csv?state=iran"), "status", "FULL_MEMBER")
	found := map[string]bool{}
	exact := strings.Split(row["citations.exact"], " | ")
	supports := strings.Split(row["citations.supports"], " | ")
	for i, property := range strings.Split(row["citations.property"], " | ") {
		found[property+" "+supports[i]+": "+exact[i]] = true
	}
	const members = "SCO includes Russia, China, Kazakhstan, Tajikistan, Kyrgyzstan, Uzbekistan, India, Pakistan " +
		"and Iran"
	for _, want := range []string{
		"attested [2023-07-04..2023-07-31]: " + members,
		"attested [2024-07-04..2024-07-31]: now including India, Iran and Pakistan",
		"start 2023-07-04: on Tuesday",
		"occasion virtual summit of the Shanghai Cooperation Organization: " +
			"The summit officially endorsed Iran's full membership",
	} {
		if !found[want] {
			t.Errorf("no passage supports %q: %v", want, found)
		}
	}
	for _, row := range rowsOf(t, server+"/views/summits.csv") {
		for i, property := range strings.Split(row["citations.property"], " | ") {
			who := strings.Split(row["citations.supports"], " | ")[i]
			if property == "participants" && !strings.Contains(who, " (") {
				t.Errorf("%s: a passage of a participant says that it supports %q", row["slug"], who)
			}
		}
	}
	rows := rowsOf(t, server+"/views/summits.csv")
	all := rowWith(t, rows, "slug", "sco-summit-2024")["citations.supports"]
	if !strings.Contains(all, "Xi Jinping (") {
		t.Errorf("no passage of the summit of 2024 supports Xi Jinping: %s", all)
	}
}

// Iran was an observer since 2005, and its accession was agreed in September 2021: between then and the summit of 2023
// it had both statuses, and each row says so. China had one.
func TestRowsExplainTwoStatusesOnOneDay(t *testing.T) {
	rows := rowsOf(t, serve(t)+"/views/member-states-on-a-day.csv?day=2023-03-30")
	const also = "On this day it was also "
	for _, row := range rows {
		because := row["held.because"]
		switch row["state.name"] + " " + row["status"] {
		case "Iran OBSERVER":
			if !strings.Contains(because, also+"a country whose accession to the SCO was agreed: ") {
				t.Errorf("the observer: %s", because)
			}
		case "Iran ACCESSION_AGREED":
			if !strings.Contains(because, also+"an observer of the SCO: ") {
				t.Errorf("the agreed accession: %s", because)
			}
		default:
			if strings.Contains(because, also) {
				t.Errorf("%s: %s", row["state.name"], because)
			}
		}
	}
	rowWith(t, rows, "status", "OBSERVER")
	rowWith(t, rows, "status", "ACCESSION_AGREED")
}

// Articles have names in facets and in tables: the title or, if none is printed, their first cited words, marked so. No
// cell with a name or a title has the name of a file.
func TestArticlesHaveNames(t *testing.T) {
	server := serve(t)
	const name = "“Russian President Vladimir Putin on Tuesday thanked his …” (untitled)"
	found := get(t, server, `{ statements { facets(by: DOCUMENT) { value label } } narrations { facets(by: DOCUMENT) {
		value label } } document(slug: "putin-thanks-allies") { name title } }`)
	if at(found, "document.name") != name || at(found, "document.title") != nil {
		t.Errorf("the article is %v", at(found, "document"))
	}
	for _, list := range []string{"statements", "narrations"} {
		labels := map[any]any{}
		for _, f := range at(found, list+".facets").([]any) {
			labels[at(f, "value")] = at(f, "label")
		}
		if labels["putin-thanks-allies"] != name || labels["eurasian-security-club"] !=
			"Xi and Putin set out ambitions for Eurasian security club" {
			t.Errorf("the facets of %s are %v", list, labels)
		}
	}
	for _, view := range []string{"statements", "narrations", "sources", "annotations", "summits", "disagreements",
		"timeline", "passages-of-a-document.csv?document=putin-thanks-allies"} {
		if !strings.Contains(view, ".csv") {
			view += ".csv"
		}
		for _, row := range rowsOf(t, server+"/views/"+view) {
			for column, cell := range row {
				if isFile := strings.HasSuffix(column, "fileName"); !isFile && strings.Contains(cell, ".txt") {
					t.Errorf("%s: %s is %q", view, column, cell)
				}
			}
		}
	}
}
