package pages

import (
	"cmp"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync"
)

// templates are those of pages, each with the layout and the parts that they share. They are read for the first page,
// as that takes half as long as everything else at the start. A page that asks for what its view does not answer is an
// error, except by index.
var templates = sync.OnceValue(func() map[string]*template.Template {
	names, _ := fs.Glob(files, "templates/*.html") // the pattern is right
	shared := template.New("").Option("missingkey=error").Funcs(functions)
	shared = template.Must(shared.ParseFS(files, "templates/layout.html", "templates/parts.html"))
	all := make(map[string]*template.Template)
	for _, name := range names {
		if base := strings.TrimSuffix(path.Base(name), ".html"); base != "layout" && base != "parts" {
			all[base] = template.Must(template.Must(shared.Clone()).ParseFS(files, name))
		}
	}
	return all
})

// functions are what templates can do beside what every template can.
var functions = template.FuncMap{
	"said":      func(constant any) string { return sayings[constant.(string)] },
	"value":     func(text string) string { return cmp.Or(sayings[text], text) },
	"words":     inWords,
	"nameOf":    documentName,
	"whole":     whole,
	"names":     namesOf,
	"label":     func(record map[string]any) string { return label(record, record["__typename"].(string)) },
	"pieces":    pieces,
	"supports":  supports,
	"places":    places,
	"bySubject": bySubject,
	"partsOf":   partsOf,
	"contested": contested,
	"fewer":     fewer,
	"count":     number,
	"percent":   percent,
	"plural":    plural,
	"short":     func(text string) string { return shortened(text, 140) },
	"view": func(name string, pairs ...string) template.URL {
		return template.URL(viewAddress(name, values(pairs)))
	},
	"table": func(name string, pairs ...string) template.URL {
		return template.URL(tableAddress(name, values(pairs)))
	},
}

// values makes parameters of an address of names and values that follow each other.
func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 1; i < len(pairs); i += 2 {
		v.Add(pairs[i-1], pairs[i])
	}
	return v
}
