package views

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Parameters of a view's address that are not variables of its operation: base, bom and rows choose how its table
// looks, and dataset is kept free for choosing a dataset.
const (
	Base    = "base"
	BOM     = "bom"
	Dataset = "dataset"
	Rows    = "rows"
)

// appended are parameters that others add to a link when they pass it on, to follow who opens it or to get past a
// cache, and those that begin with utm_. fresh is for spreadsheets, which ask again when the address changes.
var appended = []string{
	"_", "dclid", "fbclid", "fresh", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "t", "ts",
}

// Appended reports whether a parameter says nothing about what is asked for, as it was appended to the address.
func Appended(name string) bool {
	return strings.HasPrefix(name, "utm_") || slices.Contains(appended, name)
}

// variables reads the variables that an operation declares. None may have the name of another parameter; first and
// after, where they are declared, say which page of a list is asked for.
func variables(operation string) (ast.VariableDefinitionList, error) {
	document, err := parser.ParseQuery(&ast.Source{Input: operation})
	if err != nil {
		return nil, err
	}
	if len(document.Operations) != 1 {
		return nil, fmt.Errorf("it has %d operations: write one", len(document.Operations))
	}
	declared := document.Operations[0].VariableDefinitions
	pageArguments := map[string]string{"first": "Int", "after": "String"}
	for _, d := range declared {
		if Appended(d.Variable) || slices.Contains([]string{Base, BOM, Dataset, Rows}, d.Variable) {
			return nil, fmt.Errorf("the variable $%s has the name of a reserved parameter: rename it", d.Variable)
		}
		want, reserved := pageArguments[d.Variable]
		if reserved && strings.TrimSuffix(d.Type.String(), "!") != want {
			return nil, fmt.Errorf("the variable $%s is for the page of a list: declare it as %s", d.Variable, want)
		}
	}
	return declared, nil
}
