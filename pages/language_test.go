package pages_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/summitry/summitry/data/curate"
)

// serveLanguages compiles and serves the dataset in testdata/languages.
func serveLanguages(t *testing.T) string {
	t.Helper()
	const folder = "testdata/languages"
	dataset, err := curate.Compile(os.DirFS(folder+"/records"), os.DirFS(folder+"/documents"))
	if err != nil {
		t.Fatal(err)
	}
	compiled := t.TempDir()
	if err := os.WriteFile(filepath.Join(compiled, "summitry.db"), dataset.Database, 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, compiled)
}

// Printed text has the language of its document and the direction of its letters. The texts of the program are English.
func TestLanguagesOnPages(t *testing.T) {
	server := serveLanguages(t)
	const french, arabic = `lang="fr" dir="auto"`, `lang="ar" dir="auto"`
	const monday = "5 May 2031"
	for address, wanted := range map[string][]string{
		"/statements/port-ouvert": {
			`<html lang="en"`, `<blockquote class="said sentence whole" ` + french + `>`,
			`“<span ` + french + `>a déclaré</span>”`,
			`[` + monday + `]</dd>`,
			`<a class="basis added" href="/about#added">added</a> as “<span ` + french + `>lundi</span>”`,
			`<blockquote ` + french + `><span class="around">`,
			`<a href="/documents/port" ` + french + `>Le port reste ouvert</a>`,
			`<span ` + french + `>Le port reste ouvert</span>`,
		},
		"/statements/mina-open": {
			`<blockquote class="said sentence whole" ` + arabic + `>`, `“<span ` + arabic + `>قالت</span>”`,
			`[` + monday + `]</dd>`,
			`<a class="basis added" href="/about#added">added</a> as “<span ` + arabic +
				`>يوم الاثنين</span>”`,
			`<blockquote ` + arabic + `><span class="around">`,
			`<bdi>ليلى نور</bdi>, “<bdi>قالت</bdi>”, 5 May 2031 (date added from outside the article)`,
		},
		"/statements/minato-open": {
			`<blockquote class="said sentence whole" lang="ja" dir="auto">`,
			`named as “<span lang="ja" dir="auto">山田花子氏</span>”`,
		},
		"/people/layla-noor": {`<a href="/statements/mina-open" ` + arabic + `>`},
		"/topics/harbours": {
			`<a href="/statements/mina-open" ` + arabic + `>`,
			`<a href="/statements/port-ouvert" ` + french + `>`,
		},
		"/views/statements": {
			`<span ` + french + `>`, `<span ` + arabic + `>`, `<span lang="ja" dir="auto">`,
		},
		"/views/narrations": {`<span ` + french + `>`},
		"/narrations/lighthouse-burns": {
			`<blockquote ` + french + `>`,
			`<h1><span class="unmarked">The lighthouse is lit</span>.</h1>`,
		},
		"/documents/port": {
			`<h1 ` + french + `>Le port reste ouvert</h1>`,
			`<span class="print" ` + french + `>`,
		},
		"/documents/mina":     {`<span class="print" ` + arabic + `>`},
		"/records":            {`<a href="/statements/mina-open" ` + arabic + `>`},
		"/":                   {`<a href="/documents/port" ` + french + `>`},
		"/search?words=lundi": {`<p class="print" ` + french + `>`},
		"/search?words=phare": {`<p class="print" ` + french + `>`},
		"/search?words=" + url.QueryEscape("الميناء"): {`<p class="print" ` + arabic + `>`},
	} {
		response, body := get(t, server+address)
		for _, want := range wanted {
			if response.StatusCode != 200 || !strings.Contains(body, want) {
				t.Errorf("%s answers %s without %s: %.4000s", address, response.Status, want, body)
			}
		}
	}
}

// JSON-LD tags printed text with the language of its document, and nothing else.
func TestLanguagesInJSONLD(t *testing.T) {
	server := serveLanguages(t)
	for address, wanted := range map[string][]string{
		"/statements/port-ouvert.jsonld": {
			`"text":{"@language":"fr","@value":"« Le port reste ouvert »"}`,
			`"description":{"@language":"fr","@value":"a déclaré"}`, `"oa:exact":{"@language":"fr","@value":"lundi"}`,
			`"headline":{"@language":"fr","@value":"Le port reste ouvert"}`, `"inLanguage":"fr"`, `"genre":"DIRECT"`,
		},
		"/statements/mina-open.jsonld": {`"text":{"@language":"ar","@value":"«الميناء مفتوح للجميع.»"}`},
		"/people/layla-noor.jsonld":    {`"text":{"@language":"ar","@value":"«الميناء مفتوح للجميع.»"}`},
		"/narrations/lighthouse-burns.jsonld": {
			`"text":{"@language":"fr","@value":"Le phare brûle"}`,
			`"abstract":"The lighthouse is lit."`,
		},
		"/documents/port.jsonld": {`"headline":{"@language":"fr","@value":"Le port reste ouvert"}`},
	} {
		response, body := get(t, server+address)
		for _, want := range wanted {
			if response.StatusCode != 200 || !strings.Contains(body, want) {
				t.Errorf("%s answers %s without %s: %.4000s", address, response.Status, want, body)
			}
		}
	}
}

// A search that finds nothing says so of scripts that it does not split into words. It finds the beginning of a run.
func TestSearchInScriptsWithoutSpaces(t *testing.T) {
	server := serveLanguages(t)
	const note = "Search does not split Chinese, Japanese, Thai, Lao, Khmer or Burmese text into words"
	for words, noted := range map[string]bool{
		"開いている": true, "พูด": true, "မြို့": true, "phare éteint": false, "سفينة": false, "항구": false,
		"港": false, "山田花子": false, "lundi": false,
	} {
		_, body := get(t, server+"/search?words="+url.QueryEscape(words))
		if strings.Contains(body, note) != noted {
			t.Errorf("the search for %s is noted: %t, want %t: %s", words, !noted, noted, body)
		}
	}
}
