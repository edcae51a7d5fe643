package curate_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/curate"
	"github.com/summitry/summitry/data/store"
)

var update = flag.Bool("update", false, "write what the compiler says now into the fixtures")

// The committed database and lock file match the records, compiled without the documents.
func TestDatasetIsCurrent(t *testing.T) {
	isCommitted(t, nil)
}

// Compiled with the documents, the records give the committed bytes. Compile checks every passage, character and
// quotation mark against the texts.
func TestDatasetMatchesDocuments(t *testing.T) {
	folder := os.Getenv("SUMMITRY_DOCUMENTS")
	if folder == "" {
		t.Skip("SUMMITRY_DOCUMENTS does not name the folder of the documents; without them passages are taken from " +
			"the lock file")
	}
	isCommitted(t, os.DirFS(folder))
}

func isCommitted(t *testing.T, documents fs.FS) {
	t.Helper()
	dataset, err := curate.Compile(os.DirFS("../records"), documents)
	if err != nil {
		t.Fatal(err)
	}
	for name, made := range map[string][]byte{"../summitry.db": dataset.Database,
		"../records/passages.lock": dataset.Lock} {
		committed, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(committed, made) {
			t.Errorf("%s differs from what the records compile to: run go generate ./... and commit it", name)
		}
	}
}

func TestCompilationIsReproducible(t *testing.T) {
	records, documents := small(t)
	first, second := compile(t, records, documents), compile(t, records, documents)
	if !bytes.Equal(first.Database, second.Database) || !bytes.Equal(first.Lock, second.Lock) {
		t.Error("two compilations of the same records differ")
	}
}

// small returns a small set of records with one of each kind, and its document.
func small(t *testing.T) (records, documents fstest.MapFS) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return folder(archive, "records/"), folder(archive, "documents/")
}

func folder(archive *txtar.Archive, prefix string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		if name, inside := strings.CutPrefix(f.Name, prefix); inside {
			files[name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

func compile(t *testing.T, records, documents fs.FS) *curate.Dataset {
	t.Helper()
	dataset, err := curate.Compile(records, documents)
	if err != nil {
		t.Fatal(err)
	}
	return dataset
}

// Places count code points, so an emoji counts as one. The lock file gives the same dataset as the documents.
func TestPlaces(t *testing.T) {
	records, documents := small(t)
	first := compile(t, records, documents)
	want := `{"document":"news","start":11,"exact":"Ann Lee","prefix":"","suffix":""}`
	if !strings.Contains(string(first.Lock), want) {
		t.Errorf("the lock file is\n%s\nand does not hold\n%s", first.Lock, want)
	}
	records["passages.lock"] = &fstest.MapFile{Data: first.Lock}
	second := compile(t, records, nil)
	if !bytes.Equal(first.Database, second.Database) || !bytes.Equal(first.Lock, second.Lock) {
		t.Error("the lock file compiles to another dataset than the documents")
	}
}

// A record is found by the slugs that were merged into it, and a country by its codes.
func TestAliases(t *testing.T) {
	records, documents := small(t)
	person := records["people/ann-lee.yaml"]
	person.Data = append([]byte("aliases: [lee, minister-lee]\n"), person.Data...)
	dataset := compile(t, records, documents)
	db, err := data.Catalog.Open(t.Context(), fstest.MapFS{"small.db": {Data: dataset.Database}}, "small.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	slugs := []string{"ann-lee", "lee", "minister-lee", "freeland", "xf", "xfr", "ann"}
	found, err := data.AgentBySlug.Single(t.Context(), store.New(db), slugs)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"person:ann-lee", "person:ann-lee", "person:ann-lee", "country:freeland", "country:freeland",
		"country:freeland", ""}
	for i, slug := range slugs {
		got := ""
		if agent := found[slug]; agent != nil {
			got = agent.ID()
		}
		if got != want[i] {
			t.Errorf("%s is %q, not %q", slug, got, want[i])
		}
	}
}

// A quotation is recorded as one in the marks of any language that FORMAT.md lists, and never as a paraphrase.
func TestMarksOfDocuments(t *testing.T) {
	pairs := "“” \"\" ‘’ '' «» ‹› „“ „” ‚‘ ‚’ »« ›‹ ”” »» ’’ 「」 『』"
	for _, pair := range strings.Fields(pairs) {
		t.Run(pair, func(t *testing.T) {
			records, documents := small(t)
			marks := []rune(pair)
			quoted := string(marks[0]) + "we agree" + string(marks[1])
			text := strings.Replace(string(documents["news.txt"].Data), `"we agree"`, quoted, 1)
			documents["news.txt"].Data = []byte(text)
			document := string(records["documents/news.yaml"].Data)
			sum := sha256.Sum256([]byte(text))
			document = regexp.MustCompile(`sha256: \w+`).
				ReplaceAllString(document, "sha256: "+hex.EncodeToString(sum[:]))
			document += "marks: [" + strconv.Quote(pair) + "]\n"
			records["documents/news.yaml"].Data = []byte(document)
			statement := strings.NewReplacer(`'"we agree"'`, strconv.Quote(quoted),
				`'Minister Ann Lee said in May 2024 at a meeting: "we agree"'`,
				strconv.Quote("Minister Ann Lee said in May 2024 at a meeting: "+quoted)).
				Replace(string(records["statements/news.yaml"].Data))
			records["statements/news.yaml"].Data = []byte(statement)
			compile(t, records, documents)
			statement = strings.Replace(statement, "kind: DIRECT", "kind: PARAPHRASE", 1)
			records["statements/news.yaml"].Data = []byte(statement)
			_, err := curate.Compile(records, documents)
			if err == nil || !strings.Contains(err.Error(), "write DIRECT, shorten the text") {
				t.Errorf("as a PARAPHRASE: %v", err)
			}
		})
	}
}

// Each fixture breaks one rule. It changes files of the small set, and want holds all problems that Compile then
// reports. go test -update ./data/curate rewrites want.
func TestRules(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(fixtures) < 40 {
		t.Fatalf("%d fixtures (%v)", len(fixtures), err)
	}
	for _, name := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			records, documents := small(t)
			maps.Copy(records, folder(archive, "records/"))
			maps.Copy(documents, folder(archive, "documents/"))
			_, err = curate.Compile(records, documents)
			var problems curate.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("%v are not Problems", err)
			}
			want := &archive.Files[len(archive.Files)-1]
			if got := err.Error() + "\n"; *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if string(want.Data) != got {
				t.Errorf("the compiler says\n%s\nand not\n%s", got, want.Data)
			}
		})
	}
}
