package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// A mutation is a quotation that was changed so that it is not printed any more.
type mutation struct {
	text   string
	marked bool // the change is marked with an omission mark or brackets
	negate bool // the change adds or loses a negation
	marks  bool // only the extent changed: words from outside the quotation marks are added
}

// negations are the plain ones, listed here independently of words.txt.
var negations = []string{"not", "no", "never", "nor", "neither", "without", "cannot", "nobody", "nothing"}

// Changed quotations are never called verbatim, nor abridged if they lost or gained a negation, and the right place is
// found. Candidates are looked up for the unchanged quotation and for every sixteenth mutation, to save time.
func TestMutations(t *testing.T) {
	d := openDataset(t)
	var quotations []printedWords
	for _, p := range d.quotations(t) {
		if read(p.text).contentWords() >= minContentWords {
			quotations = append(quotations, p)
		}
	}
	var mutex sync.Mutex
	counted := map[string]int{}
	t.Run("each", func(t *testing.T) {
		for i, p := range quotations {
			t.Run(fmt.Sprint(p.slug, i), func(t *testing.T) {
				t.Parallel()
				found := map[string]int{}
				candidates := d.candidates(t, p.text)
				for n, m := range d.mutationsOf(quotations, i) {
					if n%16 == 0 {
						candidates = d.candidates(t, m.text)
					}
					d.checkMutation(t, p, m, candidates, found)
				}
				mutex.Lock()
				defer mutex.Unlock()
				for name, n := range found {
					counted[name] += n
				}
			})
		}
	})
	t.Log(len(quotations), "quotations:", counted)
	for name, least := range map[string]int{"all": 20_000, "marked": 2_000, "marked negation": 1_000} {
		if counted[name] < least {
			t.Errorf("%d mutations: %s, want at least %d", counted[name], name, least)
		}
	}
	if found, all := counted["found"], counted["all"]; found*100 < all*99 {
		t.Errorf("the right place was found for %d of %d mutations, want at least 99%%", found, all)
	}
}

// checkMutation checks one mutation and counts what it is. A mutation that the articles print by chance is left out.
func (d *dataset) checkMutation(
	t *testing.T, p printedWords, m mutation, candidates []*candidate, counted map[string]int,
) {
	if !m.marks && d.prints(m.text) {
		return
	}
	r := d.compare(t, m.text, candidates)
	counted["all"]++
	counted["verdict "+string(r.Verdict)]++
	if m.marked {
		counted["marked"]++
		if m.negate {
			counted["marked negation"]++
		}
	}
	if slices.ContainsFunc(r.Matches, func(match *Match) bool { return d.covers(match, p) }) {
		counted["found"]++
	}
	allowed := []Verdict{Altered, Spliced, NotFound}
	switch {
	case m.marks:
		allowed = append(allowed, Paraphrase)
	case m.marked && !m.negate:
		allowed = append(allowed, Abridged, Paraphrase)
	}
	if !slices.Contains(allowed, r.Verdict) {
		t.Errorf("%s for %q, a mutation of %q", r.Verdict, m.text, p.text)
	}
}

// candidates looks up the candidates of a text.
func (d *dataset) candidates(t *testing.T, text string) []*candidate {
	t.Helper()
	c := &check{ctx: t.Context(), store: d.store, quote: read(text)}
	if err := c.load(); err != nil {
		t.Fatal(err)
	}
	return c.candidates
}

// compare checks a text against candidates.
func (d *dataset) compare(t *testing.T, text string, candidates []*candidate) *Result {
	t.Helper()
	q := read(text)
	c := &check{ctx: t.Context(), store: d.store, quote: q, compared: newComparison(q), candidates: candidates}
	if err := c.judge(); err != nil {
		t.Fatal(err)
	}
	r, err := c.result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mutationsOf returns the mutations of one of the quotations.
func (d *dataset) mutationsOf(quotations []printedWords, index int) (all []mutation) {
	p := quotations[index]
	words := strings.Fields(p.text)
	random := rand.New(rand.NewPCG(1, uint64(index)))
	other := func(than string) string {
		for {
			if w := d.vocabulary[random.IntN(len(d.vocabulary))]; plainWord(w) != plainWord(than) {
				return w
			}
		}
	}
	for i := 1; i < len(words)-1; i++ {
		add := func(marked, negate bool, end int, with ...string) {
			text := strings.Join(slices.Concat(words[:i], with, words[end:]), " ")
			all = append(all, mutation{text: text, marked: marked, negate: negate})
		}
		w := words[i]
		lost := slices.Contains(negations, plainWord(w))
		add(false, lost, i+1)
		add(false, false, i+2, words[i+1], w)
		for range 7 {
			add(false, lost, i+1, other(w))
			add(false, false, i, other(w))
		}
		for _, n := range []string{"not", "never", "no"} {
			add(false, true, i, n)
			add(true, true, i, "["+n+"]")
		}
		add(false, false, i+1, "Doe")
		add(false, false, i+1, "17")
		add(true, lost, i+1, "…")
		add(true, lost, i+1, "[...]")
		add(true, lost, i+1, "["+other(w)+"]")
		add(true, false, i, "["+other(w)+"]")
		add(true, true, i+1, "[not]")
	}
	return append(all, d.moved(p)...)
}

// moved returns quotations that begin or end outside of the printed quotation marks.
func (d *dataset) moved(p printedWords) (all []mutation) {
	if p.start < 0 {
		return nil
	}
	for _, before := range []int{0, 1, 2, 3} {
		for _, after := range []int{0, 1, 2, 3} {
			start, end := p.start, p.start+len([]rune(p.text))
			for range before {
				start = wordBefore(p.passage, start)
			}
			for range after {
				end = wordAfter(p.passage, end)
			}
			if text := string(p.passage[start:end]); plainWord(text) != plainWord(p.text) {
				all = append(all, mutation{text: text, marks: true})
			}
		}
	}
	return all
}

func wordBefore(text []rune, at int) int {
	for at > 0 && !isWordRune(text[at-1]) {
		at--
	}
	for at > 0 && isWordRune(text[at-1]) {
		at--
	}
	return at
}

func wordAfter(text []rune, at int) int {
	for at < len(text) && !isWordRune(text[at]) {
		at++
	}
	for at < len(text) && isWordRune(text[at]) {
		at++
	}
	return at
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-'’", r)
}

// The beginning of one quotation with the end of another is SPLICED, and the places of both are shown.
func TestSplicedQuotations(t *testing.T) {
	d := openDataset(t)
	quotations := d.quotations(t)
	spliced, all := 0, 0
	for i, p := range quotations {
		for k, q := range quotations {
			first, last := strings.Fields(p.text), strings.Fields(q.text)
			if (i+k)%4 > 0 || len(first) < 4 || len(last) < 4 || p.slug == q.slug {
				continue
			}
			text := strings.Join(append(first[:4:4], last[len(last)-4:]...), " ")
			if d.prints(text) || d.printsTogether(first[:4], last[len(last)-4:]) {
				continue
			}
			r := d.check(t, text, nil)
			all++
			var printed []string
			for _, m := range r.Matches {
				printed = append(printed, m.Printed)
			}
			switch {
			case r.Verdict == Spliced && plainWord(strings.Join(printed, " ")) == plainWord(text):
				spliced++
			case !slices.Contains([]Verdict{Spliced, Altered, NotFound}, r.Verdict):
				t.Errorf("%s for %q", r.Verdict, text)
			}
		}
	}
	if all < 500 || spliced*100 < all*99 {
		t.Errorf("%d of %d are SPLICED with both places, want 99%% of at least 500", spliced, all)
	}
}
