//go:build clients || world

package conformance

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// runIn runs a command in a folder, with SUMMITRY_SERVER naming the server, and returns its output.
func runIn(t *testing.T, folder, server, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = folder
	c.Env = append(os.Environ(), "SUMMITRY_SERVER="+server)
	output, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s in %s: %v\n%s", name, strings.Join(args, " "), folder, err, output)
	}
	return string(output)
}

// install installs the packages of a folder's lock file.
func install(t *testing.T, folder string) {
	t.Helper()
	runIn(t, folder, "", "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
}
