package pages

import (
	"html/template"
	"unicode"
)

// setLanguages sets "lang" in each map of a result to the language of the documents that print its texts: that of the
// document that the record is or names, or else of its citations if they share one. Parts of a record, such as its
// mentions and dates, have the language of the record. "" means that it is unknown.
func setLanguages(value any, lang string) {
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			setLanguages(v, lang)
		}
	case map[string]any:
		lang = languageOf(value, lang)
		for _, v := range value {
			setLanguages(v, lang)
		}
		value["lang"] = lang
	}
}

// languageOf returns the language of the printed texts of a map, which is in a map with the language above.
func languageOf(record map[string]any, above string) string {
	if language, isDocument := record["language"].(string); isDocument {
		return language
	}
	for _, name := range []string{"document", "passage"} {
		if below, _ := record[name].(map[string]any); below != nil {
			if language := languageOf(below, ""); language != "" {
				return language
			}
		}
	}
	if citations, cited := record["citations"].([]any); cited {
		return sharedLanguage(citations)
	}
	if _, isRecord := record["url"]; isRecord {
		return ""
	}
	return above
}

// sharedLanguage returns the language of all citations, or "" if they have several.
func sharedLanguage(citations []any) (shared string) {
	for _, c := range citations {
		language := languageOf(c.(map[string]any), "")
		if shared != "" && language != shared {
			return ""
		}
		shared = language
	}
	return shared
}

// quoted returns the attributes of an element with printed text: its language, and that its direction is that of its
// letters.
func quoted(lang string) template.HTMLAttr {
	if lang == "" {
		return `dir="auto"`
	}
	return template.HTMLAttr(`lang="` + template.HTMLEscapeString(lang) + `" dir="auto"`)
}

// rightToLeft lists the scripts that are written from right to left.
var rightToLeft = []*unicode.RangeTable{
	unicode.Adlam, unicode.Arabic, unicode.Hanifi_Rohingya, unicode.Hebrew, unicode.Mandaic, unicode.Nko,
	unicode.Samaritan, unicode.Syriac, unicode.Thaana,
}

// directionSpans splits an English text into spans, of which words from right to left are marked. Without isolation, a
// number after such words would be laid out before them.
func directionSpans(text string) (all []span) {
	var runs []any
	start, end := -1, 0 // of the current run; its last letter
	finish := func() {
		if start >= 0 {
			runs = append(runs, map[string]any{"start": start, "end": end})
			start = -1
		}
	}
	for i, r := range []rune(text) {
		switch {
		case unicode.IsLetter(r) && unicode.IsOneOf(rightToLeft, r), start >= 0 && unicode.IsMark(r):
			if start < 0 {
				start = i
			}
			end = i + 1
		case !unicode.IsSpace(r):
			finish()
		}
	}
	finish()
	return splitSpans(text, runs)
}

// inLanguage returns a printed text as a language-tagged string of JSON-LD, or as it is if the language is unknown.
func inLanguage(text any, lang any) any {
	if text == nil || text == "" || lang == nil || lang == "" {
		return text
	}
	return node{"@value": text, "@language": lang}
}
