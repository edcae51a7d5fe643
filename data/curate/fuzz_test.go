package curate

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/summitry/summitry/data/store"
)

// A valid date has possible days, from earliest to latest.
func FuzzEDTF(f *testing.F) {
	for _, seed := range []string{"2023-07-04", "2024-02", "2001?", "201X", "19XX", "2005/..", "../2023-03-30",
		"2004-06~/2006%", "0000", "9999-12-31", "[..2023-03-30]", "[2001..2003]", "2023-02-30", "/", "../.."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, err := parseEDTF(text)
		if err != nil {
			return
		}
		if days.earliest == nil && days.latest == nil {
			t.Errorf("%q has no end and was accepted", text)
		}
		for _, d := range []*store.Date{days.earliest, days.latest} {
			if d != nil {
				if _, err := store.ParseDate(string(*d)); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
		}
		if days.earliest != nil && days.latest != nil && *days.earliest > *days.latest {
			t.Errorf("%q: %s is after %s", text, *days.earliest, *days.latest)
		}
	})
}

// printings returns every place at which the text contains the words, and no other.
func FuzzPrintings(f *testing.F) {
	f.Add("Bob agreed. Bob agreed.", "Bob")
	f.Add("😀😀😀", "😀😀")
	f.Add("e\u0301 \r\n é", "\u0301 \r\n")
	f.Add("aaaa", "aa")
	f.Fuzz(func(t *testing.T, text, exact string) {
		if !utf8.ValidString(text) || !utf8.ValidString(exact) || exact == "" {
			return // documents and records are valid UTF-8
		}
		runes, words := []rune(text), []rune(exact)
		var starts []int
		for i := 0; i+len(words) <= len(runes); i++ {
			if slices.Equal(runes[i:i+len(words)], words) {
				starts = append(starts, i)
			}
		}
		found := printings("news", text, exact)
		if len(found) != len(starts) {
			t.Fatalf("%d places, not %d", len(found), len(starts))
		}
		for i, p := range found {
			if p.Start != starts[i] || string(runes[p.Start:p.end()]) != exact {
				t.Errorf("%+v is not at %d", p, starts[i])
			}
			if want := string(runes[max(0, p.Start-contextLength):p.Start]); p.Prefix != want {
				t.Errorf("the prefix is %q, not %q", p.Prefix, want)
			}
			if want := string(runes[p.end():min(len(runes), p.end()+contextLength)]); p.Suffix != want {
				t.Errorf("the suffix is %q, not %q", p.Suffix, want)
			}
		}
	})
}

// files returns the small set, as records and documents.
func files(f *testing.F) (records, documents fstest.MapFS) {
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		f.Fatal(err)
	}
	records, documents = fstest.MapFS{}, fstest.MapFS{}
	for _, file := range archive.Files {
		if name, isRecord := strings.CutPrefix(file.Name, "records/"); isRecord {
			records[name] = &fstest.MapFile{Data: file.Data}
		} else if name, isDocument := strings.CutPrefix(file.Name, "documents/"); isDocument {
			documents[name] = &fstest.MapFile{Data: file.Data}
		}
	}
	return records, documents
}

// compiles fails the test if Compile returns neither a dataset nor problems of the records.
func compiles(t *testing.T, records, documents fs.FS) {
	t.Helper()
	_, err := Compile(records, documents)
	if problems := Problems(nil); err != nil && !errors.As(err, &problems) {
		t.Errorf("not a problem of the records: %v", err)
	}
}

// For any content of a record file Compile returns a dataset or problems.
func FuzzRecords(f *testing.F) {
	base, documents := files(f)
	rules, _ := filepath.Glob("testdata/rules/*.txtar")
	for _, rule := range append(rules, "testdata/small.txtar") {
		text, err := os.ReadFile(rule)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(text).Files {
			if name, isRecord := strings.CutPrefix(file.Name, "records/"); isRecord {
				f.Add(name, file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if !fs.ValidPath(name) || strings.Count(name, "/") > 1 {
			return // such a file cannot exist
		}
		records := maps.Clone(base)
		records[name] = &fstest.MapFile{Data: content}
		compiles(t, records, documents)
	})
}

// For any content of the lock file, and without documents, Compile returns a dataset or problems.
func FuzzLock(f *testing.F) {
	base, documents := files(f)
	dataset, err := Compile(base, documents)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(dataset.Lock)
	f.Add([]byte(`{"document":"news","start":-1,"exact":"Ann Lee"}`))
	f.Fuzz(func(t *testing.T, lock []byte) {
		records := maps.Clone(base)
		records[lockFile] = &fstest.MapFile{Data: lock}
		compiles(t, records, nil)
	})
}
