package store_test

import (
	"testing"

	"github.com/summitry/summitry/data/store"
)

func TestDatesInWords(t *testing.T) {
	for edtf, want := range map[string]string{
		"2024-07-04":            "4 July 2024",
		"2024-06":               "June 2024",
		"2001":                  "2001",
		"2001?":                 "2001 (uncertain)",
		"2024-06~":              "about June 2024",
		"2023-07-04%":           "about 4 July 2023 (uncertain)",
		"202X":                  "the 2020s",
		"19XX":                  "1900 to 1999",
		"2005/..":               "from 2005 on",
		"../2023-03-30":         "up to 30 March 2023",
		"2024-07-03/2024-07-04": "3–4 July 2024",
		"2023-06-28/2023-07-04": "28 June 2023 to 4 July 2023",
		"2023-07/2024":          "July 2023 to 2024",

		"[..2023-03-30]":           "some day up to 30 March 2023",
		"[2020-05-01..]":           "some day from 1 May 2020 on",
		"[2023-07-04..2023-07-31]": "some day from 4 to 31 July 2023",
		"[2001-01-01..2023-03-30]": "some day from 1 January 2001 to 30 March 2023",
		"[2023-06..2023-07]":       "some month from June 2023 to July 2023",
		"[..2023-07]":              "some month up to July 2023",
		"[2001..2003]":             "some year from 2001 to 2003",
		"[2001..]":                 "some year from 2001 on",
	} {
		if got := (&store.UncertainDate{EDTF: edtf}).InWords(); got != want {
			t.Errorf("%s is %q in words, and not %q", edtf, got, want)
		}
	}
}
