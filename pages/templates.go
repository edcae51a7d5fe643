package pages

import (
	"cmp"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"
)

// parse reads the templates of pages, each with the layout and the parts that they share. A page that asks for what its view does not
// answer is an error, except by index.
func parse() (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	shared := template.New("").Option("missingkey=error").Funcs(functions)
	if shared, err = shared.ParseFS(files, "templates/layout.html", "templates/parts.html"); err != nil {
		return nil, err
	}
	all := make(map[string]*template.Template)
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || base == "parts" {
			continue
		}
		of, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if all[base], err = of.ParseFS(files, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

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
	"contested": contested,
	"fewer":     fewer,
	"count":     number,
	"percent":   percent,
	"plural":    plural,
	"short":     func(text string) string { return shortened(text, 140) },
	"view":      func(name string, pairs ...string) template.URL { return template.URL(viewAddress(name, values(pairs))) },
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
