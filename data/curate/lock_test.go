package curate_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/summitry/summitry/data/curate"
)

// edited returns the small set, with its lock file, after words were inserted at the start of the document and its
// record was renewed.
func edited(t *testing.T, inserted string) (records, documents fstest.MapFS) {
	t.Helper()
	records, documents = small(t)
	records["passages.lock"] = &fstest.MapFile{Data: compile(t, records, documents).Lock}
	text := inserted + string(documents["news.txt"].Data)
	documents["news.txt"] = &fstest.MapFile{Data: []byte(text)}
	sum := sha256.Sum256([]byte(text))
	by := utf8.RuneCountInString(inserted)
	record := string(records["documents/news.yaml"].Data)
	record = regexp.MustCompile(`sha256: \w+`).ReplaceAllString(record, "sha256: "+hex.EncodeToString(sum[:]))
	record = regexp.MustCompile(`(start|end|characters): \d+`).ReplaceAllStringFunc(record, func(key string) string {
		name, number, _ := strings.Cut(key, ": ")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s: %d", name, n+by)
	})
	if by > 0 {
		record += fmt.Sprintf("  - {start: 0, end: %d, reason: HEADLINE}\n", by)
	}
	records["documents/news.yaml"] = &fstest.MapFile{Data: []byte(record)}
	return records, documents
}

// Passages of an edited document that stand at other places are problems, until they are accepted.
func TestMovedPassages(t *testing.T) {
	records, documents := edited(t, "Good news\n")
	_, err := curate.Compile(records, documents)
	want := `documents/news.yaml: the passage "Ann Lee" moved from character 11 to 21, because the document was edited`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("%v does not report %s", err, want)
	}
	accepted, err := curate.Reanchor(records, documents)
	if err != nil {
		t.Fatal(err)
	}
	move := curate.Move{Document: "news", Exact: "Ann Lee", From: 11, To: 21}
	if n := strings.Count(fmt.Sprint(curate.Compile(records, documents)), " moved from "); n != len(accepted.Moves) {
		t.Errorf("%d passages are reported, but %d accepted: %v", n, len(accepted.Moves), accepted.Moves)
	}
	if !strings.Contains(fmt.Sprint(accepted.Moves), move.String()) {
		t.Errorf("%v does not list %v", accepted.Moves, move)
	}
	records["passages.lock"] = &fstest.MapFile{Data: accepted.Lock}
	if again := compile(t, records, documents); len(again.Moves) > 0 {
		t.Errorf("accepted passages moved again: %v", again.Moves)
	}
}

// Passages of a document that was not edited do not move, even if a record cites other words than before.
func TestUnmovedPassages(t *testing.T) {
	records, documents := edited(t, "")
	records["annotations/twice.yaml"] = &fstest.MapFile{Data: []byte("kind: REPEATED\nnote: Printed twice.\n" +
		"cite:\n  - {document: news, exact: Bob agreed., prefix: \". \", suffix: \"\\n\"}\n")}
	if dataset := compile(t, records, documents); len(dataset.Moves) > 0 {
		t.Error(dataset.Moves)
	}
}

// Without documents, the lock file must belong to the texts that the records name.
func TestLockOfAnotherText(t *testing.T) {
	records, _ := edited(t, "Good news\n")
	_, err := curate.Compile(records, nil)
	if err == nil || !strings.Contains(err.Error(), "documents/news.yaml:3:9: sha256 must be that of the text whose "+
		"passages passages.lock has, 58d46e97") {
		t.Error(err)
	}
}

// A passage that is not found shows the nearest text with its differences.
func TestNearestText(t *testing.T) {
	const words = "\n    the document "
	for exact, want := range map[string]string{
		"Minister Ann Lee sad in May": `at 2 to 30: "Minister Ann Lee said in May"` + words +
			`has "said", the record "sad"`,
		"Ann Lee said in 2024":              `at 11 to 35: "Ann Lee said in May 2024"` + words + `also has "May "`,
		"Bob gladly agreed.":                `at 136 to 147: "Bob agreed."` + words + `does not have "gladly "`,
		"at a meeting: “we agree”":          `has "\"" (U+0022), the record "“" (U+201C)`,
		"Freeland\u00a0joined":              `has " " (U+0020), the record "\u00a0" (U+00A0)`,
		"nothing of this kind stands there": "",
	} {
		records, documents := small(t)
		records["annotations/x.yaml"] = &fstest.MapFile{Data: []byte("kind: REPEATED\nnote: A note.\n" +
			"cite:\n  - {document: news, exact: " + strconv.Quote(exact) + "}\n")}
		_, err := curate.Compile(records, documents)
		if err == nil || !strings.Contains(err.Error(), want) ||
			want == "" && strings.Contains(err.Error(), "the nearest text") {
			t.Errorf("%s: %v, want %s", exact, err, want)
		}
	}
}

// A passage that another document contains is said to be there.
func TestPassageOfAnotherDocument(t *testing.T) {
	records, documents := small(t)
	documents["gazette.txt"] = &fstest.MapFile{Data: []byte("The harbour is open.")}
	sum := sha256.Sum256(documents["gazette.txt"].Data)
	records["documents/gazette.yaml"] = &fstest.MapFile{Data: []byte("language: en\nfile: gazette.txt\n" +
		"characters: 20\nsha256: " + hex.EncodeToString(sum[:]) + "\n" +
		"remainders:\n  - {start: 0, end: 20, reason: HEADLINE}\n")}
	records["annotations/x.yaml"] = &fstest.MapFile{Data: []byte("kind: REPEATED\nnote: A note.\n" +
		"cite:\n  - {document: news, exact: The harbour}\n")}
	_, err := curate.Compile(records, documents)
	if err == nil || !strings.Contains(err.Error(), "the document gazette contains these words") {
		t.Error(err)
	}
}
