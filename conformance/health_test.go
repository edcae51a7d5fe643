package conformance

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// freshClient opens a connection for each request.
var freshClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func statusAt(t *testing.T, address string) int {
	t.Helper()
	response, err := freshClient.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// From SIGTERM on, /readyz fails while new connections still get answers.
func TestReadiness(t *testing.T) {
	server, address := start(t, "-drain", "7s")
	address = "http://" + address
	for _, path := range []string{"/readyz", "/healthz"} {
		if status := statusAt(t, address+path); status != http.StatusOK {
			t.Errorf("%s has status %d", path, status)
		}
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for statusAt(t, address+"/readyz") != http.StatusServiceUnavailable {
	}
	for _, path := range []string{"/healthz", "/version", "/graphql?query={dataset{version}}"} {
		if status := statusAt(t, address+path); status != http.StatusOK {
			t.Errorf("while the server drains, %s has status %d", path, status)
		}
	}
}

// /version and -version name the program and the dataset.
func TestVersion(t *testing.T) {
	_, address := start(t)
	response, body := send(t, "GET", "http://"+address+"/version")
	var got struct {
		Version, Revision, Go, Format string
		Modified                      *bool
		Dataset                       struct{ Version, SHA256 string }
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	cached := response.Header.Get("Cache-Control") != "no-store"
	for value, pattern := range map[string]string{
		got.Version: `.`, got.Revision: `^([0-9a-f]{40}|unknown)$`, got.Go: `^go1`, got.Format: `^[0-9a-f]{12}$`,
		got.Dataset.Version: `^\d+\.\d+\.\d+$`, got.Dataset.SHA256: `^[0-9a-f]{64}$`,
	} {
		if !regexp.MustCompile(pattern).MatchString(value) || got.Modified == nil || cached {
			t.Errorf("%q does not match %s in %s", value, pattern, body)
		}
	}
	_, body = send(t, "GET", "http://"+address+"/graphql?query={dataset{version,sha256}}")
	if !strings.Contains(string(body), got.Dataset.SHA256) {
		t.Errorf("/version names the dataset %s, /graphql answers %s", got.Dataset.SHA256, body)
	}
	printed := command(t, "-version")
	output, err := printed.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{
		got.Version, got.Revision, got.Go, got.Format, got.Dataset.Version, got.Dataset.SHA256,
	} {
		if !strings.Contains(string(output), value) {
			t.Errorf("-version does not print %s:\n%s", value, output)
		}
	}
}
