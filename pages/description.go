package pages

import (
	"strings"

	"github.com/summitry/summitry/data"
)

// describeDataset says how much a dataset has, after a sentence.
func describeDataset(first string, d *data.Dataset, overview map[string]any) string {
	documents := overview["documents"].(map[string]any)
	amount := plural(int(d.Counts.Statements), "statement", "statements") + " from " +
		plural(documents["totalCount"], "article", "articles")
	if months := coverage(documents); months != "" {
		amount += ", " + months
	}
	return sentences(first, amount)
}

// describeRecord describes a record in a few sentences, for search engines and for cards of its page. It says of dates
// whether they are inferred or added, as the page does.
func describeRecord(kind string, r map[string]any) string {
	switch kind {
	case "statement":
		return r["short"].(string)
	case "person":
		return sentences(joinNames(fieldsOf(r["positions"], "title")), amountsOf(r))
	case "organization":
		return sentences(textOf(r["acronym"]), amountsOf(r))
	case "country":
		return sentences(joinNames(statusesOf(r)), amountsOf(r))
	case "topic":
		return sentences(textOf(r["description"]), amountsOf(r))
	case "event":
		return sentences(capitalize(enumLabels[r["kind"].(string)])+dateAfter(r["when"], ", ")+
			prefixed(", ", r["place"]), amountsOf(r))
	case "membership":
		return sentences(label(r, kind)+dateAfter(r["start"], ", from ")+dateAfter(r["end"], ", to "),
			plural(len(r["citations"].([]any)), "passage supports it", "passages support it"))
	case "document":
		return sentences(textOf(r["name"])+dateAfter(r["published"], ", "), amountsOf(r),
			share(r["citedCharacters"], r["characters"])+" of the text is cited")
	case "discrepancy":
		return sentences(textOf(r["note"]), "The articles print: "+strings.Join(fieldsOf(r["claims"], "value"), "; "))
	case "annotation":
		return sentences(capitalize(enumLabels[r["kind"].(string)]) + ": " + textOf(r["note"]))
	case "narration":
		return sentences("In the article’s own voice: " + textOf(r["summary"]))
	case "citation":
		return sentences("“"+truncate(r["exact"].(string), 200)+"”",
			"Printed in "+textOf(r["document"].(map[string]any)["name"]))
	}
	return sentences(label(r, kind), amountsOf(r))
}

// sentences joins texts that are not empty, each with a full stop unless it ends like a sentence.
func sentences(texts ...string) string {
	var all []string
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if text != "" && !strings.ContainsAny(text[len(text)-1:], ".?!") {
			text += "."
		}
		if text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

// amountsOf counts what the articles print of a record.
func amountsOf(r map[string]any) string {
	var all []string
	for _, list := range []struct{ name, single, several string }{
		{"statements", "statement", "statements"}, {"events", "event", "events"},
		{"narrations", "fact in the articles’ own voice", "facts in the articles’ own voice"},
	} {
		connection, _ := r[list.name].(map[string]any)
		if n := connection["totalCount"]; n != nil && toInt(n) > 0 {
			all = append(all, plural(n, list.single, list.several))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return joinNames(all) + ", each with its printed passage"
}

// statusesOf returns the memberships of a country: "ABC: full member".
func statusesOf(country map[string]any) (all []string) {
	memberships, _ := connectionNodes(country["memberships"]).([]any)
	for _, m := range memberships {
		membership := m.(map[string]any)
		organization := membership["organization"].(map[string]any)
		name := textOf(organization["acronym"])
		if name == "" {
			name = textOf(organization["name"])
		}
		all = append(all, name+": "+enumLabels[membership["status"].(string)])
	}
	return all
}

// fieldsOf returns a field of each record of a list, each value once.
func fieldsOf(list any, field string) (all []string) {
	seen := map[string]bool{}
	for _, r := range list.([]any) {
		if text := textOf(r.(map[string]any)[field]); text != "" && !seen[text] {
			seen[text], all = true, append(all, text)
		}
	}
	return all
}

// dateAfter returns a date in words after a prefix, with the word that says that it is not printed, or "" for none.
func dateAfter(date any, prefix string) string {
	d, known := date.(map[string]any)
	if !known {
		return ""
	}
	text := prefix + d["inWords"].(string)
	if basis := d["basis"].(string); basis != "STATED" {
		text += " (" + enumLabels[basis] + ")"
	}
	return text
}

// prefixed returns a text after a prefix, or "" for none.
func prefixed(prefix string, value any) string {
	if text := textOf(value); text != "" {
		return prefix + text
	}
	return ""
}
