// Command curate checks and compiles the record files of the dataset. Run it in the root folder of the project:
//
//	go run ./cmd/curate compile               check the records and compile the dataset
//	go run ./cmd/curate show DOCUMENT [html]  print the text of a document with the records that cite it
//	go run ./cmd/curate new FOLDER            print a template of a record file
//	go run ./cmd/curate new documents FILE    print the record of a document, with its length and fingerprint
//	go run ./cmd/curate fingerprint [FOLDER]  print two hashes for each record of a folder (default: data/records)
//	go run ./cmd/curate diff [OLD [NEW]]      propose entries for changes.yaml; OLD and NEW: fingerprints or folders
//	                                          (default: the last version in data/curate/testdata, and data/records)
//	go run ./cmd/curate diff -update [-note TEXT]
//	                                          update the newest version in changes.yaml; TEXT: note of new entries
//
// SUMMITRY_DOCUMENTS is the folder of the source documents. With it, compile looks every passage up in its document and
// rewrites the lock file. Without it, compile takes the places of passages from the lock file.
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

const usage = `usage, in the root folder of the project:
  go run ./cmd/curate compile               check the records and compile the dataset
  go run ./cmd/curate show DOCUMENT [html]  print the text of a document with the records that cite it
  go run ./cmd/curate new FOLDER            print a template of a record file
  go run ./cmd/curate new documents FILE    print the record of a document, with its length and fingerprint
  go run ./cmd/curate fingerprint [FOLDER]  print two hashes for each record of a folder (default: data/records)
  go run ./cmd/curate diff [OLD [NEW]]      propose entries for changes.yaml; OLD and NEW are fingerprints or folders
                                            (default: the last version in data/curate/testdata, and data/records)
  go run ./cmd/curate diff -update [-note TEXT]
                                            update the newest version in changes.yaml; TEXT is the note of new entries
SUMMITRY_DOCUMENTS is the folder of the source documents. show and new documents need it.`

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
		const message = "SUMMITRY_DOCUMENTS must be the folder of the documents, got %q: correct or unset it"
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
			return errors.New("SUMMITRY_DOCUMENTS is missing: set it to the folder of the documents")
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
	return fmt.Errorf("unknown command %q\n%s", words, usage)
}

func printText(text string, err error) error {
	fmt.Print(text)
	return err
}

// compile writes the database, the lock file, the JSON Schemas, the list of keys and the settings for editors.
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

// show writes the segments of a document to standard output, and the problems of the records to standard error.
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
		fmt.Fprintf(os.Stderr, "\nProblems in the records:\n%v\n", problems)
	}
	return nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
}
