package pages

import "html/template"

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

// inLanguage returns a printed text as a language-tagged string of JSON-LD, or as it is if the language is unknown.
func inLanguage(text any, lang any) any {
	if text == nil || text == "" || lang == nil || lang == "" {
		return text
	}
	return node{"@value": text, "@language": lang}
}
