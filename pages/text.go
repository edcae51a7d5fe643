package pages

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sayings are the words of the schema's constants.
var sayings = map[string]string{
	"DIRECT": "quoted", "MIXED": "quoted in part", "PARAPHRASE": "paraphrased",
	"STATED": "as printed", "INFERRED": "inferred", "EXTERNAL": "known from outside",
	"FULL_MEMBER": "full member", "ACCESSION_AGREED": "accession agreed",
	"APPLICATION_REFUSED": "application refused", "OBSERVER": "observer",
	"SUMMIT": "summit", "CONFERENCE": "conference", "BILATERAL_MEETING": "bilateral meeting", "INCIDENT": "incident",
	"IN_PERSON": "in person", "VIRTUAL": "by videoconference", "HYBRID": "partly by videoconference",
	"SCHEDULED": "announced", "HELD": "held",
	"HOST": "host", "PARTICIPANT": "participant", "LEADER": "leader", "TARGET": "target", "MEDIATOR": "mediator",
	"CERTAIN": "certain", "POSSIBLE": "possible",
	"PREFERRED": "preferred", "NORMAL": "also printed", "DEPRECATED": "held to be wrong",
	"WRONG": "printed wrong", "TORN": "torn", "AMBIGUOUS": "ambiguous", "REPEATED": "printed twice",
	"CAPTION": "caption of a picture", "NAVIGATION": "part of the web page",
}

// actions says what an agent did in an event, by role. The name of the event follows.
var actions = map[string]string{
	"HOST": "hosted", "PARTICIPANT": "took part in", "LEADER": "led", "TARGET": "was the target of",
	"MEDIATOR": "mediated in",
}

// A part is what an agent did in an event.
type part struct {
	Action string // "Hosted and took part in"
	Event  map[string]any
}

// partsOf lists the events of an agent with its roles. A country that hosts a summit need not be among the
// participants.
func partsOf(agent map[string]any) []part {
	var parts []part
	seen := map[any]bool{}
	for _, e := range nodes(agent["events"]).([]any) {
		event := e.(map[string]any)
		seen[event["url"]] = true
		parts = append(parts, part{actionOf(rolesIn(event, agent)), event})
	}
	hosted, _ := nodes(agent["summitsHosted"]).([]any)
	for _, s := range hosted {
		if summit := s.(map[string]any); !seen[summit["url"]] {
			parts = append(parts, part{actionOf([]string{"HOST"}), summit})
		}
	}
	return parts
}

// rolesIn returns the roles of an agent in an event, each once.
func rolesIn(event, agent map[string]any) []string {
	var roles []string
	for _, p := range event["participants"].([]any) {
		participant := p.(map[string]any)
		who, known := participant["agent"].(map[string]any)
		role := participant["role"].(string)
		if known && who["url"] == agent["url"] && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// actionOf joins the actions of some roles into the beginning of a line.
func actionOf(roles []string) string {
	var all []string
	for _, role := range roles {
		all = append(all, actions[role])
	}
	words := inARow(all)
	return strings.ToUpper(words[:1]) + words[1:]
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
		state, status := record["state"].(map[string]any)["name"], sayings[record["status"].(string)]
		return fmt.Sprintf("%s in %s: %s", state, name, status)
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

// namesOf joins those whom mentions are of, by their names or, where it is not clear who they are, in the words of the
// text.
func namesOf(mentions any) string {
	var names []string
	for _, m := range mentions.([]any) {
		mention := m.(map[string]any)
		name := "“" + mention["namedAs"].(string) + "”"
		if agent, known := mention["agent"].(map[string]any); known {
			name = agent["name"].(string)
		}
		names = append(names, name)
	}
	return inARow(names)
}

// inARow joins names: A, B and C.
func inARow(names []string) string {
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

// A piece is a part of a text: marked, as what is verbatim in a statement or was found in an excerpt, or not.
type piece struct {
	Text   string
	Marked bool
}

// pieces cuts a text at the spans that are to be marked.
func pieces(text string, spans []any) []piece {
	letters, at := []rune(text), 0
	var all []piece
	add := func(to int, marked bool) {
		if to = min(to, len(letters)); to > at {
			all = append(all, piece{string(letters[at:to]), marked})
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

// whole tells whether every letter of a text is marked.
func whole(all []piece) bool {
	return !slices.ContainsFunc(all, func(p piece) bool {
		return !p.Marked && strings.ContainsFunc(p.Text, unicode.IsLetter)
	})
}

// number is a number of an answer, or any other.
func number(value any) int {
	if n, counted := value.(int); counted {
		return n
	}
	n, _ := value.(json.Number).Int64()
	return int(n)
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
