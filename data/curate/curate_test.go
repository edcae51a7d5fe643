package curate_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data/curate"
)

// The committed database and lock file are what the records make, without the documents.
func TestDatasetIsCurrent(t *testing.T) {
	dataset, err := curate.Compile(os.DirFS("../records"), nil)
	if err != nil {
		t.Fatal(err)
	}
	isCommitted(t, "../summitry.db", dataset.Database)
	isCommitted(t, "../records/passages.lock", dataset.Lock)
}

// With the documents at hand every passage is found in them, and the same bytes come out.
func TestPassagesAreVerified(t *testing.T) {
	folder := os.Getenv("SUMMITRY_DOCUMENTS")
	if folder == "" {
		t.Skip("SUMMITRY_DOCUMENTS does not name the folder of the documents; without them passages are taken from the lock file")
	}
	dataset, err := curate.Compile(os.DirFS("../records"), os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	isCommitted(t, "../summitry.db", dataset.Database)
	isCommitted(t, "../records/passages.lock", dataset.Lock)
}

func isCommitted(t *testing.T, name string, made []byte) {
	t.Helper()
	committed, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, made) {
		t.Errorf("%s is not what the records make: run go generate ./... and commit it", name)
	}
}

func TestCompilationIsReproducible(t *testing.T) {
	var databases [2][]byte
	for i := range databases {
		dataset, err := curate.Compile(os.DirFS("../records"), nil)
		if err != nil {
			t.Fatal(err)
		}
		databases[i] = dataset.Database
	}
	if !bytes.Equal(databases[0], databases[1]) {
		t.Error("two compilations of the same records differ")
	}
}

// small is a set of records and its document, with one thing of each kind.
func small() (records, documents fstest.MapFS) {
	text := "On Monday 😀 Ann Lee said \"we agree\" twice. Bob agreed. Bob agreed."
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
			"dataset.yaml": file("version: 1.0.0\n"),
			"documents/news.yaml": file("language: en\nfile: news.txt\n" +
				"sha256: 613d8dab2c2e60d10f5e1719fb8221488854fc24e2a85b87bdb387082aebf001\ncharacters: 66\n"),
			"people/ann-lee.yaml":  file("name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Ann Lee}\n"),
			"topics/unity.yaml":    file("name: Unity\n"),
			"statements/news.yaml": file("- slug: we-agree\n  kind: DIRECT\n  text: '\"we agree\"'\n  speakers: [{agent: ann-lee, namedAs: Ann Lee}]\n  topics: [unity]\n  cite:\n    - exact: Ann Lee said \"we agree\"\n"),
		}, fstest.MapFS{
			"news.txt": file(text),
		}
}

// Places count code points, so that an emoji is one character; without the documents the lock file gives the same dataset.
func TestPlaces(t *testing.T) {
	records, documents := small()
	first, err := curate.Compile(records, documents)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"document":"news","start":12,"exact":"Ann Lee","prefix":"On Monday 😀 ","suffix":" said \"we agree\" twice. Bob agre"}`; !strings.Contains(string(first.Lock), want) {
		t.Errorf("the lock file is\n%s\nand does not hold\n%s", first.Lock, want)
	}
	records["passages.lock"] = &fstest.MapFile{Data: first.Lock}
	second, err := curate.Compile(records, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Database, second.Database) || !bytes.Equal(first.Lock, second.Lock) {
		t.Error("the lock file does not give the dataset that the documents gave")
	}
}

// Each kind of mistake is told with its place, and with what to do.
func TestProblems(t *testing.T) {
	statement := "- slug: we-agree\n  kind: DIRECT\n  text: '\"we agree\"'\n  speakers: [{agent: ann-lee, namedAs: Ann Lee}]\n  topics: [unity]\n  cite:\n    - exact: Ann Lee said \"we agree\"\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"unknown key":       {"topics/unity.yaml", "name: Unity\ncolour: blue\n", "topics/unity.yaml:2:1: there is no key colour here: "},
		"wrong type":        {"topics/unity.yaml", "name: [Unity]\n", "topics/unity.yaml:1:7: "},
		"no YAML":           {"topics/unity.yaml", "name: 'Unity\n", "topics/unity.yaml:"},
		"bad file name":     {"topics/Unity!.yaml", "name: Unity\n", "topics/Unity!.yaml: a record file is named by its slug"},
		"unused topic":      {"topics/peace.yaml", "name: Peace\n", "topics/peace.yaml: no statement has this topic"},
		"unknown reference": {"statements/news.yaml", strings.Replace(statement, "agent: ann-lee", "agent: bob", 1), `statements/news.yaml:4:22: there is no agent "bob"`},
		"unknown word":      {"statements/news.yaml", strings.Replace(statement, "DIRECT", "VERBATIM", 1), `statements/news.yaml:2:9: "VERBATIM" is not possible here: write one of DIRECT, MIXED, PARAPHRASE`},
		"wrong kind":        {"statements/news.yaml", strings.Replace(statement, "DIRECT", "PARAPHRASE", 1), "statements/news.yaml:2:9: a PARAPHRASE quotes nothing"},
		"torn quotation":    {"statements/news.yaml", strings.Replace(statement, "text: '\"we agree\"'", "text: '\"we'", 1), "statements/news.yaml:3:9: a quotation is open"},
		"text elsewhere":    {"statements/news.yaml", strings.Replace(statement, "text: '\"we agree\"'", "text: '\"we\"'", 1), "statements/news.yaml:3:9: the text does not stand exactly once"},
		"bad date":          {"statements/news.yaml", statement + "  saidOn: {edtf: 2023-13, basis: STATED}\n", `statements/news.yaml:8:18: "2023-13" is no date of EDTF`},
		"date without note": {"statements/news.yaml", statement + "  saidOn: {edtf: 2023, basis: EXTERNAL}\n", "statements/news.yaml:8:18: the date is EXTERNAL and has no note"},
		"not printed":       {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Ann  Lee}\n", "people/ann-lee.yaml:4:31: the document news does not print this"},
		"printed twice":     {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Bob agreed}\n", "people/ann-lee.yaml:4:31: the document news prints this 2 times: add a prefix or suffix that only one of these has:\n    43-53: "},
		"wrong prefix":      {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Ann Lee, prefix: Miss}\n", "people/ann-lee.yaml:4:31: the document news prints this, but not between"},
		"cited twice":       {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Ann Lee}\n    - {document: news, exact: Ann Lee}\n", "people/ann-lee.yaml:5:31: the same passage is cited twice"},
		"no passage":        {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n", "people/ann-lee.yaml:2:3: there is no passage"},
		"rank, no reason":   {"people/ann-lee.yaml", "name:\n  value: Ann Lee\n  rank: PREFERRED\n  cite:\n    - {document: news, exact: Ann Lee}\n", "people/ann-lee.yaml:3:9: the rank PREFERRED has no reason"},
		"no name":           {"people/bob.yaml", "otherNames:\n  - value: Bob\n    cite:\n      - {document: news, exact: Bob, prefix: twice. }\n", "people/bob.yaml: there is no name"},
		"name taken":        {"organizations/ann-lee.yaml", "name:\n  value: Ann Lee\n  cite:\n    - {document: news, exact: Ann Lee}\n", `people/ann-lee.yaml: "ann-lee" already names organizations/ann-lee`},
		"unknown property":  {"statements/news.yaml", statement + "    - {exact: On Monday, property: day}\n", `statements/news.yaml:8:36: there is no field "day" here: write one of kind, text,`},
		"another document":  {"documents/news.yaml", "language: en\nfile: news.txt\nsha256: 00\ncharacters: 66\n", "documents/news.yaml:3:9: the document's sha256 is 613d8dab"},
		"missing document":  {"documents/news.yaml", "language: en\nfile: lost.txt\nsha256: 00\ncharacters: 66\n", "documents/news.yaml:2:7: the document lost.txt is not among the documents"},
	} {
		t.Run(name, func(t *testing.T) {
			records, documents := small()
			records[c.file] = &fstest.MapFile{Data: []byte(c.text)}
			_, err := curate.Compile(records, documents)
			var problems curate.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("%v are no problems", err)
			}
			for _, p := range problems {
				if strings.HasPrefix(p.String(), c.want) {
					return
				}
			}
			t.Errorf("the problems are\n%v\nand none starts with\n%s", err, c.want)
		})
	}
}

// All problems are reported at once.
func TestProblemsAreCollected(t *testing.T) {
	records, documents := small()
	records["topics/unity.yaml"] = &fstest.MapFile{Data: []byte("nam: Unity\ncolour: blue\n")}
	records["people/ann-lee.yaml"] = &fstest.MapFile{Data: []byte("name:\n  valeu: Ann Lee\n")}
	_, err := curate.Compile(records, documents)
	var problems curate.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("the problems are\n%v\nand not the three that there are", err)
	}
}
