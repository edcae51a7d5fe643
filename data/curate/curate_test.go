package curate_test

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/curate"
	"github.com/summitry/summitry/data/store"
)

var update = flag.Bool("update", false, "write what the compiler says now into the fixtures")

// The committed database and lock file are what the records make, without the documents.
func TestDatasetIsCurrent(t *testing.T) {
	isCommitted(t, nil)
}

// With the documents at hand every passage is found in them, every character and every quotation mark is accounted for,
// and the same bytes come out.
func TestDatasetBearsTheDocuments(t *testing.T) {
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
			t.Errorf("%s is not what the records make: run go generate ./... and commit it", name)
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

// small is the smallest set of records with one thing of each kind, and its document.
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

// Places count code points, so that an emoji is one character; without the documents the lock file gives the same
// dataset.
func TestPlaces(t *testing.T) {
	records, documents := small(t)
	first := compile(t, records, documents)
	want := `{"document":"news","start":11,"exact":"Ann Lee","prefix":"😀 Minister ",` +
		`"suffix":" said in May 2024 at a meeting: "}`
	if !strings.Contains(string(first.Lock), want) {
		t.Errorf("the lock file is\n%s\nand does not hold\n%s", first.Lock, want)
	}
	records["passages.lock"] = &fstest.MapFile{Data: first.Lock}
	second := compile(t, records, nil)
	if !bytes.Equal(first.Database, second.Database) || !bytes.Equal(first.Lock, second.Lock) {
		t.Error("the lock file does not give the dataset that the documents gave")
	}
}

// A record answers to slugs that were merged into its own, and a country to its codes.
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

// Every rule of the linter has a fixture that breaks it, and says so with the place and what to do. A fixture changes
// files of the small set; want is all that the compiler says then. go test -update ./data/curate renews it.
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
				t.Fatalf("%v are no problems", err)
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
