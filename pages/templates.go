package pages

import (
	"cmp"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// templates holds the template of each page, with the layout and the partials. They are parsed for the first page,
// since that takes half as long as the rest of the start. A template that reads a field that its view does not select
// is an error, except by index.
var templates = sync.OnceValue(func() map[string]*template.Template {
	names, _ := fs.Glob(files, "templates/*.html") // the pattern is valid
	shared := template.New("").Option("missingkey=error").Funcs(functions)
	parts := []string{
		"templates/layout.html", "templates/head.html", "templates/partials.html", "templates/copy.html",
		"templates/sentence.html",
	}
	shared = template.Must(shared.ParseFS(files, parts...))
	all := make(map[string]*template.Template)
	for _, name := range names {
		if base := strings.TrimSuffix(path.Base(name), ".html"); !slices.Contains(parts, name) {
			all[base] = template.Must(template.Must(shared.Clone()).ParseFS(files, name))
		}
	}
	return all
})

// functions lists the functions that templates may call.
var functions = template.FuncMap{
	"enumLabel":      func(constant any) string { return enumLabels[constant.(string)] },
	"citationForms":  citationForms,
	"valueLabel":     func(text string) string { return cmp.Or(enumLabels[text], text) },
	"humanize":       humanize,
	"chain":          chainOf,
	"basisLabel":     func(basis string) string { return basisLabels[basis] },
	"allMarked":      allMarked,
	"agentNames":     agentNames,
	"label":          func(record map[string]any) string { return label(record, record["__typename"].(string)) },
	"splitSpans":     splitSpans,
	"citationsFor":   citationsFor,
	"printedSpans":   printedSpans,
	"verdicts":       func() []verdict { return verdicts },
	"visible":        visible,
	"surroundings":   surroundingsOf,
	"mergePassages":  mergePassages,
	"byWeight":       byWeight,
	"wordsBefore":    wordsBefore,
	"wordsAfter":     wordsAfter,
	"road":           newRoad,
	"bySubject":      bySubject,
	"byReason":       byReason,
	"participations": participations,
	"contested":      contested,
	"isPartial":      isPartial,
	"recordCounts":   recordCounts,
	"toInt":          toInt,
	"percent":        percent,
	"share":          share,
	"plural":         plural,
	"coverage":       coverage,
	"sections":       func() []section { return sections },
	"countOf":        countOf,
	"basisAnchor":    func(basis string) string { return basisAnchors[basis] },
	"shortDate":      shortDate,
	"saying":         func(s map[string]any) []span { return sayingSpans(s, maxSaying) },
	"changeLabel":    changeLabel,
	"quoted":         quoted,
	"inQuotes":       quoteWords,
	"directionSpans": directionSpans,
	"homeName":       homeName,
	"capitalize":     capitalize,
	"truncate":       func(text string) string { return truncate(text, 140) },
	"view": func(name string, pairs ...string) template.URL {
		return template.URL(viewAddress(name, urlValues(pairs)))
	},
	"checkAddress": func(quote string) template.URL {
		return template.URL(address("/check", url.Values{"quote": {quote}}))
	},
	"table": func(name string, pairs ...string) template.URL {
		return template.URL(tableAddress(name, urlValues(pairs)))
	},
}

// urlValues returns parameters from alternating names and values.
func urlValues(pairs []string) url.Values {
	v := url.Values{}
	for i := 1; i < len(pairs); i += 2 {
		v.Add(pairs[i-1], pairs[i])
	}
	return v
}

// A section is a link of the header.
type section struct{ Name, Address string }

var sections = []section{{"Check a quotation", "/check"}, {"Views", "/views"}, {"Browse", "/records"},
	{"About", "/about"}, {"Playground", "/playground"}}

// Has reports whether a page is in the section.
func (s section) Has(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return path == s.Address || strings.HasPrefix(path, s.Address+"/")
}
