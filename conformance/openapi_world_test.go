//go:build world

package conformance

import "testing"

// The client in R of docs/api.md prints the same statements as the others.
func TestWorldRClient(t *testing.T) {
	runSnippet(t, "r", t.TempDir(), "client.R", []string{"env", "LC_ALL=C.UTF-8", "Rscript", "client.R"})
}
