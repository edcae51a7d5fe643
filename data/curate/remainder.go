package curate

import (
	"slices"
	"strings"
	"unicode"
)

// conjunctions are the only words that a remainder with the reason JOINING may hold. FORMAT.md lists them.
var conjunctions = []string{
	"and", "or", "nor", "but", "yet", "so", "while", "whereas", "as", "because", "although", "though",
}

// reasons checks the reasons of remainders. With these rules, some citation touches every sentence, unless it is a
// headline, caption, navigation, repeated or torn: JOINING alone holds no sentence, and RETOLD needs a passage in it.
func (a *assembler) reasons(slug string, d *documentFile, text []rune) {
	sentences := sentencesIn(text)
	for _, r := range d.Remainders {
		if r.Start < 0 || r.Start >= r.End || r.End > len(text) {
			continue // reported by remainders
		}
		switch r.Reason.string {
		case "JOINING":
			a.joins(r, text[r.Start:r.End])
		case "RETOLD":
			for _, s := range sentences {
				start, end := max(r.Start, s.start), min(r.End, s.end)
				if start < end && slices.ContainsFunc(text[start:end], isOfWord) && !a.isRetold(slug, s, text) {
					a.addProblem(r.at, "a remainder with the reason RETOLD must stand in a sentence with the passage "+
						"of a narration or statement, characters %d to %d%s have none: add a narration that tells the "+
						"fact, or write another reason", s.start, s.end, a.excerpt(s.start, s.end))
				}
			}
		}
	}
}

// joins checks that text between passages holds no words but conjunctions.
func (a *assembler) joins(r remainder, text []rune) {
	if word := otherWord(text); word != "" {
		a.addProblem(r.at, "a remainder with the reason JOINING must hold no words but conjunctions (%s), got %q: "+
			"cite the words, or write RETOLD if a record of the sentence tells them",
			strings.Join(conjunctions, ", "), word)
	}
}

// otherWord returns the first word of a text that is not a conjunction, or "".
func otherWord(text []rune) string {
	for _, word := range strings.FieldsFunc(string(text), func(c rune) bool { return !isOfWord(c) }) {
		if !slices.Contains(conjunctions, strings.ToLower(word)) {
			return word
		}
	}
	return ""
}

// isRetold reports whether words of a sentence are in the passage of a statement or narration.
func (a *assembler) isRetold(document string, s textRange, text []rune) bool {
	return slices.ContainsFunc(a.cited, func(c placed) bool {
		folder, _, _ := strings.Cut(c.record, "/")
		start, end := max(c.Start, s.start), min(c.end(), s.end)
		return (folder == "statements" || folder == "narrations") && c.property == "" && c.Document == document &&
			start < end && slices.ContainsFunc(text[start:end], isOfWord)
	})
}

func isOfWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }

// A textRange is a part of a text, in code points. end is exclusive.
type textRange struct{ start, end int }

// sentencesIn splits a text into sentences. A sentence ends with a line, or with a full stop, question mark or
// exclamation mark, and closing marks, if spaces and no lower-case letter follow.
func sentencesIn(text []rune) (all []textRange) {
	start := 0
	for i := 0; i < len(text); i++ {
		end := 0
		switch {
		case text[i] == '\n':
			end = i + 1
		case strings.ContainsRune("。！？", text[i]): // no spaces follow
			end = skip(text, i+1, "」』”’")
		case strings.ContainsRune(".?!", text[i]):
			marks := skip(text, i+1, `”"’')]“‘»›«‹」』`)
			marks = skipFrenchClosing(text, marks)
			next := skip(text, marks, " \t\r")
			if next > marks && next < len(text) && !unicode.IsLower(text[next]) {
				end = next
			}
		}
		if end > start {
			all = append(all, textRange{start, end})
			start, i = end, end-1
		}
	}
	if start < len(text) {
		all = append(all, textRange{start, len(text)})
	}
	return all
}

// skipFrenchClosing skips a closing mark with a space before it, which French sets.
func skipFrenchClosing(text []rune, i int) int {
	mark := skip(text, i, " \u00a0\u202f")
	if mark < len(text) && strings.ContainsRune("»›", text[mark]) && (mark+1 == len(text) || !isOfWord(text[mark+1])) {
		return mark + 1
	}
	return i
}

// skip returns the first position from i on whose character is none of the given ones.
func skip(text []rune, i int, characters string) int {
	for i < len(text) && strings.ContainsRune(characters, text[i]) {
		i++
	}
	return i
}
