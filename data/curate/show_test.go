package curate_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data/curate"
)

// The segments of a document are its whole text, each with the records that cite it.
func TestShow(t *testing.T) {
	records, documents := small(t)
	segments, problems, err := curate.Show(records, documents, "news")
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var text strings.Builder
	end := 0
	for _, s := range segments {
		if s.Start != end || s.Unaccounted() {
			t.Errorf("%+v does not follow %d, or is not accounted for", s, end)
		}
		end = s.End
		text.WriteString(s.Text)
		if s.Text == "Ann Lee" && strings.Join(s.CitedBy,
			", ") != "events/meeting participants, people/ann-lee name, people/ann-lee positions, statements/we-agree" {
			t.Errorf("Ann Lee is cited by %v", s.CitedBy)
		}
	}
	if text.String() != string(documents["news.txt"].Data) {
		t.Errorf("the segments are %q", &text)
	}
}

// Text that is not accounted for is marked and gets a suggestion, even if the records have problems.
func TestShowSuggestsNextStatement(t *testing.T) {
	records, documents := small(t)
	records["statements/news.yaml"] = &fstest.MapFile{Data: []byte("- slug: bob\n  kind: PARAPHRASE\n  cue: agreed\n" +
		"  text: agreed\n  speakers: [{namedAs: Bob}]\n  topics: [unity]\n  cite: [{exact: Bob agreed., " +
		"suffix: \"\\n\"}]\n")}
	narrations := records["narrations/news.yaml"] // the second one interprets the statement that is gone
	narrations.Data, _, _ = bytes.Cut(narrations.Data, []byte("- slug: agreement"))
	segments, problems, err := curate.Show(records, documents, "news")
	if err != nil || len(problems) != 2 {
		t.Fatalf("%v: two problems are expected, a segment and its quotation marks: %v", err, problems)
	}
	var text, page bytes.Buffer
	curate.WriteText(&text, "news", segments, false)
	for _, want := range []string{
		"48-60    : \"we agree\"  ← NOT ACCOUNTED FOR\n",
		"  text: \": \\\"we agree\\\"\"\n",
		"write it in narrations/news.yaml.\n",
		"curate remainders news prints the list.\n",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%s\ndoes not hold\n%s", &text, want)
		}
	}
	if err := curate.WriteHTML(&page, "news", segments); err != nil ||
		!strings.Contains(page.String(),
			`<strong data-about="48–60: not accounted for">: &#34;we agree&#34;</strong>`) {
		t.Errorf("the page does not mark the segment (%v):\n%s", err, &page)
	}
}

// Only at the start of a document does show say where its headline goes.
func TestShowSaysWhereTheHeadlineGoes(t *testing.T) {
	for start, want := range map[int]bool{0: true, 48: false} {
		var text bytes.Buffer
		curate.WriteText(&text, "news", []curate.Segment{{Start: start, End: start + 4, Text: "Boat"}}, false)
		advice := "documents/news.yaml: as title, and in cite with the property title."
		if strings.Contains(text.String(), advice) != want {
			t.Errorf("for words at %d, show prints\n%s", start, &text)
		}
	}
}

func TestShowErrors(t *testing.T) {
	records, documents := small(t)
	if _, _, err := curate.Show(records, documents, "gazette"); err == nil ||
		!strings.Contains(err.Error(), "document must be one of news, got") {
		t.Error(err)
	}
	if _, _, err := curate.Show(records, nil, "news"); err == nil ||
		!strings.Contains(err.Error(), "SUMMITRY_DOCUMENTS") {
		t.Error(err)
	}
}

// A completed scaffold is a valid record with all keys of the format; only required keys are not commented out.
func TestScaffold(t *testing.T) {
	for folder, want := range map[string]string{
		"people":     "\nname: {value: , cite: [{document: , exact: }]}\n",
		"statements": "\n- slug: \n",
		"events":     "\nkind: \n",
		"dataset":    "\nversion: \n",

		"memberships": " One of FULL_MEMBER, ",
	} {
		text, err := curate.Scaffold(folder)
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%s (%v):\n%s", folder, err, text)
		}
	}
	if _, err := curate.Scaffold("places"); err == nil ||
		!strings.Contains(err.Error(), "folder must be one of annotations, countries") {
		t.Error(err)
	}
	_, documents := small(t)
	text, err := curate.ScaffoldDocument(documents, "news.txt")
	if err != nil || !strings.Contains(text, "\ncharacters: 160\n") || !strings.Contains(text, "\nsha256: 58d46e97") {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := curate.ScaffoldDocument(documents, "lost.txt"); err == nil {
		t.Error("a missing document was accepted")
	}
}

// The printed remainders are those of the record, if the record is complete.
func TestRemainders(t *testing.T) {
	records, documents := small(t)
	_, listed, _ := strings.Cut(string(records["documents/news.yaml"].Data), "remainders:\n")
	if got, err := curate.Remainders(records, documents, "news"); err != nil || got != "remainders:\n"+listed {
		t.Errorf("%v\n%s\nand not\n%s", err, got, listed)
	}
}

// Without remainders in the record, JOINING and RETOLD follow from the rules, and other parts are left to the curator.
func TestRemaindersFromRules(t *testing.T) {
	records, documents := small(t)
	record, _, _ := strings.Cut(string(records["documents/news.yaml"].Data), "remainders:\n")
	records["documents/news.yaml"] = &fstest.MapFile{Data: []byte(record)}
	got, err := curate.Remainders(records, documents, "news")
	want := `remainders:
  - {start: 0, end: 2, reason: JOINING}
  - {start: 60, end: 62, reason: JOINING}
  - {start: 71, end: 76, reason: RETOLD}
  - {start: 95, end: 97, reason: JOINING}
  - {start: 109, end: 120, reason: RETOLD}
  - {start: 134, end: 136, reason: JOINING}
  # - {start: 136, end: 148, reason: } # Bob agreed.
  - {start: 159, end: 160, reason: JOINING}
# Parts without a reason: write a record`
	if err != nil || !strings.HasPrefix(got, want) {
		t.Errorf("%v\n%s\nand not\n%s", err, got, want)
	}
}

// A remainder whose reason does not fit its words any more is not repeated.
func TestRemaindersThatDoNotFit(t *testing.T) {
	records, documents := small(t)
	record := strings.Replace(string(records["documents/news.yaml"].Data), "reason: REPEATED", "reason: JOINING", 1)
	records["documents/news.yaml"] = &fstest.MapFile{Data: []byte(record)}
	got, err := curate.Remainders(records, documents, "news")
	if err != nil || !strings.Contains(got, "# - {start: 136, end: 148, reason: } # Bob agreed.\n") {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := curate.Remainders(records, documents, "gazette"); err == nil {
		t.Error("an unknown document was accepted")
	}
}
