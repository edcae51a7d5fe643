package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the answers that the server gives now into README.md")

// The queries of the README answer what the README says. go test -run README -update . renews the answers.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	example := regexp.MustCompile("(?s)```graphql\n(.*?)```\n\n```json\n(.*?)```")
	if n := len(example.FindAll(text, -1)); n < 3 {
		t.Fatalf("the README has %d examples, not three", n)
	}
	current := example.ReplaceAllStringFunc(string(text), func(found string) string {
		parts := example.FindStringSubmatch(found)
		body, _ := json.Marshal(map[string]string{"query": parts[1]})
		response, err := http.Post("http://"+address+"/graphql", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var raw json.RawMessage
		if err := json.NewDecoder(response.Body).Decode(&raw); err != nil {
			t.Fatal(err)
		}
		var answer bytes.Buffer
		json.Indent(&answer, raw, "", "  ")
		if !*update && strings.TrimSpace(parts[2]) != answer.String() {
			t.Errorf("%s\nanswers\n%s\nand not\n%s", parts[1], &answer, parts[2])
		}
		return "```graphql\n" + parts[1] + "```\n\n```json\n" + answer.String() + "\n```"
	})
	if *update {
		if err := os.WriteFile("README.md", []byte(current), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
