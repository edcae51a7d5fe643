package conformance

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var questionPattern = regexp.MustCompile("(?s)^(\\d+\\. [^\n]+)\n\n```graphql\n(.*?)\n```\n\n" +
	"Answer: (.*?)\n\nWords: “(.*)” \\((.*?)\\)\n")

// The API answers the questions of docs/questions.md as that page says, and the words stand in the articles.
func TestQuestions(t *testing.T) {
	text, err := os.ReadFile("../docs/questions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	sections := strings.Split(string(text), "\n## ")[1:]
	if len(sections) < 40 {
		t.Errorf("there are %d questions, want at least 40", len(sections))
	}
	for _, section := range sections {
		q := questionPattern.FindStringSubmatch(section)
		if q == nil {
			t.Fatalf("the question is not formatted like the others:\n%s", section)
		}
		name, query, answer, words, file := q[1], q[2], q[3], q[4], q[5]
		var response struct {
			Data   json.RawMessage
			Errors []struct{ Message string }
		}
		body := fetch(t, "http://"+address+"/graphql?query="+url.QueryEscape(query))
		if err := json.Unmarshal([]byte(body), &response); err != nil || len(response.Errors) > 0 {
			t.Errorf("%s: %v %v", name, err, response.Errors)
			continue
		}
		for _, want := range strings.Split(strings.Trim(answer, "`"), "`, `") {
			if !strings.Contains(string(response.Data), want) {
				t.Errorf("%s\nthe response has no %s: %s", name, want, response.Data)
			}
		}
		if folder := os.Getenv("SUMMITRY_DOCUMENTS"); folder != "" {
			article, err := os.ReadFile(filepath.Join(folder, file))
			if err != nil || !strings.Contains(string(article), words) {
				t.Errorf("%s: %s does not print %q (%v)", name, file, words, err)
			}
		}
	}
}
