package check

import (
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const unsaidSentences = 1000

// unsaid returns sentences that nobody said: the function words and the length of a printed passage, with random
// content words of all passages in the place of its own.
func (d *dataset) unsaid() (all []string) {
	random := rand.New(rand.NewPCG(2, 3))
	var frames [][]string
	for _, s := range d.statements {
		frames = append(frames, strings.Fields(s.text))
	}
	for len(all) < unsaidSentences {
		words := slices.Clone(frames[random.IntN(len(frames))])
		for i, w := range words {
			if tokens := lex([]rune(w), false); slices.ContainsFunc(tokens, token.isContent) {
				words[i] = d.vocabulary[random.IntN(len(d.vocabulary))]
			}
		}
		if text := strings.Join(words, " "); read(text).contentWords() >= minContentWords && !d.prints(text) {
			all = append(all, text)
		}
	}
	return all
}

// Sentences that nobody said are not found. The documentation states how many are called altered all the same.
func TestUnsaidSentences(t *testing.T) {
	d := openDataset(t)
	counted := map[Verdict]int{}
	for _, text := range d.unsaid() {
		r := d.check(t, text, nil)
		counted[r.Verdict]++
	}
	for verdict, n := range counted {
		if verdict != NotFound && verdict != Altered {
			t.Errorf("%d sentences that nobody said are %s", n, verdict)
		}
	}
	if counted[NotFound]*100 < unsaidSentences*95 {
		t.Errorf("%d of %d sentences are not found, want 95%%", counted[NotFound], unsaidSentences)
	}
	rules, err := os.ReadFile("../../docs/checking.md")
	if err != nil {
		t.Fatal(err)
	}
	published := regexp.MustCompile(`holds this rate at (\d+) of 1,000`).FindSubmatch(rules)
	if published == nil {
		t.Fatal("docs/checking.md does not state the rate of false ALTERED")
	}
	if most, err := strconv.Atoi(string(published[1])); err != nil || counted[Altered] > most {
		t.Errorf("%d sentences are ALTERED, docs/checking.md says at most %d (%v)", counted[Altered], most, err)
	}
	t.Logf("%d of %d are ALTERED", counted[Altered], unsaidSentences)
}
