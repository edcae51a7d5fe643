package pages

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/summitry/summitry/views"
)

// maxChoices is the number of values up to which a form lists them. For more, it has an input with suggestions.
const maxChoices = 40

// A choice is a value of a variable, with the number of rows that it finds.
type choice struct {
	Slug, Name string
	Count      int // -1 if it is not known
}

// Text returns the name with the number of rows.
func (c choice) Text() string {
	if c.Count < 0 {
		return c.Name
	}
	return fmt.Sprintf("%s (%d)", c.Name, c.Count)
}

// choiceLists holds the result of the view choices.
type choiceLists map[string]any

// choices returns the records that variables may name. All pages of a dataset have the same, so none may change them.
func (s *server) choices(r *http.Request) (choiceLists, error) {
	if cached := s.cachedChoices.Load(); cached != nil {
		return *cached, nil
	}
	answer, err := s.runView(r, "choices", nil)
	if err != nil {
		return nil, err
	}
	lists := choiceLists(answer.Data)
	s.cachedChoices.Store(&lists)
	return lists, nil
}

// nodes returns the records of a list.
func (l choiceLists) nodes(list string) []map[string]any {
	connection, _ := l[list].(map[string]any)
	return listOf(connection["nodes"])
}

// inFolders returns the records of folders.
func (l choiceLists) inFolders(folders []string) (all []suggestion) {
	for _, folder := range folders {
		for _, n := range l.nodes(folder) {
			all = append(all, suggestion{truncate(textOf(n["name"]), 80), textOf(n["url"]), textOf(n["slug"])})
		}
	}
	return all
}

// articles returns the articles by the names of their files and by their addresses.
func (l choiceLists) articles() map[string]suggestion {
	all := map[string]suggestion{}
	for _, n := range l.nodes("documents") {
		article := suggestion{textOf(n["name"]), textOf(n["url"]), textOf(n["slug"])}
		all[textOf(n["fileName"])], all[article.Address] = article, article
	}
	return all
}

// pagedList matches the list of a view's operation whose pages become the rows of the table, and its arguments.
var pagedList = regexp.MustCompile(`(\w+)\(\s*([^()]*)first: \$first`)

// freeArguments matches arguments that do not narrow a list unless a reader fills the form: variables and the order.
var freeArguments = regexp.MustCompile(`\w+: \[?\$\w+\]?|order: \{[^}]*\}|filter: |said: |[{},\s]`)

// choicesFor returns the values of a variable that have rows in a view, or all records of its folders if that is not
// known. They have no counts if other arguments narrow the list.
func (l choiceLists) choicesFor(view *views.View, variable string) []choice {
	var all []choice
	match := pagedList.FindStringSubmatch(view.Operation)
	if match != nil {
		all = l.counted(match[1], variable)
	}
	if all == nil {
		for _, n := range l.inFolders(views.SlugFolders[variable]) {
			all = append(all, choice{n.Slug, n.Name, -1})
		}
		return all
	}
	isNarrowed := freeArguments.ReplaceAllString(match[2], "") != ""
	for _, v := range view.Variables {
		isNarrowed = isNarrowed || v.Required && v.Name != variable
	}
	if isNarrowed {
		for i := range all {
			all[i].Count = -1
		}
	}
	return all
}

// counted returns the values of a variable with the number of records that they find in a list, nil if unknown.
func (l choiceLists) counted(list, variable string) []choice {
	switch {
	case list == "statements" && variable == "agency":
		return l.countNodes("statements", func(statement map[string]any) (agents []map[string]any) {
			for _, mention := range listOf(statement["attribution"]) {
				agents = append(agents, listOf(mention["agent"])...)
			}
			return agents
		})
	case list == "statements":
		return l.facet(map[string]string{"event": "occasion"}[variable], variable)
	case list == "people" && variable == "country":
		return l.countNodes("people", func(person map[string]any) []map[string]any { return listOf(person["country"]) })
	}
	return l.counts(list, views.SlugFolders[variable])
}

// facet returns the groups of the statements by a key. The first name that is a key counts.
func (l choiceLists) facet(names ...string) (all []choice) {
	statements, _ := l["statements"].(map[string]any)
	for _, name := range names {
		all = append(all, facetChoices(statements, name)...)
	}
	return all
}

// facetChoices returns the groups of a list that a result has by a name.
func facetChoices(list map[string]any, name string) (all []choice) {
	for _, group := range listOf(list[name]) {
		all = append(all, choice{textOf(group["value"]), truncate(textOf(group["label"]), 80), toInt(group["count"])})
	}
	return all
}

// counts returns the records of folders that have records in a list of theirs.
func (l choiceLists) counts(list string, folders []string) (all []choice) {
	for _, folder := range folders {
		for _, n := range l.nodes(folder) {
			count := len(listOf(n[list]))
			if connection, is := n[list].(map[string]any); is {
				count = toInt(connection["totalCount"])
			}
			if count > 0 {
				all = append(all, choice{textOf(n["slug"]), truncate(textOf(n["name"]), 80), count})
			}
		}
	}
	return all
}

// countNodes counts the records that those of a list name, most frequent first, or returns nil if the list is longer
// than the page.
func (l choiceLists) countNodes(list string, named func(map[string]any) []map[string]any) (all []choice) {
	connection, _ := l[list].(map[string]any)
	if connection == nil || isPartial(connection) {
		return nil
	}
	for _, n := range l.nodes(list) {
		for _, record := range named(n) {
			slug := textOf(record["slug"])
			at := slices.IndexFunc(all, func(c choice) bool { return c.Slug == slug })
			if at < 0 {
				at, all = len(all), append(all, choice{slug, textOf(record["name"]), 0})
			}
			all[at].Count++
		}
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return all
}
