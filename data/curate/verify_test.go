package curate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data/curate"
)

// A dataset file tells whether documents are the ones that it cites, and which passages they lack.
func TestVerify(t *testing.T) {
	records, documents := small(t)
	files := fstest.MapFS{"small.db": {Data: compile(t, records, documents).Database}}
	text := string(documents["news.txt"].Data)
	for _, c := range []struct{ text, want string }{
		{text, "news.txt: the document that was cited; all "},
		{text + "\n", "news.txt: differs from the document that was cited (other SHA-256); "},
		{"Now: " + text, `    11: "Ann Lee" stands at 16`},
		{strings.ReplaceAll(text, "Ann Lee", "Ann Leigh"), `    11: "Ann Lee" is not in the document`},
	} {
		documents["news.txt"] = &fstest.MapFile{Data: []byte(c.text)}
		all, err := curate.Verify(t.Context(), files, "small.db", documents)
		if err != nil || len(all) != 1 || !strings.Contains(all[0].String(), c.want) ||
			all[0].OK() != (c.text == text) {
			t.Errorf("%v (%v), want %s", all, err, c.want)
		}
	}
	delete(documents, "news.txt")
	all, err := curate.Verify(t.Context(), files, "small.db", documents)
	if err != nil || len(all) != 1 || all[0].OK() || all[0].String() != "news.txt: missing" {
		t.Errorf("%v (%v)", all, err)
	}
	files["text.db"] = &fstest.MapFile{Data: []byte("no database")}
	if _, err := curate.Verify(t.Context(), files, "text.db", documents); err == nil ||
		!strings.Contains(err.Error(), "text.db must be a dataset file") {
		t.Error(err)
	}
}
