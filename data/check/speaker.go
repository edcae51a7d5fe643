package check

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// speakerNamed returns the agent with a slug, an alias or an unambiguous name.
func speakerNamed(ctx context.Context, s *store.Store, name *string) (*data.Speaker, error) {
	if name == nil {
		return nil, nil
	}
	if n := utf8.RuneCountInString(*name); n > MaxSpeaker {
		return nil, store.Exceed("speaker", "speaker must have at most %d characters, got %d", MaxSpeaker, n)
	}
	found, err := data.SpeakersNamed(ctx, s, *name)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		const message = "speaker: %.40q can be several: send one of the slugs %s"
		return nil, store.Invalid(fmt.Sprintf(message, *name, nearestTo(*name, found)))
	}
	if found, err = data.SpeakersLike(ctx, s, *name); err != nil {
		return nil, err
	}
	const message = "speaker: %.40q is not known: send a slug, an alias or an unambiguous name, such as %s"
	return nil, store.Invalid(fmt.Sprintf(message, *name, nearestTo(*name, found)))
}

// maxNamed is the number of candidates in an error.
const maxNamed = 5

// nearestTo lists the speakers with the names that are most similar to one.
func nearestTo(name string, all []*data.Speaker) string {
	distances := map[string]int{}
	for _, s := range all {
		distances[s.Slug] = distance(name, append(s.OtherNames, s.Slug, s.Name))
	}
	slices.SortStableFunc(all, func(a, b *data.Speaker) int {
		return cmp.Compare(distances[a.Slug], distances[b.Slug])
	})
	var named []string
	for _, s := range all[:min(len(all), maxNamed)] {
		named = append(named, fmt.Sprintf("%s (%s)", s.Slug, s.Name))
	}
	return strings.Join(named, ", ")
}

// distance returns the smallest edit distance between a name and others. Only the beginning of a long name counts.
func distance(name string, others []string) int {
	name = strings.ToLower(fmt.Sprintf("%.40s", name))
	least := math.MaxInt
	for _, other := range others {
		least = min(least, levenshtein.ComputeDistance(name, strings.ToLower(fmt.Sprintf("%.60s", other))))
	}
	return least
}
