package pages

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/summitry/summitry/graph"
)

// A quotation is a text to check, with the quotation marks around it if it was taken by them.
type quotation struct {
	graph.Quotation
	Marked string
}

// closers has the marks that may end a quotation, for each mark that may begin one.
var closers = map[rune]string{'“': "”“", '”': "”", '„': "“”", '«': "»", '»': "«", '‘': "’", '‚': "‘’", '"': `"`}

// paragraphEnd matches what separates paragraphs, at whose ends open quotations end.
var paragraphEnd = regexp.MustCompile(`\n[ \t]*\n`)

// quotationsIn takes the quotations from a draft by their marks, each with the speaker who is named after it by a
// dash, or else a speaker for all. A draft without marks is one quotation. Marks inside a quotation belong to it.
func quotationsIn(draft, speaker string) []quotation {
	draft = strings.ReplaceAll(strings.ToValidUTF8(draft, "\uFFFD"), "\r\n", "\n")
	var all []quotation
	for _, paragraph := range paragraphEnd.Split(draft, -1) {
		text := []rune(paragraph)
		apostrophes := map[rune]bool{} // marks that nothing ends from here to the end of the paragraph
		for at := 0; at < len(text); {
			end, after := quotedFrom(text, at, apostrophes)
			if end < 0 {
				at++
				continue
			}
			if inner := string(text[at+1 : end]); strings.ContainsFunc(inner, isWordRune) {
				named, _ := speakerAfter(string(text[after:min(after+maxAfter, len(text))]))
				if named == "" {
					named = speaker
				}
				q := graph.Quotation{Quote: strings.TrimSpace(inner), Speaker: named}
				all = append(all, quotation{q, string(text[at:after])})
			}
			at = after
		}
	}
	if len(all) > 0 || strings.TrimSpace(draft) == "" {
		return all
	}
	return []quotation{unmarked(draft, speaker)}
}

// unmarked returns a draft without marks as one quotation. A last line that begins with a dash names the speaker.
func unmarked(draft, speaker string) quotation {
	draft = strings.TrimSpace(draft)
	if at := strings.LastIndexByte(draft, '\n'); at >= 0 {
		if named, whole := speakerAfter(draft[at:]); named != "" && whole {
			draft, speaker = strings.TrimSpace(draft[:at]), named
		}
	}
	return quotation{graph.Quotation{Quote: draft, Speaker: speaker}, draft}
}

// quotedFrom returns where the quotation ends that a mark begins, and where the text after it begins. The end is -1 if
// no quotation begins there. Without a mark that ends it, it ends with its paragraph; but then a single mark is an
// apostrophe, and so are those like it that follow.
func quotedFrom(text []rune, at int, apostrophes map[rune]bool) (end, after int) {
	open := text[at]
	ends, begins := closers[open]
	single := open == '‘' || open == '‚'
	if !begins || apostrophes[open] || at > 0 && isWordRune(text[at-1]) || at+1 >= len(text) ||
		unicode.IsSpace(text[at+1]) && open != '«' { // French puts a blank there
		return -1, at
	}
	depth := 1
	for i := at + 1; i < len(text); i++ {
		switch {
		case strings.ContainsRune(ends, text[i]) && closes(text, i, open):
			depth--
		case text[i] == open && !single:
			depth++
		}
		if depth == 0 {
			return i, i + 1
		}
	}
	if apostrophes[open] = single; single {
		return -1, at
	}
	return len(text), len(text)
}

// closes reports whether a mark that may end a quotation does so. An apostrophe inside a word does not, and neither
// does “ at the beginning of a word, where it begins a quotation inside another one.
func closes(text []rune, at int, open rune) bool {
	beforeWord := at+1 < len(text) && isWordRune(text[at+1])
	switch {
	case text[at] == '’', text[at] == '‘':
		return !beforeWord
	case text[at] == '“' && open == '“':
		return !beforeWord && !unicode.IsSpace(text[at-1])
	}
	return true
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Limits of a name after a dash.
const (
	maxNameWords  = 6
	maxNameLength = 60  // characters
	maxAfter      = 200 // characters after a quotation that may hold a name
)

// nameParticles may stand in lower case in a name.
var nameParticles = strings.Fields("of the and for de da del der van von bin ibn al el")

// speakerAfter returns the name that follows a quotation after a dash, as in “…” — Jane Doe, or "". A name ends with
// its line, a comma, a semicolon or a bracket, and its words begin with capitals, so that a dash of a sentence names
// nobody. A slug may stand alone. whole reports whether nothing follows the name in its line.
func speakerAfter(text string) (name string, whole bool) {
	text = strings.TrimLeft(text, ",. \t\n\u00a0")
	dash, size := utf8.DecodeRuneInString(text)
	rest := text[max(size, 0):]
	if strings.HasPrefix(text, "--") {
		rest = text[2:]
	} else if !strings.ContainsRune("—–―-", dash) || size == 0 {
		return "", false
	}
	line, _, _ := strings.Cut(rest, "\n")
	name = line
	if end := strings.IndexAny(line, ",;(:“”„«»\""); end >= 0 {
		name = line[:end]
	}
	whole = name == line
	name = strings.TrimRight(strings.TrimSpace(name), ".!")
	if end := sentenceEnd(name); end >= 0 {
		name, whole = name[:end], false
	}
	if name == "" || utf8.RuneCountInString(name) > maxNameLength {
		return "", false
	}
	words := strings.Fields(name)
	if len(words) > maxNameWords || !isName(words) && (len(words) > 1 || !whole) {
		return "", false
	}
	return name, whole
}

// sentenceEnd returns where a full stop ends a sentence, or -1. After an initial it ends none: J. Roe.
func sentenceEnd(text string) int {
	for at := 0; at < len(text); at++ {
		if text[at] != '.' || !strings.HasPrefix(text[at+1:], " ") {
			continue
		}
		if word := text[strings.LastIndexByte(text[:at], ' ')+1 : at]; utf8.RuneCountInString(word) > 2 {
			return at
		}
	}
	return -1
}

// isName reports whether the words begin with capitals, apart from particles. The first is not a particle.
func isName(words []string) bool {
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(first) && (i == 0 || !slices.Contains(nameParticles, word)) {
			return false
		}
		if !isWordRune(first) && !strings.ContainsRune("’'", first) {
			return false
		}
	}
	return true
}
