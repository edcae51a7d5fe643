package graph

import (
	"net/url"
	"testing"
)

// A dataset may have no value for the example of a view. The view is listed with its columns nevertheless.
func TestListingWithoutExamples(t *testing.T) {
	api := answering(t)
	for _, v := range api.Views() {
		lacking := *v
		lacking.Example = url.Values{"rows": v.Example["rows"]}
		if l := api.describeView(&lacking, ""); len(l.Columns) == 0 {
			t.Errorf("%s is listed as %+v", v.Name, l)
		}
		if _, err := tableOf(&lacking); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}
