package pages

import (
	"strings"

	"github.com/summitry/summitry/table"
)

// A column describes a column of a view's table.
type column struct {
	Name, Title string
	Type        string // in words
	Description []span // code is marked
}

func describeColumn(c table.Column) column {
	return column{c.Name, c.Title, typeInWords(c.Type), codeSpans(c.Description)}
}

// typeWords holds the words for the scalar types of the schema.
var typeWords = map[string]string{
	"Boolean": "true or false", "Date": "day", "EDTF": "date in EDTF", "ID": "ID", "Int": "number", "String": "text",
	"URL": "address",
}

// typeInWords returns the words for the type of a cell. An enum has none but its name.
func typeInWords(name string) string {
	item := strings.Trim(name, "[]!")
	words := typeWords[item]
	if words == "" {
		words = item
	}
	if depth := strings.LastIndexByte(name, '[') + 1; depth > 0 {
		return "list" + strings.Repeat(" of lists", depth-1) + ": " + words
	}
	return words
}

// codeSpans splits a text at its backticks, and marks what is code.
func codeSpans(text string) []span {
	var all []span
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			all = append(all, span{part, i%2 == 1})
		}
	}
	return all
}
