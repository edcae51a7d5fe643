package pages

import "testing"

// A record of a kind without a description of its own, as a new entity is at first, is described by its name.
func TestDescribeRecordOfAnyKind(t *testing.T) {
	statements := map[string]any{"totalCount": 2}
	for want, record := range map[string]map[string]any{
		"Old Town Hall.": {"name": "Old Town Hall"},
		"Old Town Hall. 2 statements, each with its printed passage.": {
			"name": "Old Town Hall", "statements": statements,
		},
	} {
		if got := describeRecord("venue", record); got != want {
			t.Errorf("%v is described as %q, want %q", record, got, want)
		}
	}
}
