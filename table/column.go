package table

import (
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"
)

// A Column describes one column of a table.
type Column struct {
	Name        string // path of response keys joined by dots: saidOn.earliest
	Title       string // for people: Said on: earliest
	Description string // of the field, those above it up to the record of the row, and enum values, from the schema
	// Type is the GraphQL type of a cell, without a final !, since any cell may be empty. A field within lists is a
	// list: [String!], [String] if values in it may be null, [[String!]!] in a list within a list.
	Type string
}

// Columns returns the columns, in the order of the operation.
func (t *Table) Columns() []Column {
	var all []Column
	for _, c := range t.columns {
		all = append(all, c.Column)
	}
	return all
}

// describeColumn returns the column with a name. path leads from the record of the row to the leaf.
func (t *Table) describeColumn(names []string, path []*field) Column {
	description := descriptionOf(path)
	if leaf := t.schema.Types[path[len(path)-1].definition().Type.Name()]; leaf.Kind == ast.Enum {
		description += " " + valuesOf(leaf)
	}
	return Column{strings.Join(names, "."), titleOf(names), strings.TrimSpace(description), typeOf(path)}
}

// valuesOf lists the values of an enum with what they mean.
func valuesOf(enum *ast.Definition) string {
	texts := make([]string, len(enum.EnumValues))
	for i, v := range enum.EnumValues {
		texts[i] = "`" + v.Name + "`"
		meaning, _, _ := strings.Cut(strings.Join(strings.Fields(v.Description), " "), " Example: ")
		if meaning != "" {
			texts[i] += ": " + strings.TrimSuffix(meaning, ".")
		}
	}
	return "Values: " + strings.Join(texts, "; ") + "."
}

// titleWords holds words of names that a title writes in another way.
var titleWords = map[string]string{
	"edtf": "EDTF", "id": "ID", "iso": "ISO", "sha256": "SHA-256", "typename": "type", "url": "URL",
}

// titleOf returns a title made of the words of a name. A final name or exact is left out where the title says what is
// named or printed: host.name is "Host", passage.exact is "Passage".
func titleOf(names []string) string {
	last := len(names) - 1
	if last > 0 && (names[last] == "name" || names[last] == "exact") {
		names = names[:last]
	}
	var parts []string
	for _, name := range names {
		words := splitWords(name)
		for i, word := range words {
			if changed := titleWords[word]; changed != "" {
				words[i] = changed
			}
		}
		parts = append(parts, strings.Join(words, " "))
	}
	title := []rune(strings.Join(parts, ": "))
	title[0] = unicode.ToUpper(title[0])
	return string(title)
}

// splitWords splits a response key into words in lower case: saidOn, said_on and SaidOn are said, on.
func splitWords(name string) []string {
	var spaced strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 && !unicode.IsUpper(rune(name[i-1])) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(r))
	}
	words := strings.Fields(strings.ReplaceAll(spaced.String(), "_", " "))
	if len(words) == 0 {
		return []string{name} // of underscores only
	}
	return words
}

// descriptionOf returns the descriptions of the fields of a path. Only the last one keeps its example.
func descriptionOf(path []*field) string {
	var texts []string
	for i, f := range path {
		text := f.description()
		if i < len(path)-1 {
			text, _, _ = strings.Cut(text, "Example: ")
		}
		if text = strings.TrimSpace(text); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, " ")
}

// description returns the schema's description of the field. If the field is selected on several types that describe
// it differently, it returns each description after the name of its type.
func (f *field) description() string {
	if f.selections[0].Name == "__typename" {
		return "The GraphQL type of the record. Example: `Statement`."
	}
	types, texts := map[string]string{}, []string{}
	for _, s := range f.selections {
		text := strings.Join(strings.Fields(s.Definition.Description), " ")
		if _, seen := types[text]; !seen {
			types[text] = s.ObjectDefinition.Name
			texts = append(texts, text)
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	for i, text := range texts {
		texts[i] = types[text] + ": " + text
	}
	return strings.Join(texts, " ")
}

// typeOf returns the type of the cells of the leaf of a path.
func typeOf(path []*field) string {
	cell := cellType(path)
	cell.NonNull = false
	return cell.String()
}

// cellType returns the type of the leaf of a path, in a list for each list above it. What is below a null is null.
func cellType(path []*field) *ast.Type {
	declared := path[0].definition().Type
	item := ast.NonNullNamedType(declared.Name(), nil)
	if len(path) > 1 {
		item = cellType(path[1:])
	}
	if path[0].selections[0].Name == "__typename" {
		return item
	}
	return withItem(declared, item)
}

// withItem returns a type with another type in place of its innermost one.
func withItem(t, item *ast.Type) *ast.Type {
	result := *item
	if t.Elem != nil {
		result = *ast.ListType(withItem(t.Elem, item), nil)
		result.NonNull = true
	}
	result.NonNull = result.NonNull && t.NonNull
	return &result
}
