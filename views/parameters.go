package views

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Parameters in the address of a view that are not variables: base, bom and rows choose the form of its table;
// columns chooses how much of it the page shows; dataset names the dataset that the answer must be from.
const (
	Base    = "base"
	BOM     = "bom"
	Columns = "columns"
	Dataset = "dataset"
	Rows    = "rows"
)

// ignored lists tracking parameters and those that bypass a cache. fresh is for spreadsheets,
// which fetch again when the address changes. IsIgnored also includes parameters that begin with utm_.
var ignored = []string{
	"_", "dclid", "fbclid", "fresh", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "t", "ts",
}

// IsIgnored reports whether a parameter is a tracking parameter or the like, and must not change the response.
func IsIgnored(name string) bool {
	return strings.HasPrefix(name, "utm_") || slices.Contains(ignored, name)
}

// checkVariables returns an error if a variable has the name of another parameter. first and after, if declared, must
// be the arguments of a page.
func checkVariables(declared ast.VariableDefinitionList) error {
	pageArguments := map[string]string{"first": "Int", "after": "String"}
	for _, d := range declared {
		if IsIgnored(d.Variable) || slices.Contains([]string{Base, BOM, Columns, Dataset, Rows}, d.Variable) {
			return fmt.Errorf("the variable $%s has the name of a reserved parameter: rename it", d.Variable)
		}
		want, reserved := pageArguments[d.Variable]
		if reserved && strings.TrimSuffix(d.Type.String(), "!") != want {
			const message = "the variable $%s must have the type %s of a page argument, got %s"
			return fmt.Errorf(message, d.Variable, want, d.Type)
		}
	}
	return nil
}
