package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parse reads the templates, each page's with the layout and the parts that pages share. A page that asks for what its view does
// not answer is an error.
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
	"said":   func(constant any) string { return sayings[constant.(string)] },
	"value":  func(text string) string { return cmp.Or(sayings[text], text) },
	"words":  inWords,
	"nameOf": documentName,
	"whole": func(all []piece) bool {
		return !slices.ContainsFunc(all, func(p piece) bool { return !p.Quoted && strings.ContainsFunc(p.Text, unicode.IsLetter) })
	},
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

// sayings are the words of the schema's constants.
var sayings = map[string]string{
	"DIRECT": "quoted", "MIXED": "quoted in part", "PARAPHRASE": "paraphrased",
	"STATED": "as printed", "INFERRED": "inferred", "EXTERNAL": "known from outside",
	"FULL_MEMBER": "full member", "ACCESSION_AGREED": "accession agreed", "APPLICATION_REFUSED": "application refused", "OBSERVER": "observer",
	"SUMMIT": "summit", "CONFERENCE": "conference", "BILATERAL_MEETING": "bilateral meeting", "INCIDENT": "incident",
	"IN_PERSON": "in person", "VIRTUAL": "by videoconference", "HYBRID": "partly by videoconference",
	"SCHEDULED": "announced", "HELD": "held",
	"HOST": "host", "PARTICIPANT": "participant", "LEADER": "leader", "TARGET": "target", "MEDIATOR": "mediator",
	"PREFERRED": "preferred", "NORMAL": "also printed", "DEPRECATED": "held to be wrong",
	"WRONG": "printed wrong", "TORN": "torn", "AMBIGUOUS": "ambiguous", "REPEATED": "printed twice", "CAPTION": "caption of a picture", "NAVIGATION": "part of the web page",
}

// label is how a list names a record.
func label(record map[string]any, kind string) string {
	switch strings.ToUpper(kind) {
	case "STATEMENT":
		return namesOf(record["speakers"]) + ": " + shortened(record["text"].(string), 80)
	case "MEMBERSHIP":
		organization := record["organization"].(map[string]any)
		name := organization["acronym"]
		if name == nil {
			name = organization["name"]
		}
		return fmt.Sprintf("%s in %s: %s", record["state"].(map[string]any)["name"], name, sayings[record["status"].(string)])
	case "ANNOTATION":
		return "Remark: " + shortened(record["note"].(string), 80)
	}
	if name, has := record["name"].(string); has {
		return name
	}
	return documentName(record)
}

// documentName is the title of a document or, where none is printed, what the curators call it in its address.
func documentName(document map[string]any) string {
	if title, printed := document["title"].(string); printed {
		return title
	}
	return path.Base(document["url"].(string))
}

// inWords writes the name of a field or type as people do: placeAsPrinted is "place as printed".
func inWords(name string) string {
	var words strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(r))
	}
	return words.String()
}

// namesOf joins those whom mentions are of, by their names or, if it does not matter or is not known who they are, as printed.
func namesOf(mentions any) string {
	var names []string
	for _, m := range mentions.([]any) {
		mention := m.(map[string]any)
		name := mention["namedAs"].(string)
		if agent, known := mention["agent"].(map[string]any); known {
			name = agent["name"].(string)
		}
		names = append(names, name)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// shortened cuts a text between words after so many letters at most.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if space := strings.LastIndexByte(cut, ' '); space > most/2 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,;:") + " …"
}

// A piece is a part of a statement's text, verbatim or not.
type piece struct {
	Text   string
	Quoted bool
}

// pieces cuts a statement's text at its quoted spans.
func pieces(text string, spans []any) []piece {
	letters, at := []rune(text), 0
	var all []piece
	add := func(to int, quoted bool) {
		if to = min(to, len(letters)); to > at {
			all = append(all, piece{string(letters[at:to]), quoted})
			at = to
		}
	}
	for _, s := range spans {
		span := s.(map[string]any)
		add(number(span["start"]), false)
		add(number(span["end"]), true)
	}
	add(len(letters), false)
	return all
}

func number(value any) int {
	n, _ := value.(json.Number).Int64()
	return int(n)
}

// supports picks the passages for a field, or with "" those for the record as a whole.
func supports(citations []any, property string) []any {
	var picked []any
	for _, c := range citations {
		if p := c.(map[string]any)["property"]; p == property || p == nil && property == "" {
			picked = append(picked, c)
		}
	}
	return picked
}

// places are passages without those that repeat, each with all the properties that it is cited for, joined by commas.
func places(citations []any) []map[string]any {
	var all []map[string]any
	for _, c := range citations {
		passage := c.(map[string]any)
		property, _ := passage["property"].(string)
		property = inWords(property)
		at := slices.IndexFunc(all, func(p map[string]any) bool {
			return p["start"] == passage["start"] && p["end"] == passage["end"] && p["document"].(map[string]any)["url"] == passage["document"].(map[string]any)["url"]
		})
		if at < 0 {
			once := maps.Clone(passage)
			once["properties"] = property
			all = append(all, once)
		} else if so := all[at]["properties"].(string); !slices.Contains(strings.Split(so, ", "), property) && property != "" {
			all[at]["properties"] = strings.TrimPrefix(so+", "+property, ", ")
		}
	}
	return all
}

// A subject is a record with the passages that support it.
type subject struct {
	Label, Address string
	Passages       []any
}

// bySubject sorts passages by what they support, in the order of the first of each.
func bySubject(passages []any) []*subject {
	var all []*subject
	known := map[string]*subject{}
	for _, p := range passages {
		of := p.(map[string]any)["subject"].(map[string]any)
		address := of["url"].(string)
		if known[address] == nil {
			known[address] = &subject{Label: label(of, of["__typename"].(string)), Address: address}
			all = append(all, known[address])
		}
		known[address].Passages = append(known[address].Passages, p)
	}
	return all
}

// An argument is a property for which the documents give several values.
type argument struct {
	Property string
	Claims   []any
}

// contested picks the claims that are not alone on their property.
func contested(claims []any) []argument {
	var all []argument
	for _, c := range claims {
		property := c.(map[string]any)["property"].(string)
		if n := len(all); n > 0 && all[n-1].Property == property {
			all[n-1].Claims = append(all[n-1].Claims, c)
		} else {
			all = append(all, argument{property, []any{c}})
		}
	}
	return slices.DeleteFunc(all, func(a argument) bool { return len(a.Claims) < 2 })
}

// fewer tells whether a page of a list is not all of it.
func fewer(connection map[string]any) bool {
	return len(connection["nodes"].([]any)) < number(connection["totalCount"])
}

// percent is a part of a whole, of which there is something.
func percent(part, whole any) int { return 100 * number(part) / max(1, number(whole)) }

// plural gives a number and what is counted: 1 statement, 2 statements.
func plural(n any, one, many string) string {
	if number(n) == 1 {
		return "1 " + one
	}
	return fmt.Sprint(number(n)) + " " + many
}

// values makes parameters of an address of names and values that follow each other.
func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 1; i < len(pairs); i += 2 {
		v.Add(pairs[i-1], pairs[i])
	}
	return v
}
