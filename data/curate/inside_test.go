package curate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

func (i interval) String() string {
	day := func(d *store.Date) string {
		if d == nil {
			return "open"
		}
		return string(*d)
	}
	return day(i.earliest) + " " + day(i.latest)
}

func TestEDTF(t *testing.T) {
	for text, want := range map[string]string{
		"2023-07-04":            "2023-07-04 2023-07-04",
		"2024-02":               "2024-02-01 2024-02-29",
		"2001":                  "2001-01-01 2001-12-31",
		"2001?":                 "2001-01-01 2001-12-31",
		"2025-09-01%":           "2025-09-01 2025-09-01",
		"2025-09~":              "2025-09-01 2025-09-30",
		"201X":                  "2010-01-01 2019-12-31",
		"19XX":                  "1900-01-01 1999-12-31",
		"2005/..":               "2005-01-01 open",
		"../2023-03-30":         "open 2023-03-30",
		"2024-07-03/2024-07-04": "2024-07-03 2024-07-04",
		"2004-06~/2006?":        "2004-06-01 2006-12-31",

		"[..2023-03-30]":           "open 2023-03-30",
		"[2023-07-04..2023-07-31]": "2023-07-04 2023-07-31",
		"[2023-01..2023-02]":       "2023-01-01 2023-02-28",
		"[2001..]":                 "2001-01-01 open",
	} {
		days, err := parseEDTF(text)
		if err != nil || days.String() != want {
			t.Errorf("%s: %v (%v), want %s", text, days, err, want)
		}
	}
	for _, text := range []string{"", "23", "2023-7-4", "2023-02-30", "2023-13", "2023-00", "201X-05", "../..",
		"2024/2023", "2023-07-04T00:00", "2023?-07", "/2023", "2023/", "2023/2024/2025", "２０２３",
		"[..]", "[2023]", "[2023..2023-05-01]", "[2024..2023]", "[2023..2023]", "[2023-02-30..]", "[2023..2024",
		"[2023..2024?]", "{2023..2024}", "[2023,2024]", "[2023..2024..2025]"} {
		if days, err := parseEDTF(text); err == nil {
			t.Errorf("%q was parsed as %v", text, days)
		}
	}
}

func TestDayRanges(t *testing.T) {
	day := func(text string) *interval {
		days, err := parseEDTF(text)
		if err != nil {
			t.Fatal(err)
		}
		return &days
	}
	founded := store.Date("2001-01-01")
	for name, c := range map[string]struct {
		status status
		others []status
		want   string
	}{
		"attested twice": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2023-03-30"), *day("2023-07-04")},
				notBefore: &founded}, nil,
			"2001-01-01 2023-03-29 POSSIBLE, 2023-03-30 2023-07-04 CERTAIN, 2023-07-05 9999-12-31 POSSIBLE",
		},
		"attested on all days of an interval": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2024-07-03/2024-07-04")}}, nil,
			"0000-01-01 2024-07-02 POSSIBLE, 2024-07-03 2024-07-04 CERTAIN, 2024-07-05 9999-12-31 POSSIBLE",
		},
		"attested on one day of a range": {
			status{kind: "FULL_MEMBER",
				attested: []interval{*day("[2024-07-03..2024-07-04]"), *day("2024-07-09")}}, nil,
			"0000-01-01 2024-07-03 POSSIBLE, 2024-07-04 2024-07-09 CERTAIN, 2024-07-10 9999-12-31 POSSIBLE",
		},
		"attested on a day, on one of a month that begins with it, and later": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2023-07-04"), *day("[2023-07-04..2023-07-31]"),
				*day("2024-07-04")}}, nil,
			"0000-01-01 2023-07-03 POSSIBLE, 2023-07-04 2024-07-04 CERTAIN, 2024-07-05 9999-12-31 POSSIBLE",
		},
		"attested in a month": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2023-03"), *day("2023-07-04")}}, nil,
			"0000-01-01 2023-03-30 POSSIBLE, 2023-03-31 2023-07-04 CERTAIN, 2023-07-05 9999-12-31 POSSIBLE",
		},
		"something contrary between": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2010-01-01"), *day("2020-01-01")}},
			[]status{{kind: "OBSERVER", attested: []interval{*day("2015-01-01")}}},
			"0000-01-01 2009-12-31 POSSIBLE, 2010-01-01 2010-01-01 CERTAIN, 2010-01-02 2014-12-31 POSSIBLE, " +
				"2015-01-02 2019-12-31 POSSIBLE, 2020-01-01 2020-01-01 CERTAIN, 2020-01-02 9999-12-31 POSSIBLE",
		},
		"something contrary until the second day": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2010-01-01"), *day("2020-01-01")}},
			[]status{{kind: "OBSERVER", start: day("2015-01-01"), end: day("2020-01-01")}},
			"0000-01-01 2009-12-31 POSSIBLE, 2010-01-01 2010-01-01 CERTAIN, 2010-01-02 2014-12-31 POSSIBLE, " +
				"2020-01-01 2020-01-01 CERTAIN, 2020-01-02 9999-12-31 POSSIBLE",
		},
		"a start and nothing else": {
			status{kind: "OBSERVER", start: day("2005")}, nil,
			"2005-01-01 9999-12-31 POSSIBLE",
		},
		"from one status to the next": {
			status{kind: "OBSERVER", start: day("2005"), end: day("2023-07-04")},
			[]status{{kind: "FULL_MEMBER", start: day("2023-07-04")}},
			"2005-01-01 2005-12-30 POSSIBLE, 2005-12-31 2023-07-03 CERTAIN",
		},
		"a refusal ends as it starts": {
			status{kind: "APPLICATION_REFUSED", start: day("2020"), end: day("2020")}, nil,
			"2020-01-01 2020-12-31 POSSIBLE",
		},
		"a refusal on a day": {
			status{kind: "APPLICATION_REFUSED", start: day("2020-05-05"), end: day("2020-05-05")}, nil,
			"2020-05-05 2020-05-05 CERTAIN",
		},
		"suspended, then a member again": {
			status{kind: "SUSPENDED", start: day("2010-01-01"), end: day("2015-01-01")},
			[]status{{kind: "FULL_MEMBER", start: day("2015-01-01")}},
			"2010-01-01 2014-12-31 CERTAIN",
		},
		"a member until it left": {
			status{kind: "FULL_MEMBER", attested: []interval{*day("2010-01-01"), *day("2020-01-01")}},
			[]status{{kind: "WITHDRAWN", attested: []interval{*day("2015-01-01")}}},
			"0000-01-01 2009-12-31 POSSIBLE, 2010-01-01 2010-01-01 CERTAIN, 2010-01-02 2014-12-31 POSSIBLE, " +
				"2015-01-02 2019-12-31 POSSIBLE, 2020-01-01 2020-01-01 CERTAIN, 2020-01-02 9999-12-31 POSSIBLE",
		},
		"suspended until it left": {
			status{kind: "SUSPENDED", start: day("2010-01-01"), end: day("2015-01-01")},
			[]status{{kind: "WITHDRAWN", start: day("2015-01-01")}},
			"2010-01-01 2014-12-31 CERTAIN",
		},
		"an observer that left": {
			status{kind: "OBSERVER", start: day("2010-01-01"), end: day("2015-01-01")},
			[]status{{kind: "WITHDRAWN", start: day("2015-01-01")}},
			"2010-01-01 2015-01-01 CERTAIN",
		},
		"neither start nor end nor attested": {
			status{kind: "FULL_MEMBER"}, nil,
			"0000-01-01 9999-12-31 POSSIBLE",
		},
	} {
		var got []string
		for _, s := range dayRanges(c.status, c.others) {
			got = append(got, fmt.Sprintf("%s %s %s", s.first, s.last, s.certainty))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, ", "), c.want)
		}
	}
}

// Places count code points: an astral character is one, a combining mark is one, and CR LF is two.
func TestPrintings(t *testing.T) {
	text := "😀 Re\u0301sume\u0301\r\nBob said “no”.\r\nBob said “no”."
	for exact, want := range map[string]string{
		"Re\u0301sume\u0301": `2 "😀 " "\r\nBob said “no”.\r\nBob said “no”."`,
		"Bob": `12 "😀 Résumé\r\n" " said “no”.\r\nBob said “no”."; ` +
			`28 "😀 Résumé\r\nBob said “no”.\r\n" " said “no”."`,
		".\r\nBob": `25 "😀 Résumé\r\nBob said “no”" " said “no”."`,
		"Résumé":   "",
		".\nBob":   "",
	} {
		var got []string
		for _, p := range printings("news", text, exact) {
			got = append(got, fmt.Sprintf("%d %q %q", p.Start, p.Prefix, p.Suffix))
		}
		want = strings.ReplaceAll(want, "Résumé", "Re\u0301sume\u0301")
		if strings.Join(got, "; ") != want {
			t.Errorf("%q:\n got %s\nwant %s", exact, strings.Join(got, "; "), want)
		}
	}
}

// A place gets the shortest prefix and suffix that tell it from others with the same words, with as long a prefix as
// that allows. A place without others gets none.
func TestShorten(t *testing.T) {
	for _, c := range []struct{ text, exact, want string }{
		{"Bob agreed.", "Bob", `"" ""`},
		{"Bob agreed. Bob agreed.\n", "Bob agreed.", `"" " ", " " ""`},
		{"xBob yBob", "Bob", `"x" "", "y" ""`},
		{"the Bob said, the Bob says", "Bob", `"" " sai", "" " say"`},
		{"aaa", "aa", `"" "a", "a" ""`},
		{"xA, yA; xA; yA,", "A", `"x" ",", "y" ";", " x" "", "y" ","`},
		{"😀 Bob é Bob", "Bob", `"" " ", "é " ""`},
	} {
		all := printings("news", c.text, c.exact)
		var got []string
		for _, p := range all {
			short := p.shorten(all)
			got = append(got, fmt.Sprintf("%q %q", short.Prefix, short.Suffix))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%q in %q:\n got %s\nwant %s", c.exact, c.text, strings.Join(got, ", "), c.want)
		}
	}
}

// A sentence ends with its line, or where spaces and no lower-case letter follow its last mark.
func TestSentencesIn(t *testing.T) {
	for text, want := range map[string][]string{
		"Bob agreed. Ann, too.\n\nYes": {"Bob agreed. ", "Ann, too.\n", "\n", "Yes"},
		"The U.N. said no. 12 voted.":  {"The U.N. said no. ", "12 voted."},
		"“Yes.” “No?” he asked. (Ha!)": {"“Yes.” ", "“No?” he asked. ", "(Ha!)"},
		"at 3.5 km\r\n…":               {"at 3.5 km\r\n", "…"},
		"":                             nil,
	} {
		var got []string
		for _, s := range sentencesIn([]rune(text)) {
			got = append(got, string([]rune(text)[s.start:s.end]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

// Compile returns an error that names a kind without record files.
func TestCheckFolders(t *testing.T) {
	if err := checkFolders(data.Kinds); err != nil {
		t.Error(err)
	}
	err := checkFolders([]*data.Kind{{Name: "wreck", Folder: "wrecks"}})
	want := "entity wreck: no record files are read from data/records/wrecks"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}
