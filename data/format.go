package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Format identifies what a dataset file must hold for this program to read it: the tables of DDL, the lists and ranks that are
// compiled for its filters and orders, and how search is filled. It is derived from these, so that a file of an older or a newer
// program is refused instead of answering nothing. Comments and spaces do not count.
var Format = formatOf(DDL, tables, append([]string{fillMoments, strings.Join(folded(letters), " "), fmt.Sprint(titles)}, searchTexts...))

// letters has one of each kind that words are compared without: capitals, accents, ligatures, wide letters, format characters.
const letters = "Él\u00adigible ﬁnal Ｉran’s №\u200b7"

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlSpace   = regexp.MustCompile(`\s+`)
)

func formatOf(ddl string, indexes []Table, filled []string) string {
	var b strings.Builder
	add := func(parts ...any) { fmt.Fprintf(&b, "%q\n", parts) }
	add(strings.TrimSpace(sqlSpace.ReplaceAllString(sqlComment.ReplaceAllString(ddl, ""), " ")))
	for _, a := range indexes {
		for _, o := range a.Orders {
			add(a.Name, o.Rank, o.By)
		}
		for _, t := range a.Indexes {
			add(t.Name, t.Space, sqlSpace.ReplaceAllString(t.Pairs, " "))
		}
	}
	add(filled)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:6])
}

// declared are all terms and orders of this package, as newTerm and newOrder made them.
var declared Table

// newTerm declares a term, which one of the arrangements must list.
func NewIndex(t Index) *Index {
	declared.Indexes = append(declared.Indexes, &t)
	return &t
}

// newOrder declares an order, which one of the arrangements must list.
func NewOrder(o Order) Order {
	declared.Orders = append(declared.Orders, o)
	return o
}

func init() {
	if err := missing(declared, tables); err != nil {
		panic(err)
	}
}

// unlisted returns an error that names a declared term or order that no arrangement lists: a filter by the term would find
// nothing in any dataset, and a list in the order could not be read.
func missing(declared Table, all []Table) error {
	for _, t := range declared.Indexes {
		if !slices.ContainsFunc(all, func(a Table) bool { return slices.Contains(a.Indexes, t) }) {
			return fmt.Errorf("the term %q is in no arrangement: add it to that of its table, and compile the dataset again", t.Name)
		}
	}
	for _, o := range declared.Orders {
		same := func(other Order) bool { return other.Table == o.Table && other.Rank == o.Rank }
		if !slices.ContainsFunc(all, func(a Table) bool { return slices.ContainsFunc(a.Orders, same) }) {
			return fmt.Errorf("the order %q of %s is in no arrangement: add it, and compile the dataset again", o.Rank, o.Table)
		}
	}
	return nil
}
