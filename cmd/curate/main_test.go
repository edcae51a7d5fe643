package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A step runs curate. want is a part of the output, or of the error if fails is set.
type step struct {
	args  string
	want  string
	fails bool
}

func (s step) run(t *testing.T) {
	t.Helper()
	var out strings.Builder
	err := run(strings.Fields(s.args), &out)
	got := out.String()
	if err != nil {
		got += err.Error()
	}
	if (err != nil) != s.fails || !strings.Contains(got, s.want) {
		t.Errorf("curate %s: %s\ndoes not hold %q", s.args, got, s.want)
	}
}

// A curator starts a dataset in any folder, works on it there, and edits an article.
func TestDatasetOfOnesOwn(t *testing.T) {
	t.Setenv("SUMMITRY_DOCUMENTS", "")
	t.Chdir(t.TempDir())
	for _, s := range []step{
		{args: "init harbour", want: "curate compile"},
		{args: "init harbour", want: "init needs a folder that is empty", fails: true},
	} {
		s.run(t)
	}
	t.Chdir("harbour")
	for _, s := range []step{
		{args: "init .", want: `got ".": name another one`, fails: true},
		{args: "compile", want: "version 0.1.0: 2 statements"},
		{args: "compile -o other.db", want: "version 0.1.0"},
		{args: "compile -records records -documents documents -o other.db", want: "version 0.1.0"},
		{args: "show pier", want: "Every character is cited or in a remainder."},
		{args: "show pier html -records records", want: "<!doctype html>"},
		{args: "remainders pier", want: "  - {start: 32, end: 34, reason: JOINING}\n"},
		{args: "new people", want: "\nname: {value: "},
		{args: "new dataset", want: "\n# questions: [{question: "},
		{args: "new documents pier.txt", want: "\nmarks: [\"‘’\"]\n"},
		{args: "verify", want: "pier.txt: the document that was cited; all "},
		{args: "verify other.db", want: "pier.txt: the document that was cited; all "},
		{args: "fingerprint", want: "statement:we-will-rebuild "},
		{args: "diff", want: "fingerprints has no fingerprint of a version before 0.1.0", fails: true},
		{args: "diff records", want: ""},
	} {
		s.run(t)
	}
	for _, name := range strings.Fields("summitry.db records/passages.lock schemas/people.json .vscode/settings.json") {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	edit(t, "documents/pier.txt", "Harbour council plans", "The harbour council plans")
	for _, s := range []step{
		{args: "verify", want: `stands at 38`, fails: true},
		{args: "compile", want: "moved from character 34 to 38", fails: true},
		{args: "compile -reanchor", want: "the nearest text is at", fails: true},
		{args: "compile -documents lost", want: `got "lost"`, fails: true},
	} {
		s.run(t)
	}
}

// In an empty folder, init needs no name of another one, and nobody is told to go elsewhere.
func TestInitHere(t *testing.T) {
	t.Chdir(t.TempDir())
	step{args: "init .", want: "This folder has a made-up article in documents and its records in records. Next:\n" +
		"  curate compile "}.run(t)
	t.Chdir(t.TempDir())
	step{args: "init new", want: "Next:\n  cd new\n  curate compile "}.run(t)
}

// edit replaces words of a file.
func edit(t *testing.T, name, from, to string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A command line that curate does not understand says what was wrong, and lists the commands.
func TestUsageErrors(t *testing.T) {
	t.Setenv("SUMMITRY_DOCUMENTS", "")
	t.Chdir(t.TempDir())
	for args, want := range map[string]string{
		"":                         "a command is missing",
		"publish":                  `unknown command "publish"`,
		"compile now":              `compile takes no words, got ["now"]`,
		"show news -o x":           "show: flag provided but not defined: -o",
		"new people x":             "only new documents takes a file, got new people x",
		"new documents x":          "new documents needs the documents",
		"compile":                  `-records must be the folder of the records, got "data/records"`,
		"verify x.db":              "verify needs the documents",
		"verify x.db -documents .": "x.db must be a dataset file",
	} {
		step{args: args, want: want, fails: true}.run(t)
	}
	if c := (command{recordsFolder: filepath.Join("data", "records")}); c.beside("x") != filepath.Join("data", "x") {
		t.Error(c.beside("x"))
	}
}
