package check

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed words.txt
var lists string

// listed holds the lists of words.txt: by the name of the list, words in lower case.
var wordLists = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	var list map[string]bool
	for line := range strings.Lines(lists) {
		line = strings.TrimSpace(line)
		switch name, isHeading := strings.CutPrefix(line, "# "); {
		case isHeading:
			list = map[string]bool{}
			name, _, _ = strings.Cut(name, ":")
			all[name] = list
		default:
			for w := range strings.FieldsSeq(line) {
				list[w] = true
			}
		}
	}
	return all
}()

// The classes of words whose change turns the meaning of a sentence, the worst first.
var classes = []struct {
	kind DifferenceKind
	of   func(token) bool
}{
	{Negation, token.isNegation},
	{Modality, func(t token) bool { return t.isListed("modality") }},
	{Number, token.isNumber},
	{Name, token.isName},
}

func (t token) isListed(list string) bool {
	return t.kind == word && wordLists[list][strings.ToLower(t.text)]
}

func (t token) isContent() bool {
	return t.kind == word && !t.isListed("function words")
}

func (t token) isNegation() bool {
	return t.isListed("negation") || t.kind == word && strings.HasSuffix(strings.ToLower(t.text), "n't")
}

func (t token) isNumber() bool {
	return t.isListed("numbers") || t.kind == word && strings.ContainsFunc(t.text, unicode.IsNumber)
}

// isName reports whether a word is listed as a name or has a capital that does not begin a sentence.
func (t token) isName() bool {
	if t.kind != word {
		return false
	}
	first, n := utf8.DecodeRuneInString(t.text)
	capitals := unicode.IsUpper(first) && t.text != "I" && !strings.HasPrefix(t.text, "I'")
	name := strings.TrimSuffix(strings.ToLower(t.text), "'s")
	return wordLists["names"][name] && capitals || capitals && !t.opens ||
		strings.ContainsFunc(t.text[n:], unicode.IsUpper) && capitals
}
