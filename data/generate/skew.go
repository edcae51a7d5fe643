package generate

import (
	"math"
	"math/rand/v2"
	"strings"
)

// A script holds the words and the syllables of a language's script. words are made of the syllables.
type script struct {
	language  string // as in BCP 47
	share     int    // of the documents, in percent
	syllables string
	words     []string
	often     *rand.Zipf // indexes of frequent words
}

// scripts lists what documents are written in. The first one has the words of the other dataset as well.
var scripts = []script{
	{language: "en", share: 55},
	{language: "ru", share: 18, syllables: "на сто ро ве ми ли за по ко да жи ще бы ют ста гор мир ция"},
	{language: "zh", share: 12, syllables: "上 海 合 作 组 织 国 家 安 全 会 议 成 员 贸 易 发 展"},
	{language: "ar", share: 8, syllables: "ال من تا ري سلا مة دو لي مؤ تمر شا نغ أمن كا"},
	{language: "hi", share: 4, syllables: "शा ति सु र क्षा स ह यो ग मे ला भा रत वि का"},
	{language: "kk", share: 3, syllables: "қа зақ стан ын ты мақ тас тық ке ңес өң ір"},
}

// A skew makes a dataset uneven, as real ones are: most statements have one of a few speakers, most texts are short and
// some very long, and documents are written in several scripts.
type skew struct {
	random   *rand.Rand
	speakers *rand.Zipf // indexes of people
	scripts  []script
}

// The lengths of texts are log-normal.
const (
	medianWords  = 12
	lengthSpread = 0.8 // standard deviation of the logarithm
	maxWords     = 400
)

func newSkew(g *generator) *skew {
	s := &skew{random: g.random, scripts: append([]script(nil), scripts...)}
	s.scripts[0].words, s.scripts[0].often = g.words, g.often
	for i := range s.scripts[1:] {
		in := &s.scripts[i+1]
		syllables := strings.Fields(in.syllables)
		for range 2000 {
			var word strings.Builder
			for range 1 + g.random.IntN(4) {
				word.WriteString(pick(g, syllables))
			}
			in.words = append(in.words, word.String())
		}
		in.often = rand.NewZipf(g.random, 1.2, 3, uint64(len(in.words)-1))
	}
	return s
}

// scriptOf returns the script of a document. Neighbours differ.
func (s *skew) scriptOf(document int64) *script {
	at := int(document*61) % 100
	for i := range s.scripts {
		if at -= s.scripts[i].share; at < 0 {
			return &s.scripts[i]
		}
	}
	return &s.scripts[0]
}

// words returns how many words a statement has.
func (s *skew) words() int {
	n := medianWords * math.Exp(lengthSpread*s.random.NormFloat64())
	return min(max(int(n), 2), maxWords)
}

// text returns random words in the script of a document.
func (s *skew) text(document int64) string {
	in := s.scriptOf(document)
	all := make([]string, s.words())
	for i := range all {
		all[i] = in.words[in.often.Uint64()]
	}
	return strings.Join(all, " ")
}

// speaker returns a person: the first ones far more often than the others.
func (s *skew) speaker(people []int64) int64 {
	if s.speakers == nil {
		s.speakers = rand.NewZipf(s.random, 1.1, 2, uint64(len(people)-1))
	}
	return people[s.speakers.Uint64()]
}
