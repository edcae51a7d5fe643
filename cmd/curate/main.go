// Command curate is the curator's tool. It is run in the project's folder:
//
//	go run ./cmd/curate compile               check the records and compile the dataset
//	go run ./cmd/curate show DOCUMENT [html]  show what of a document is cited, and what is not accounted for
//	go run ./cmd/curate new FOLDER            start a record file: print its keys and what they are for
//	go run ./cmd/curate new documents FILE    the same for a document that is at hand, with its fingerprint
//	go run ./cmd/curate fingerprint [FOLDER]  print two hashes for each record of a folder (default: data/records)
//	go run ./cmd/curate diff [OLD [NEW]]      propose entries of changes.yaml; OLD and NEW are fingerprints or folders
//	                                          (default: the last version in data/curate/testdata, and data/records)
//	go run ./cmd/curate diff -update [-note TEXT]
//	                                          renew the newest version in changes.yaml; TEXT: note of new entries
//
// The variable SUMMITRY_DOCUMENTS names the folder of the source documents. With it every passage is found in its
// document and the lock file is rewritten; without it passages are taken from the lock file.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/summitry/summitry/data/curate"
)

const usage = `usage, in the project's folder:
  go run ./cmd/curate compile               check the records and compile the dataset
  go run ./cmd/curate show DOCUMENT [html]  show what of a document is cited, and what is not accounted for
  go run ./cmd/curate new FOLDER            start a record file: print its keys and what they are for
  go run ./cmd/curate new documents FILE    the same for a document that is at hand, with its fingerprint
  go run ./cmd/curate fingerprint [FOLDER]  print two hashes for each record of a folder (default: data/records)
  go run ./cmd/curate diff [OLD [NEW]]      propose entries of changes.yaml; OLD and NEW are fingerprints or folders
                                            (default: the last version in data/curate/testdata, and data/records)
  go run ./cmd/curate diff -update [-note TEXT]
                                            renew the newest version in changes.yaml; TEXT: note of new entries
SUMMITRY_DOCUMENTS names the folder of the source documents.`

const recordsFolder = "data/records"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var documents fs.FS
	if folder := os.Getenv("SUMMITRY_DOCUMENTS"); folder != "" {
		const message = "SUMMITRY_DOCUMENTS names %s, which is no folder: name the one of the documents, or unset it"
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return fmt.Errorf(message, folder)
		}
		documents = os.DirFS(folder)
	}
	words := strings.Join(args, " ")
	switch {
	case words == "compile":
		return compile(documents)
	case len(args) == 2 && args[0] == "show", len(args) == 3 && args[0] == "show" && args[2] == "html":
		return show(documents, args[1], len(args) == 3)
	case len(args) == 3 && args[0] == "new" && args[1] == "documents":
		if documents == nil {
			return errors.New("SUMMITRY_DOCUMENTS does not name the folder of the documents: set it")
		}
		return printText(curate.ScaffoldDocument(documents, args[2]))
	case len(args) == 2 && args[0] == "new":
		return printText(curate.Scaffold(args[1]))
	case words == "fingerprint":
		return printFingerprint(recordsFolder)
	case len(args) == 2 && args[0] == "fingerprint":
		return printFingerprint(args[1])
	case len(args) > 0 && args[0] == "diff":
		return diff(args[1:])
	}
	return fmt.Errorf("%q is nothing that can be done\n%s", words, usage)
}

func printText(text string, err error) error {
	fmt.Print(text)
	return err
}

// compile writes what is made of the records: the database, the places of passages, the schemas for editors.
func compile(documents fs.FS) error {
	dataset, err := curate.Compile(os.DirFS(recordsFolder), documents)
	if err != nil {
		return err
	}
	compiled := map[string][]byte{
		".vscode/settings.json":          curate.EditorSettings(),
		"data/summitry.db":               dataset.Database,
		"data/schemas/README.md":         curate.Reference(),
		recordsFolder + "/passages.lock": dataset.Lock,
	}
	for folder, schema := range curate.Schemas() {
		compiled["data/schemas/"+folder+".json"] = schema
	}
	for name, content := range compiled {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	fmt.Println(dataset.Summary)
	return nil
}

// show writes a document with what is made of it, and the problems of the records to standard error.
func show(documents fs.FS, slug string, asPage bool) error {
	segments, problems, err := curate.Show(os.DirFS(recordsFolder), documents, slug)
	if err != nil {
		return err
	}
	if asPage {
		return curate.WriteHTML(os.Stdout, slug, segments)
	}
	curate.WriteText(os.Stdout, slug, segments, isTerminal(os.Stdout))
	if len(problems) > 0 {
		fmt.Fprintf(os.Stderr, "\nThe records have problems:\n%v\n", problems)
	}
	return nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
}
