package pages

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// enumLabels maps the schema's enum values to words for readers.
var enumLabels = map[string]string{
	"YES": "yes", "NO": "no", "UNKNOWN": "not known",
	"DIRECT": "quoted", "MIXED": "quoted in part", "PARAPHRASE": "paraphrased",
	"STATED": "as printed", "INFERRED": "inferred", "EXTERNAL": "added from outside",
	"FULL_MEMBER": "full member", "ACCESSION_AGREED": "accession agreed",
	"APPLICATION_REFUSED": "application refused", "OBSERVER": "observer",
	"SUSPENDED": "suspended", "WITHDRAWN": "withdrawn",
	"SUMMIT": "summit", "CONFERENCE": "conference", "BILATERAL_MEETING": "bilateral meeting", "INCIDENT": "incident",
	"DEBATE": "debate", "HEARING": "hearing", "INTERVIEW": "interview", "PRESS_CONFERENCE": "press conference",
	"OTHER":     "other",
	"IN_PERSON": "in person", "VIRTUAL": "by videoconference", "HYBRID": "partly by videoconference",
	"SCHEDULED": "announced", "HELD": "held",
	"HOST": "host", "PARTICIPANT": "participant", "LEADER": "leader", "TARGET": "target", "MEDIATOR": "mediator",
	"CHAIR": "chair", "SPEAKER": "speaker", "MODERATOR": "moderator", "INTERVIEWER": "interviewer",
	"WITNESS": "witness",
	"CERTAIN": "certain", "POSSIBLE": "possible",
	"PREFERRED": "preferred", "NORMAL": "also printed", "DEPRECATED": "considered wrong",
	"WRONG": "misprint", "TORN": "truncated", "AMBIGUOUS": "ambiguous", "REPEATED": "printed twice",
	"CAPTION": "caption of a picture", "NAVIGATION": "part of the web page", "HEADLINE": "headline",
	"JOINING": "conjunctions, punctuation and spaces between passages",
	"RETOLD":  "rest of a sentence whose facts records tell in other words",
	"ADDED":   "added", "CHANGED": "changed", "CORRECTED": "corrected", "REMOVED": "removed",
	"VERBATIM": "word for word", "ABRIDGED": "shortened, and marked so", "ALTERED": "altered",
	"SPLICED": "joined from several places", "OTHER_SPEAKER": "another speaker",
	"NARRATION": "the article's own words", "NOT_FOUND": "not found",
	"SAME": "the same", "NOT_ASKED": "no speaker was given", "BODY_OF": "one of its people",
	"INSIDE": "inside quotation marks", "PARTLY": "partly inside quotation marks", "OUTSIDE": "outside quotation marks",
	"NEGATION": "negation", "MODALITY": "how certain or binding it is", "NUMBER": "number", "NAME": "name",
	"REPLACED": "replaced", "MOVED": "moved", "OMISSION": "marked omission", "INSERTION": "marked insertion",
}

// basisLabels maps how a value is known to one word, which stands beside the value.
var basisLabels = map[string]string{"STATED": "printed", "INFERRED": "inferred", "EXTERNAL": "added"}

// roleActions maps a role to a verb, which the name of the event follows.
var roleActions = map[string]string{
	"HOST": "hosted", "PARTICIPANT": "took part in", "LEADER": "led", "TARGET": "was the target of",
	"MEDIATOR": "mediated in", "CHAIR": "chaired", "SPEAKER": "spoke at", "MODERATOR": "moderated",
	"INTERVIEWER": "asked the questions in", "WITNESS": "testified at", "OTHER": "took part in",
}

// A participation is what an agent did in an event.
type participation struct {
	Action string // "Hosted and took part in"
	Note   string // what it is inferred from; empty if one of the roles is printed
	Event  map[string]any
}

// participations returns the events of an agent with its roles. The host of a summit need not be among the
// participants.
func participations(agent map[string]any) []participation {
	var all []participation
	seen := map[any]bool{}
	for _, e := range connectionNodes(agent["events"]).([]any) {
		event := e.(map[string]any)
		seen[event["url"]] = true
		all = append(all, participation{actionOf(rolesOf(event, agent)), noteOf(event, agent), event})
	}
	hosted, _ := connectionNodes(agent["summitsHosted"]).([]any)
	for _, s := range hosted {
		if summit := s.(map[string]any); !seen[summit["url"]] {
			all = append(all, participation{actionOf([]string{"HOST"}), "", summit})
		}
	}
	return all
}

// rolesOf returns the distinct roles of an agent in an event.
func rolesOf(event, agent map[string]any) []string {
	var roles []string
	for _, participant := range participantsOf(event, agent) {
		if role := participant["role"].(string); !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// noteOf returns what the participation of an agent in an event is inferred from, or nothing if a role is printed.
func noteOf(event, agent map[string]any) (note string) {
	for _, participant := range participantsOf(event, agent) {
		inferred, is := participant["note"].(string)
		if !is {
			return ""
		}
		note = inferred
	}
	return note
}

// participantsOf returns the participants of an event that are an agent.
func participantsOf(event, agent map[string]any) (all []map[string]any) {
	for _, p := range event["participants"].([]any) {
		participant := p.(map[string]any)
		if who, ok := participant["agent"].(map[string]any); ok && who["url"] == agent["url"] {
			all = append(all, participant)
		}
	}
	return all
}

// actionOf returns the verbs of some roles as the beginning of a line.
func actionOf(roles []string) string {
	var all []string
	for _, role := range roles {
		all = append(all, roleActions[role])
	}
	return capitalize(joinNames(all))
}

// capitalize writes the first letter, which is ASCII, in upper case.
func capitalize(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// label returns the text that stands for a record in lists.
func label(record map[string]any, kind string) string {
	switch strings.ToUpper(kind) {
	case "STATEMENT":
		return agentNames(record["speakers"]) + ": " + sayingOf(record, 80)
	case "MEMBERSHIP":
		organization := record["organization"].(map[string]any)
		name := organization["acronym"]
		if name == nil {
			name = organization["name"]
		}
		state, status := record["state"].(map[string]any)["name"], enumLabels[record["status"].(string)]
		return fmt.Sprintf("%s in %s: %s", state, name, status)
	case "NARRATION":
		return "In the article’s own voice: " + truncate(record["summary"].(string), 80)
	case "DISCREPANCY":
		return "Disagreement: " + truncate(record["note"].(string), 80)
	case "ANNOTATION":
		return "Note: " + truncate(record["note"].(string), 80)
	}
	return textOf(record["name"])
}

// humanize turns the name of a field or type into words: placeAsPrinted becomes "place as printed".
func humanize(name string) string {
	var words strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(r))
	}
	return words.String()
}

// agentNames joins the names of the agents mentioned, or the printed words where an agent is unknown.
func agentNames(mentions any) string {
	var names []string
	for _, m := range mentions.([]any) {
		mention := m.(map[string]any)
		name := "“" + mention["namedAs"].(string) + "”"
		if agent, ok := mention["agent"].(map[string]any); ok {
			name = agent["name"].(string)
		}
		names = append(names, name)
	}
	return joinNames(names)
}

// joinNames joins names: A, B and C.
func joinNames(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// truncate shortens a text at a word boundary to a number of characters.
func truncate(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if space := strings.LastIndexByte(cut, ' '); space > most/2 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ,;:") + " …"
}

// A span is a part of a text. It is marked if it is quoted in a statement or matches in an excerpt.
type span struct {
	Text   string
	Marked bool
}

// splitSpans splits a text into the marked spans and those between them.
func splitSpans(text string, spans []any) []span {
	letters, at := []rune(text), 0
	var all []span
	add := func(to int, marked bool) {
		if to = min(to, len(letters)); to > at {
			all = append(all, span{string(letters[at:to]), marked})
			at = to
		}
	}
	for _, s := range spans {
		span := s.(map[string]any)
		add(toInt(span["start"]), false)
		add(toInt(span["end"]), true)
	}
	add(len(letters), false)
	return all
}

// allMarked reports whether every letter of a text is marked.
func allMarked(all []span) bool {
	return !slices.ContainsFunc(all, func(p span) bool {
		return !p.Marked && strings.ContainsFunc(p.Text, unicode.IsLetter)
	})
}

// toInt converts a number of a result, or an int.
func toInt(value any) int {
	if n, counted := value.(int); counted {
		return n
	}
	n, _ := value.(json.Number).Int64()
	return int(n)
}

// isPartial reports whether a page is only a part of the list.
func isPartial(connection map[string]any) bool {
	return len(connection["nodes"].([]any)) < toInt(connection["totalCount"])
}

// percent returns part as a percentage of whole, rounded half up. A whole below 1 counts as 1.
func percent(part, whole any) int {
	n := max(1, toInt(whole))
	return (200*toInt(part) + n) / (2 * n)
}

// share returns part as a percentage of whole with one decimal, for example 94.7 %.
func share(part, whole any) string {
	return fmt.Sprintf("%.1f %%", 100*float64(toInt(part))/float64(max(1, toInt(whole))))
}

// plural returns a number with its noun: 1 statement, 2 statements.
func plural(n any, one, many string) string {
	if toInt(n) == 1 {
		return "1 " + one
	}
	return fmt.Sprint(toInt(n)) + " " + many
}

// numerals are the numbers that texts write as words.
var numerals = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
	"twelve"}

// countOf returns a number with its noun, small ones in words: four articles, 38 statements.
func countOf(n any, one, many string) string {
	text := plural(n, one, many)
	if i := toInt(n); i < len(numerals) {
		_, noun, _ := strings.Cut(text, " ")
		return numerals[i] + " " + noun
	}
	return text
}

// basisAnchors maps how a value is known to the place on the page /about that explains it.
var basisAnchors = map[string]string{"STATED": "printed", "INFERRED": "inferred", "EXTERNAL": "added"}

// countedRecords lists the numbers of the field counts that pages show, with their nouns.
var countedRecords = [][3]string{
	{"statements", "statement", "statements"},
	{"narrations", "fact in the articles’ own voice", "facts in the articles’ own voice"},
	{"people", "person", "people"},
	{"organizations", "organization", "organizations"},
	{"memberStates", "member state", "member states"},
	{"summits", "summit", "summits"},
	{"documents", "article", "articles"},
	{"citations", "passage", "passages"},
}

// recordCounts says how many records of each kind the dataset has. It leaves out kinds that the dataset lacks.
func recordCounts(counts map[string]any) string {
	var all []string
	for _, c := range countedRecords {
		if n, known := counts[c[0]]; known && toInt(n) > 0 {
			all = append(all, plural(n, c[1], c[2]))
		}
	}
	if len(all) == 0 {
		return "No records."
	}
	return strings.Join(all, ", ") + "."
}

// coverage returns the months of the documents of a connection, such as "March 2023 to July 2024". It returns "" if the
// page is not the whole list or no date is known.
func coverage(documents map[string]any) string {
	var days []string
	for _, d := range documents["nodes"].([]any) {
		published, _ := d.(map[string]any)["published"].(map[string]any)
		for _, bound := range []string{"earliest", "latest"} {
			if day, known := published[bound].(string); known {
				days = append(days, day)
			}
		}
	}
	if len(days) == 0 || isPartial(documents) {
		return ""
	}
	first, last := monthOf(slices.Min(days)), monthOf(slices.Max(days))
	if first == last {
		return first
	}
	return first + " to " + last
}

// monthOf returns the month of a day in words: 2023-03-30 becomes "March 2023".
func monthOf(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err) // the schema's type Date has this form
	}
	return t.Format("January 2006")
}
