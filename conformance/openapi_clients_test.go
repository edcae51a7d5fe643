//go:build clients

package conformance

import (
	"os"
	"path/filepath"
	"testing"
)

// Linters and typed clients accept the document at /openapi.json of another dataset, and of a server with views of its
// own and a public address. npm test checks that of the embedded dataset.
func TestConformanceOpenAPI(t *testing.T) {
	install(t, ".")
	views := t.TempDir()
	const view = `"""
Which agents are there?

All agents, with what they said.

Example: ` + "`?first=1`" + `.
"""
query Agents(
  "How many records a page holds, 0 to 100. Tables read all pages."
  $first: Int = 10
  "The range of dates."
  $said: DateRange
  "Whether to add statements."
  $more: Boolean! = false
) {
  organizations(first: $first) {
    nodes {
      name
      statements(first: 1, filter: {said: $said}) @include(if: $more) { nodes { text speakers { agent { name } } } }
    }
  }
}
`
	if err := os.WriteFile(filepath.Join(views, "agents.graphql"), []byte(view), 0o644); err != nil {
		t.Fatal(err)
	}
	_, own := start(t, "-views", views)
	for name, server := range map[string]string{
		"another dataset": startHarbour(t, nil), "own views": "http://" + own,
	} {
		t.Run(name, func(t *testing.T) {
			t.Log(runIn(t, ".", server, "node", "--test", "test/openapi.test.js"))
		})
	}
}

// The clients of docs/api.md print the same statements. The one in R is tried by TestWorldRClient.
func TestExampleClients(t *testing.T) {
	t.Run("TypeScript", func(t *testing.T) {
		install(t, ".")
		folder, err := os.MkdirTemp(".", "client-") // here, so that npx finds the compiler
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(folder) })
		runSnippet(t, "ts", folder, "client.mts",
			[]string{"npx", "tsc", "--strict", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module",
				"nodenext", "--skipLibCheck", "client.mts"},
			[]string{"node", "client.mjs"})
	})
	t.Run("Python", func(t *testing.T) {
		runSnippet(t, "python", t.TempDir(), "client.py", []string{"python3", "client.py"})
	})
	t.Run("Go", func(t *testing.T) {
		runSnippet(t, "go", t.TempDir(), "client.go", []string{"go", "vet", "client.go"},
			[]string{"go", "run", "client.go"})
	})
}
