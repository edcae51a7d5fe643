package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// nearby is what a reader can try if no record has all of the words.
type nearby struct {
	Found *searchResult // for fewer or similar words; nil if these find nothing either
	Words []*nearWord
	Names []suggestion // records whose names are similar
}

// A nearWord is a word of a search, with the similar word that is searched for instead.
type nearWord struct {
	Word    string
	Total   int    // records with the word
	Instead string // a word of the dataset; "" if there is none or the word itself is found
}

// maxNearWords is the maximum number of words that are looked for one by one.
const maxNearWords = 6

// unneeded lists the words that a search does not require if no record has all of its words: question words, and words
// that stand in most sentences.
var unneeded = strings.Fields(`a about an and any are as at be been by can could did do does for from had has have how
	i in is it its of on or said say saying says than that the their there they this to was were what when where which
	who whom whose why will with would`)

// neededWords returns the distinct words of a search that say what it is about.
func neededWords(words string) (all []string) {
	separates := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) }
	for word := range strings.FieldsFuncSeq(strings.ToLower(words), separates) {
		if utf8.RuneCountInString(word) > 1 && !slices.Contains(unneeded, word) && !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all[:min(len(all), maxNearWords)]
}

// nearby looks for what a reader may have meant by words that no record has together: first without question words,
// then with similar words in place of those that no record has.
func (s *server) nearby(r *http.Request, words string) (*nearby, error) {
	needed := neededWords(words)
	names, err := s.slugsByFolder(r)
	if err != nil {
		return nil, err
	}
	n := &nearby{Names: similarNames(needed, names)}
	if len(needed) == 0 {
		return n, nil
	}
	if n.Found, err = s.foundBy(r, needed); err != nil || n.Found != nil {
		return n, err
	}
	var instead []string
	for _, word := range needed {
		near, err := s.nearWord(r, word, names)
		if err != nil {
			return nil, err
		}
		n.Words = append(n.Words, near)
		if near.Total > 0 || near.Instead != "" {
			instead = append(instead, cmp.Or(near.Instead, word))
		}
	}
	if len(instead) > 0 && !slices.Equal(instead, needed) {
		n.Found, err = s.foundBy(r, instead)
	}
	return n, err
}

// foundBy returns the hits of some words, nil if there are none.
func (s *server) foundBy(r *http.Request, words []string) (*searchResult, error) {
	found, err := s.searchFor(r, strings.Join(words, " "), "")
	if err != nil || found.Total == 0 {
		return nil, err
	}
	return found, nil
}

// nearWord counts the records with a word. If there are none, it looks for the most similar word of the index that has
// the same beginning, and then of the names of records.
func (s *server) nearWord(r *http.Request, word string, names map[string][]suggestion) (*nearWord, error) {
	found, err := s.searchFor(r, word, "")
	if err != nil || found.Total > 0 {
		return &nearWord{Word: word, Total: found.totalOrNone()}, err
	}
	if letters := []rune(word); len(letters) > minBeginning {
		beginning := string(letters[:max(minBeginning, len(letters)/2)])
		if found, err = s.searchFor(r, beginning, ""); err != nil {
			return nil, err
		}
		// Words with the same beginning are often forms of the same word, such as foundation and founded.
		if instead := closest(word, found.matches(), len(letters)/2); instead != "" {
			return &nearWord{Word: word, Instead: instead}, nil
		}
	}
	var candidates []string
	for _, records := range names {
		for _, n := range records {
			candidates = append(candidates, neededWords(n.Name)...)
		}
	}
	return &nearWord{Word: word, Instead: closest(word, candidates, typos(word))}, nil
}

// minBeginning is the length of the shortest beginning by which similar words are looked for.
const minBeginning = 4

func (f *searchResult) totalOrNone() int {
	if f == nil {
		return 0
	}
	return f.Total
}

// matches returns the words of the dataset that the search matched.
func (f *searchResult) matches() (all []string) {
	for _, h := range f.Hits {
		for _, p := range h.Excerpt {
			if p.Marked {
				all = append(all, strings.ToLower(p.Text))
			}
		}
	}
	return all
}

// typos returns the largest edit distance at which a word may be a misspelling.
func typos(word string) int { return max(1, utf8.RuneCountInString(word)/4) }

// closest returns the candidate with the smallest edit distance from a word, or "" if none is within most.
func closest(word string, candidates []string, most int) (best string) {
	smallest := most + 1
	slices.Sort(candidates) // so that the result does not depend on their order
	for _, c := range candidates {
		if distance := levenshtein.ComputeDistance(word, c); distance < smallest {
			best, smallest = c, distance
		}
	}
	return best
}

// similarNames returns the people, countries, organizations, events and topics with a word in their names that is
// similar to one of a search.
func similarNames(needed []string, names map[string][]suggestion) (all []suggestion) {
	for _, folder := range []string{"people", "countries", "organizations", "events", "topics"} {
		for _, n := range names[folder] {
			inName := neededWords(n.Name)
			if slices.ContainsFunc(needed, func(w string) bool { return closest(w, inName, typos(w)) != "" }) {
				all = append(all, n)
			}
		}
	}
	return all[:min(len(all), maxSuggestions)]
}
