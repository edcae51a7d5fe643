package conformance

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Limits that flags or the environment set apply, and errors name them.
func TestSettings(t *testing.T) {
	c := command(t, "-listen", "127.0.0.1:0", "-connections", "16")
	c.Env = append(c.Env, "SUMMITRY_RECORDS=10000", "SUMMITRY_CONNECTIONS=4096")
	output := logOf(t, c)
	var log bytes.Buffer
	address := addressIn(t, io.TeeReader(output, &log))
	const query = "{summits(first:100){nodes{statements(first:100){nodes{slug}}}}}"
	response, body := send(t, "GET", "http://"+address+"/graphql?query="+url.QueryEscape(query))
	if response.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(string(body), "at most 10000 records, could have") {
		t.Errorf("%s %s", response.Status, body)
	}
	c.Process.Signal(os.Interrupt)
	if _, err := log.ReadFrom(output); err != nil || !strings.Contains(log.String(), "connections=16 ") {
		t.Errorf("the log names another limit on connections (%v):\n%s", err, &log)
	}
}

// docs/settings.md lists each flag of the help, with its environment variable.
func TestDocsOfSettings(t *testing.T) {
	help, _ := command(t, "-help").CombinedOutput()
	docs, err := os.ReadFile("../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	flags := regexp.MustCompile(`(?m)^  -([a-z-]+)`).FindAllStringSubmatch(string(help), -1)
	if len(flags) < 10 {
		t.Fatalf("the help is\n%s", help)
	}
	for _, flag := range flags {
		variable := "SUMMITRY_" + strings.ToUpper(strings.ReplaceAll(flag[1], "-", "_"))
		row := "\n| `-" + flag[1] + "` | `" + variable + "` | "
		if flag[1] != "version" && !strings.Contains(string(docs), row) {
			t.Errorf("docs/settings.md lacks a row for %s", flag[0])
		}
	}
}
