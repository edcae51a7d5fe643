package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Format identifies what a dataset file must hold for this program to read it: the tables of DDL, the lists and ranks
// that are compiled for filters and orders, and how the search index is filled. It is a digest of these definitions,
// without comments and spaces, so a program refuses the file of an older or newer version, where its lists would be
// empty.
var Format = formatOf(DDL, arrangements, append([]string{fillMoments, strings.Join(folded(letters), " "), fmt.Sprint(titles)}, fillFindable...))

// letters is a sample that holds one of each kind of character that words are folded by: capitals, accents, ligatures,
// full-width letters, format characters. It puts the folding into Format.
const letters = "Él\u00adigible ﬁnal Ｉran’s №\u200b7"

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlSpace   = regexp.MustCompile(`\s+`)
)

func formatOf(ddl string, indexes []arrangement, filled []string) string {
	var b strings.Builder
	add := func(parts ...any) { fmt.Fprintf(&b, "%q\n", parts) }
	add(strings.TrimSpace(sqlSpace.ReplaceAllString(sqlComment.ReplaceAllString(ddl, ""), " ")))
	for _, a := range indexes {
		for _, o := range a.orders {
			add(a.table, o.rank, o.by)
		}
		for _, t := range a.terms {
			add(t.name, t.space, sqlSpace.ReplaceAllString(t.pairs, " "))
		}
	}
	add(filled)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:6])
}

// declared collects the terms and orders that newTerm and newOrder made.
var declared arrangement

// newTerm declares a term. An arrangement must list it.
func newTerm(t term) *term {
	declared.terms = append(declared.terms, &t)
	return &t
}

// newOrder declares an order. An arrangement must list it.
func newOrder(o Order) Order {
	declared.orders = append(declared.orders, o)
	return o
}

func init() {
	if err := unlisted(declared, arrangements); err != nil {
		panic(err)
	}
}

// unlisted returns an error that names a declared term or order without an arrangement. A filter by such a term would
// match nothing, and a list in such an order could not be read.
func unlisted(declared arrangement, all []arrangement) error {
	for _, t := range declared.terms {
		if !slices.ContainsFunc(all, func(a arrangement) bool { return slices.Contains(a.terms, t) }) {
			return fmt.Errorf("no arrangement lists the term %q: add it to that of its table, and compile the dataset again", t.name)
		}
	}
	for _, o := range declared.orders {
		same := func(other Order) bool { return other.table == o.table && other.rank == o.rank }
		if !slices.ContainsFunc(all, func(a arrangement) bool { return slices.ContainsFunc(a.orders, same) }) {
			return fmt.Errorf("no arrangement lists the order %q of %s: add it, and compile the dataset again", o.rank, o.table)
		}
	}
	return nil
}
