package curate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

func evidenceOf(t *testing.T, edtf string, basis store.DateBasis) evidence {
	t.Helper()
	days, err := parseEDTF(edtf)
	if err != nil {
		t.Fatal(err)
	}
	return evidence{&store.UncertainDate{EDTF: edtf, Earliest: days.earliest, Latest: days.latest, Basis: basis},
		days.whole, nil}
}

// The rows of the table in docs/reading.md that the dataset has no example of, and the ends of every range of days.
func TestHeld(t *testing.T) {
	date := func(edtf string, basis store.DateBasis) *evidence {
		e := evidenceOf(t, edtf, basis)
		e.whole = false // a start or an end
		return &e
	}
	shown := func(edtf string, basis store.DateBasis) evidence { return evidenceOf(t, edtf, basis) }
	contrary := func(first, last store.Date) []dayRange { return []dayRange{{first, last, store.Certain}} }
	for name, c := range map[string]struct {
		holding
		want string
	}{
		"nothing": {holding{}, "0000-01-01 UNKNOWN"},
		"attested on a day": {
			holding{attested: []evidence{shown("2023-03-30", "STATED")}},
			"0000-01-01 UNKNOWN, 2023-03-30 YES STATED, 2023-03-31 UNKNOWN",
		},
		"attested on all days of an interval": {
			holding{attested: []evidence{shown("2023-03-30/2023-04-02", "INFERRED")}},
			"0000-01-01 UNKNOWN, 2023-03-30 YES INFERRED, 2023-04-03 UNKNOWN",
		},
		"attested on one day of a range": {
			holding{attested: []evidence{shown("[2023-03-30..2023-04-02]", "STATED")}},
			"0000-01-01 UNKNOWN, 2023-03-30 UNKNOWN, 2023-04-03 UNKNOWN",
		},
		"attested twice on a day: the stronger basis": {
			holding{attested: []evidence{shown("2023-03-30", "EXTERNAL"), shown("2023-03-30", "STATED")}},
			"0000-01-01 UNKNOWN, 2023-03-30 YES STATED, 2023-03-31 UNKNOWN",
		},
		"between two attestations: at most INFERRED": {
			holding{attested: []evidence{shown("2020-05-05", "STATED"), shown("2020-05-09", "STATED")}},
			"0000-01-01 UNKNOWN, 2020-05-05 YES STATED, 2020-05-06 YES INFERRED, 2020-05-09 YES STATED, 2020-05-10 " +
				"UNKNOWN",
		},
		"between two attestations: the weakest basis": {
			holding{attested: []evidence{shown("2020-05-05", "STATED"), shown("2020-05-09", "EXTERNAL")}},
			"0000-01-01 UNKNOWN, 2020-05-05 YES STATED, 2020-05-06 YES EXTERNAL, 2020-05-09 YES EXTERNAL, " +
				"2020-05-10 UNKNOWN",
		},
		"something contrary between": {
			holding{attested: []evidence{shown("2010-01-01", "STATED"), shown("2020-01-01", "STATED")},
				contrary: contrary("2015-01-01", "2015-01-01")},
			"0000-01-01 UNKNOWN, 2010-01-01 YES STATED, 2010-01-02 UNKNOWN, 2020-01-01 YES STATED, 2020-01-02 UNKNOWN",
		},
		"something contrary up to the first": {
			holding{attested: []evidence{shown("2010-01-01", "STATED"), shown("2010-01-05", "STATED")},
				contrary: contrary("2005-01-01", "2010-01-01")},
			"0000-01-01 UNKNOWN, 2010-01-01 YES STATED, 2010-01-02 YES INFERRED, 2010-01-05 YES STATED, 2010-01-06 " +
				"UNKNOWN",
		},
		"a start and an end are attested, and bounds": {
			holding{start: date("2010-01-01", "STATED"), end: date("2010-01-05", "EXTERNAL")},
			"0000-01-01 NO STATED, 2010-01-01 YES STATED, 2010-01-02 YES EXTERNAL, 2010-01-05 YES EXTERNAL, " +
				"2010-01-06 NO EXTERNAL",
		},
		"within a start and an end: unknown": {
			holding{start: date("2010", "STATED"), end: date("2012", "STATED")},
			"0000-01-01 NO STATED, 2010-01-01 UNKNOWN, 2010-12-31 YES INFERRED, 2012-01-02 UNKNOWN, 2013-01-01 NO " +
				"STATED",
		},
		"within a start, and attested": {
			holding{start: date("2010", "STATED"), attested: []evidence{shown("2010-03-03", "STATED")}},
			"0000-01-01 NO STATED, 2010-01-01 UNKNOWN, 2010-03-03 YES STATED, 2010-03-04 UNKNOWN, 2011-01-01 UNKNOWN",
		},
		"a refusal": {
			holding{start: date("2020", "STATED"), end: date("2020", "STATED")},
			"0000-01-01 NO STATED, 2020-01-01 UNKNOWN, 2021-01-01 NO STATED",
		},
		"without a list of a day": {
			holding{without: []completeList{{shown("2023-03-30", "STATED"), 8}}},
			"0000-01-01 UNKNOWN, 2023-03-30 NO INFERRED, 2023-03-31 UNKNOWN",
		},
		"without a list of a day known from outside": {
			holding{without: []completeList{{shown("2023-03-30", "EXTERNAL"), 8}}},
			"0000-01-01 UNKNOWN, 2023-03-30 NO EXTERNAL, 2023-03-31 UNKNOWN",
		},
		"a list without it between two attestations": {
			holding{attested: []evidence{shown("2010-01-01", "STATED"), shown("2010-01-09", "STATED")},
				without: []completeList{{shown("2010-01-05", "STATED"), 3}}},
			"0000-01-01 UNKNOWN, 2010-01-01 YES STATED, 2010-01-02 UNKNOWN, 2010-01-05 NO INFERRED, 2010-01-06 " +
				"UNKNOWN, " +
				"2010-01-09 YES STATED, 2010-01-10 UNKNOWN",
		},
		"a list without it before its start": {
			holding{start: date("2023-07-04", "EXTERNAL"),
				without: []completeList{{shown("2023-03-30", "INFERRED"), 8}}},
			"0000-01-01 NO EXTERNAL, 2023-03-30 NO INFERRED, 2023-03-31 NO EXTERNAL, 2023-07-04 YES EXTERNAL, " +
				"2023-07-05 UNKNOWN",
		},
	} {
		c.who, c.what = "Ruritania", "an observer of the Union"
		if got := inShort(c.byDay()); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// A country that left and came back held a status if one of its memberships did.
func TestHeldTwice(t *testing.T) {
	day := func(edtf string) *evidence {
		e := evidenceOf(t, edtf, "STATED")
		return &e
	}
	first := holding{start: day("2001-01-01"), end: day("2003-01-01")}
	second := holding{start: day("2010-01-01")}
	want := "0000-01-01 NO STATED, 2001-01-01 YES STATED, 2001-01-02 YES INFERRED, 2003-01-01 YES STATED, " +
		"2003-01-02 NO STATED, 2010-01-01 YES STATED, 2010-01-02 UNKNOWN"
	if got := inShort(besides([]holding{first, second}, nil)); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// inShort gives the first day of each answer, the answer and its basis. All days have one, and a reason.
func inShort(all []dayAnswer) string {
	var short []string
	for i, a := range all {
		if a.because == "" || i > 0 && a.first != dayAfter(all[i-1].last, 1) ||
			(a.basis == "") != (a.answer == data.Unknown) {
			return fmt.Sprintf("%+v is not right after %+v", a, all[:i])
		}
		short = append(short, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.first, a.answer, a.basis)))
	}
	if all[0].first != store.Beginning || all[len(all)-1].last != store.End {
		return "not all days have an answer"
	}
	return strings.Join(short, ", ")
}
