package views

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
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

// IsReserved reports whether a parameter cannot be a variable of a view, since it means the same for every view.
func IsReserved(name string) bool {
	return slices.Contains([]string{Base, BOM, Columns, Dataset, Rows}, name) || IsIgnored(name)
}

// checkVariables returns an error if a variable has the name of another parameter. first and after, if declared, must
// be the arguments of a page.
func checkVariables(declared ast.VariableDefinitionList) error {
	pageArguments := map[string]string{"first": "Int", "after": "String"}
	for _, d := range declared {
		if IsReserved(d.Variable) {
			const message = "the variable $%s has the name of a reserved parameter: rename it"
			return gqlerror.ErrorPosf(d.Position, message, d.Variable)
		}
		want, reserved := pageArguments[d.Variable]
		if reserved && strings.TrimSuffix(d.Type.String(), "!") != want {
			const message = "the variable $%s must have the type %s of a page argument, got %s"
			return gqlerror.ErrorPosf(d.Position, message, d.Variable, want, d.Type)
		}
	}
	return nil
}
