package views_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/views"
)

// The description of a field names its companions: the fields that say how far its value can be trusted. They are
// siblings of the field, or paths from there.
var (
	companionPhrase = regexp.MustCompile("Read (?:it|them) with ((?:`[\\w.]+`(?:, | and )?)+)\\.")
	companionPath   = regexp.MustCompile("`([\\w.]+)`")
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
}

// companionsOf returns the companions of a field, those named by its interfaces included.
func companionsOf(s *ast.Schema, of *ast.Definition, name string) (paths []string) {
	for _, of := range append([]string{of.Name}, of.Interfaces...) {
		field := s.Types[of].Fields.ForName(name)
		if field == nil {
			continue
		}
		for _, phrase := range companionPhrase.FindAllString(strings.Join(strings.Fields(field.Description), " "), -1) {
			for _, path := range companionPath.FindAllStringSubmatch(phrase, -1) {
				paths = append(paths, path[1])
			}
		}
	}
	return paths
}

// A selected is a field in a selection set, with the fields below it. Fields with the same response key are one.
type selected struct {
	field  *ast.Field
	parent *selected // nil at the root
	inList bool      // below a list, or one
	below  []*selected
}

func selectedIn(sets []ast.SelectionSet, parent *selected) (all []*selected) {
	inList := parent != nil && parent.inList
	below := map[*selected][]ast.SelectionSet{}
	var add func(set ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				i := slices.IndexFunc(all, func(f *selected) bool { return f.field.Alias == s.Alias })
				if i < 0 {
					i = len(all)
					all = append(all, &selected{field: s, parent: parent, inList: inList || isPlainList(s)})
				}
				below[all[i]] = append(below[all[i]], s.SelectionSet)
			case *ast.InlineFragment:
				add(s.SelectionSet)
			case *ast.FragmentSpread:
				add(s.Definition.SelectionSet)
			}
		}
	}
	for _, set := range sets {
		add(set)
	}
	for _, f := range all {
		f.below = selectedIn(below[f], f)
	}
	return all
}

// isPlainList reports whether a field is a list in one cell of a table. The records of connections are rows.
func isPlainList(f *ast.Field) bool {
	return f.Definition.Type.Elem != nil && !strings.HasSuffix(f.ObjectDefinition.Name, "Connection")
}

// selects reports whether a path is among the fields.
func selects(fields []*selected, path string) bool {
	name, rest, more := strings.Cut(path, ".")
	return slices.ContainsFunc(fields, func(f *selected) bool {
		return f.field.Name == name && (!more || selects(f.below, rest))
	})
}

// eachSelected calls check with each field of a view and its siblings.
func eachSelected(t *testing.T, s *ast.Schema, v *views.View, check func(f *selected, siblings []*selected)) {
	t.Helper()
	document, problems := gqlparser.LoadQueryWithRules(s, v.Operation, nil)
	if problems != nil {
		t.Fatal(v.Name, problems)
	}
	var walk func(fields []*selected)
	walk = func(fields []*selected) {
		for _, f := range fields {
			check(f, fields)
			walk(f.below)
		}
	}
	walk(selectedIn([]ast.SelectionSet{document.Operations[0].SelectionSet}, nil))
}

// publicViews returns the views that are not made for a page.
func publicViews(t *testing.T) []*views.View {
	t.Helper()
	all, err := views.All()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(v *views.View) bool { return v.ForPage })
}

// A view that selects a field selects its companions as well. The companion property of a passage is needed only where
// passages are in a list.
func TestFieldsHaveTheirCompanions(t *testing.T) {
	s, found := schema(t), map[string]bool{}
	for _, v := range publicViews(t) {
		eachSelected(t, s, v, func(f *selected, siblings []*selected) {
			of := f.field.ObjectDefinition
			for _, path := range companionsOf(s, of, f.field.Name) {
				found[path] = true
				isOnly := path == "property" && of.Name == "Citation" && f.parent.field.Definition.Type.Elem == nil
				if !isOnly && !selects(siblings, path) {
					t.Errorf("%s selects %s.%s without %s", v.Name, of.Name, f.field.Name, path)
				}
			}
		})
	}
	for _, path := range []string{
		"occasionNote", "occasionBasis", "basis", "note", "property", "because", "glosses.summary", "role",
		"outsidePassage.text",
	} {
		if !found[path] {
			t.Errorf("no view selects a field with the companion %s", path)
		}
	}
}

// statementColumns are the columns of a statement, in the order in which a person reads them.
const statementColumns = `
	speakers.agent.name speakers.namedAs speakers.membersOf.name cue passage.exact passage.start passage.end
	text textSpan.start textSpan.end kind quotedSpans.text
	saidOn.edtf saidOn.asPrinted saidOn.earliest saidOn.latest saidOn.basis saidOn.note
	occasion.name occasionBasis occasionNote
	attribution.agent.name attribution.namedAs attribution.cue topics.name
	glosses.summary glosses.passage.exact glosses.outsidePassage.text
	glosses.annotations.kind glosses.annotations.note glosses.annotations.reading
	annotations.kind annotations.note annotations.reading
	document.name document.publisher document.publisherNote document.fileName
	document.published.edtf document.published.earliest document.published.latest document.published.basis
	document.published.note
	citations.property citations.exact citations.start citations.end citations.document.name
	citations.document.fileName slug url`

// Every view of statements has these columns, in this order. It may have others between them.
func TestViewsOfStatements(t *testing.T) {
	s, found := schema(t), 0
	want := strings.Join(strings.Fields(statementColumns), " ")
	for _, v := range publicViews(t) {
		eachSelected(t, s, v, func(f *selected, _ []*selected) {
			if f.field.ObjectDefinition.Name == "StatementConnection" && f.field.Name == "nodes" {
				found++
				other := func(column string) bool { return !slices.Contains(strings.Fields(want), column) }
				if got := strings.Join(slices.DeleteFunc(leaves(f.below, ""), other), " "); got != want {
					t.Errorf("of the columns of statements, %s has\n%s, want\n%s", v.Name, got, want)
				}
			}
		})
	}
	if found < 11 {
		t.Errorf("only %d views of statements were found", found)
	}
}

// leaves returns the paths of the fields that have no fields below them.
func leaves(fields []*selected, prefix string) (paths []string) {
	for _, f := range fields {
		if path := prefix + f.field.Alias; len(f.below) == 0 {
			paths = append(paths, path)
		} else {
			paths = append(paths, leaves(f.below, path+".")...)
		}
	}
	return paths
}

// Every view has the passages behind its rows. A change of the dataset has none.
func TestViewsHavePassages(t *testing.T) {
	s := schema(t)
	for _, v := range publicViews(t) {
		has := false
		eachSelected(t, s, v, func(f *selected, _ []*selected) {
			has = has || f.field.ObjectDefinition.Name == "Citation" && f.field.Name == "exact"
		})
		if has == (v.Name == "changes") {
			t.Errorf("%s has passages: %t", v.Name, has)
		}
	}
}

// A date that has a column of its own can be sorted by its first and its last day.
func TestDatesCanBeSorted(t *testing.T) {
	s, found := schema(t), 0
	for _, v := range publicViews(t) {
		eachSelected(t, s, v, func(f *selected, siblings []*selected) {
			if f.field.ObjectDefinition.Name != "UncertainDate" || f.field.Name != "edtf" || f.inList {
				return
			}
			found++
			if !selects(siblings, "earliest") || !selects(siblings, "latest") {
				t.Errorf("%s selects a date without earliest and latest", v.Name)
			}
		})
	}
	if found < 15 {
		t.Errorf("only %d dates were found", found)
	}
}

// Fields with the name of a mark that are the companion of no field, because they are what a reader looks for.
var noCompanions = map[string]string{
	"Annotation.note":   "the annotation itself",
	"Claim.property":    "Discrepancy.property says it for all claims",
	"Query.annotations": "a list of its own",
}

// Every field whose name says that it qualifies another one is named as a companion, so that views select it.
func TestMarksAreCompanions(t *testing.T) {
	s := schema(t)
	mark := regexp.MustCompile(`(?:[nN]ote|^basis|^reason|^because|^property|^annotations|^glosses)$`)
	named := map[string]bool{}
	for _, d := range s.Types {
		for _, f := range d.Fields {
			for _, path := range companionsOf(s, d, f.Name) {
				first, rest, _ := strings.Cut(path, ".")
				field := d.Fields.ForName(first)
				if field == nil || rest != "" && s.Types[field.Type.Name()].Fields.ForName(rest) == nil {
					t.Errorf("%s.%s has the unknown companion %s", d.Name, f.Name, path)
				}
				named[d.Name+"."+first] = true
			}
		}
	}
	for _, d := range s.Types {
		for _, f := range d.Fields {
			path := d.Name + "." + f.Name
			if d.BuiltIn || d.Kind == ast.InputObject || !mark.MatchString(f.Name) {
				continue
			}
			if isCompanion := named[path]; isCompanion == (noCompanions[path] != "") {
				t.Errorf("%s is a companion: %t. Write \"Read it with `%s`.\" into the description of the field that "+
					"it qualifies, or list it in noCompanions", path, isCompanion, f.Name)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(noCompanions)) {
		of, name, _ := strings.Cut(path, ".")
		if d := s.Types[of]; d == nil || d.Fields.ForName(name) == nil {
			t.Errorf("noCompanions has %s, which is not in the schema", path)
		}
	}
}
