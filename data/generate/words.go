package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"

	"github.com/summitry/summitry/data/store"
)

// vocabulary generates words, some of them with accents or characters outside the Basic Multilingual Plane.
func (g *generator) vocabulary() {
	syllables := []string{"ka", "sha", "min", "dor", "té", "ru", "vel", "ñu", "os", "ar", "pri", "zö", "lem", "ti",
		"bek", "ji", "ping", "an", "ul", "xo"}
	g.words = []string{"the", "of", "unity", "sanctions", "security", "𝒮CO", "😀"}
	for range 5000 {
		var b strings.Builder
		for range 1 + g.random.IntN(4) {
			b.WriteString(pick(g, syllables))
		}
		g.words = append(g.words, b.String())
	}
	g.often = rand.NewZipf(g.random, 1.2, 3, uint64(len(g.words)-1))
}

func (g *generator) word() string { return g.words[g.often.Uint64()] }

// text returns random words.
func (g *generator) text(words int) string {
	all := make([]string, words)
	for i := range all {
		all[i] = g.word()
	}
	return strings.Join(all, " ")
}

// name returns random words with initial capitals.
func (g *generator) name(words int) string {
	var all []string
	for range words {
		word := []rune(g.words[7+g.random.IntN(len(g.words)-7)])
		word[0] = unicode.ToUpper(word[0])
		all = append(all, string(word))
	}
	return strings.Join(all, " ")
}

// slug returns a slug whose order differs from that of the numbers.
func slug(kind string, i int) string { return fmt.Sprintf("%s-%x", kind, uint32(i)*2654435761) }

// dateColumns returns the names of the six columns of a date.
func dateColumns(prefix string) string {
	var columns []string
	for _, part := range []string{"edtf", "earliest", "latest", "as_printed", "basis", "note"} {
		columns = append(columns, prefix+"_"+part)
	}
	return strings.Join(columns, ", ")
}

// date returns the columns of a random date from 2001 to 2025: mostly a day, sometimes a month, a year, one day of
// several, several days, an open interval, or nothing.
func (g *generator) date() []any {
	day := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, g.random.IntN(25*365))
	written := func(edtf string, earliest, latest any) []any {
		return []any{edtf, earliest, latest, nil, "STATED", nil}
	}
	days := func(edtf string, from, to time.Time) []any {
		return written(edtf, from.Format(time.DateOnly), to.Format(time.DateOnly))
	}
	iso := day.Format(time.DateOnly)
	switch n := g.random.IntN(100); {
	case n < 65:
		return days(iso, day, day)
	case n < 78:
		month := day.AddDate(0, 0, 1-day.Day())
		return days(iso[:7], month, month.AddDate(0, 1, -1))
	case n < 85:
		year := time.Date(day.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		return days(iso[:4], year, year.AddDate(1, 0, -1))
	case n < 89:
		to := day.AddDate(0, 0, 1+g.random.IntN(20))
		if n < 87 {
			return days("["+iso+".."+to.Format(time.DateOnly)+"]", day, to)
		}
		return days(iso+"/"+to.Format(time.DateOnly), day, to)
	case n < 90:
		return written("[.."+iso+"]", nil, iso)
	case n < 91:
		return written(iso+"/..", iso, nil)
	case n < 92:
		decade := time.Date(day.Year()/10*10, 1, 1, 0, 0, 0, 0, time.UTC)
		return days(iso[:3]+"X", decade, decade.AddDate(10, 0, -1))
	}
	return make([]any, 6)
}

// spans inserts days on which something possibly held, then days on which it certainly did, and sometimes again days on
// which it possibly did.
func (g *generator) spans(insert func(first, last store.Date, certainty store.Certainty)) {
	year := 2001 + g.random.IntN(20)
	day := func(years int) store.Date { return store.Date(fmt.Sprintf("%04d-01-01", year+years)) }
	insert(day(0), day(2), store.Possible)
	insert(day(3), day(4), store.Certain)
	if g.chance(50) {
		insert(day(5), store.End, store.Possible)
	}
}
