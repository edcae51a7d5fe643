package pages

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ellipsis stands where words of a passage are left out.
const ellipsis = "…"

// printedSpans splits the passage of a statement into spans, of which the text of the statement is marked. A passage
// of more than a number of letters is cut before the cue or the text, whichever comes first, and at the end.
func printedSpans(statement map[string]any, most int) []span {
	exact := statement["passage"].(map[string]any)["exact"].(string)
	text := statement["textSpan"].(map[string]any)
	if utf8.RuneCountInString(exact) <= most {
		return splitSpans(exact, []any{text})
	}
	start, cut := sayingStart(statement), exact
	if start > 0 {
		cut = ellipsis + " " + string([]rune(exact)[min(start, utf8.RuneCountInString(exact)):])
		start -= 2 // the ellipsis and the blank
	}
	cut = truncate(cut, most)
	shifted := map[string]any{"start": toInt(text["start"]) - start, "end": toInt(text["end"]) - start}
	return splitSpans(cut, []any{shifted})
}

// sayingStart returns where the cue or the text of a statement starts in its passage, whichever comes first.
func sayingStart(statement map[string]any) int {
	cue, text := statement["cueSpan"].(map[string]any), statement["textSpan"].(map[string]any)
	return min(toInt(cue["start"]), toInt(text["start"]))
}

// sayingOf returns the words of a statement with its cue, as printed between the two, cut to a number of letters.
func sayingOf(statement map[string]any, most int) string {
	exact := []rune(statement["passage"].(map[string]any)["exact"].(string))
	cue, text := statement["cueSpan"].(map[string]any), statement["textSpan"].(map[string]any)
	end := max(toInt(cue["end"]), toInt(text["end"]))
	start := min(sayingStart(statement), len(exact))
	return truncate(string(exact[start:max(start, min(end, len(exact)))]), most)
}

// surroundings are what a passage prints before and after the text of its statement.
type surroundings struct{ Before, After string }

func surroundingsOf(statement map[string]any) surroundings {
	exact := []rune(statement["passage"].(map[string]any)["exact"].(string))
	text := statement["textSpan"].(map[string]any)
	start := min(toInt(text["start"]), len(exact))
	end := max(start, min(toInt(text["end"]), len(exact)))
	return surroundings{string(exact[:start]), string(exact[end:])}
}

// markColumns marks the text of each statement in its passage, in tables that have the columns passage.exact,
// textSpan.start and textSpan.end of one record. The columns of the places are left out then.
func markColumns(columns []string, rows [][]cell) ([]string, [][]cell) {
	for at := 0; at < len(columns); at++ {
		of, isPassage := strings.CutSuffix(columns[at], "passage.exact")
		places := slices.Index(columns, of+"textSpan.start")
		if !isPassage || places < 0 || places+1 >= len(columns) || columns[places+1] != of+"textSpan.end" {
			continue
		}
		columns = slices.Delete(columns, places, places+2)
		for i, row := range rows {
			row[at].markText(row[places], row[places+1])
			rows[i] = slices.Delete(row, places, places+2)
		}
	}
	return columns, rows
}

// markText marks the text between two places, each the number of a cell.
func (c *cell) markText(start, end cell) {
	if len(c.Lines) == 1 && len(start.Lines) == 1 && len(end.Lines) == 1 {
		text := map[string]any{"start": json.Number(start.Lines[0]), "end": json.Number(end.Lines[0])}
		c.Spans = splitSpans(c.Lines[0], []any{text})
	}
}

// maxSaying is the number of characters of a statement that the front page features.
const maxSaying = 400

// sayingSpans returns the words of a statement with its cue, as sayingOf does, of which those inside quotation marks
// are marked, with their marks.
func sayingSpans(statement map[string]any, most int) []span {
	words := sayingOf(statement, most)
	letters := []rune(words)
	shift := toInt(statement["textSpan"].(map[string]any)["start"]) - sayingStart(statement)
	isMark := func(at int) bool {
		return at >= 0 && at < len(letters) &&
			(strings.ContainsRune("\"'„", letters[at]) || unicode.In(letters[at], unicode.Pi, unicode.Pf))
	}
	var quoted []any
	for _, s := range listOf(statement["quotedSpans"]) {
		start, end := toInt(s["start"])+shift, toInt(s["end"])+shift
		if isMark(start - 1) {
			start--
		}
		if isMark(end) {
			end++
		}
		quoted = append(quoted, map[string]any{"start": start, "end": end})
	}
	return splitSpans(words, quoted)
}
