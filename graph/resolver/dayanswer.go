package resolver

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/load"
)

type dayAnswer struct{}

func (dayAnswer) Citations(ctx context.Context, a *data.DayAnswer) ([]*data.Citation, error) {
	return load.LoadAll(ctx, &data.CitationsOfAnswer, a.Key)
}

// held answers whether something held on a day. Answers are compiled for every day of which a document says anything.
func held(ctx context.Context, h data.Holding, on store.Date) (*data.DayAnswer, error) {
	a, err := load.ByKey(ctx, load.BatchKey{Source: &data.CitationsOfAnswer, Query: "held", Terms: string(on)}, h,
		func(ctx context.Context, s *store.Store, all []data.Holding) (map[data.Holding]*data.DayAnswer, error) {
			return data.HeldOn(ctx, s, all, on)
		})
	if a == nil && err == nil {
		a = &data.DayAnswer{Answer: data.Unknown, Because: "No article says anything of it."}
	}
	return a, err
}

func (organization) Member(
	ctx context.Context, o *data.Organization, country string, status data.MembershipStatus, on store.Date,
) (*data.DayAnswer, error) {
	c, err := bySlug(ctx, &data.CountryBySlug, country)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, unknownCountry(ctx, country)
	}
	return held(ctx, o.Holding(c.Fact().Subject, status), on)
}

// unknownCountry returns an error that lists the countries with the most similar names.
func unknownCountry(ctx context.Context, country string) error {
	all, err := load.LoadRecords(ctx, &data.AllCountries, store.Everything)
	if err != nil {
		return err
	}
	var known []string
	distances := map[string]int{}
	for _, c := range all {
		names := data.NamesOf(c)
		known = append(known, names[0])
		distances[names[0]] = distance(country, names)
	}
	slices.SortStableFunc(known, func(a, b string) int { return cmp.Compare(distances[a], distances[b]) })
	return store.Invalid(fmt.Sprintf("country: %.40q is not known: send the slug, an alias or the ISO 3166-1 code of "+
		"a "+
		"country, such as %s", country, strings.Join(known[:min(len(known), 3)], ", ")))
}

// distance returns the smallest edit distance between a word and some names. Only the beginning of a long word counts.
func distance(word string, names []string) int {
	word = strings.ToLower(fmt.Sprintf("%.40s", word))
	least := math.MaxInt
	for _, name := range names {
		least = min(least, levenshtein.ComputeDistance(word, strings.ToLower(name)))
	}
	return least
}
