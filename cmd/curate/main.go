// Command curate checks and compiles the record files of a dataset: the one of this project, or one in any folder. Run
// it as "go run ./cmd/curate COMMAND" in the root folder of the project, or install it with "go install ./cmd/curate"
// and run "curate COMMAND" anywhere. The constant usage lists the commands.
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const usage = `usage: curate COMMAND [flags]
  init DIR               start a dataset in a new folder, with an example that compiles
  new FOLDER             print a template of a record file; new dataset prints one of dataset.yaml
  new documents FILE     print the record of a document, with its length, fingerprint and quotation marks
  show DOCUMENT [html]   print the text of a document with the records that cite it, and what to write next
  remainders DOCUMENT    print the list of remainders for the record of a document
  compile [-o FILE] [-reanchor]
                         check the records and compile the dataset to FILE (default: summitry.db beside the records);
                         -reanchor accepts passages that moved because a document was edited
  verify [FILE]          compare the documents with those that a dataset file cites
  fingerprint [FOLDER]   print two hashes for each record of a folder
  diff [OLD [NEW]]       propose entries for changes.yaml; OLD and NEW are fingerprints or folders (default: the
                         last version in the folder of fingerprints, and the records)
  diff -update [-note TEXT]
                         update the newest version in changes.yaml; TEXT is the note of new entries
flags of all commands:
  -records DIR           the record files (default: data/records, or records if that does not exist)
  -documents DIR         the documents (default: SUMMITRY_DOCUMENTS, or documents beside the records). Without them,
                         compile takes the places of passages from passages.lock.`

// projectRecords is the folder of records in the root folder of the project.
const projectRecords = "data/records"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A command is a command line: the flags, and the words that are not flags.
type command struct {
	out                            io.Writer
	name                           string
	words                          []string
	recordsFolder, documentsFolder string
	output, note                   string
	reanchor, isRenewal            bool
}

// A handler runs a command with at least min and at most max words.
type handler struct {
	min, max int
	run      func(command) error
}

// takes says how many words the command takes.
func (h handler) takes() string {
	switch {
	case h.max == 0:
		return "no words"
	case h.min == h.max:
		return "one word"
	}
	return fmt.Sprintf("%d to %d words", h.min, h.max)
}

var handlers = map[string]handler{
	"init":        {1, 1, command.init},
	"new":         {1, 2, command.new},
	"show":        {1, 2, command.show},
	"remainders":  {1, 1, command.remainders},
	"compile":     {0, 0, command.compile},
	"verify":      {0, 1, command.verify},
	"fingerprint": {0, 1, command.fingerprint},
	"diff":        {0, 2, command.diff},
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a command is missing\n%s", usage)
	}
	c := command{out: out, name: args[0]}
	h, known := handlers[c.name]
	if !known {
		return fmt.Errorf("unknown command %q\n%s", c.name, usage)
	}
	if err := c.parse(args[1:]); err != nil {
		return fmt.Errorf("%s: %w\n%s", c.name, err, usage)
	}
	if len(c.words) < h.min || len(c.words) > h.max {
		return fmt.Errorf("%s takes %s, got %q\n%s", c.name, h.takes(), c.words, usage)
	}
	return h.run(c)
}

// parse reads the flags, which may stand before and after the words.
func (c *command) parse(args []string) error {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints the error
	flags.StringVar(&c.recordsFolder, "records", "", "")
	flags.StringVar(&c.documentsFolder, "documents", os.Getenv("SUMMITRY_DOCUMENTS"), "")
	switch c.name {
	case "compile":
		flags.StringVar(&c.output, "o", "", "")
		flags.BoolVar(&c.reanchor, "reanchor", false, "")
	case "diff":
		flags.BoolVar(&c.isRenewal, "update", false, "")
		flags.StringVar(&c.note, "note", "", "")
	}
	for {
		if err := flags.Parse(args); err != nil {
			return err
		}
		if flags.NArg() == 0 {
			break
		}
		c.words = append(c.words, flags.Arg(0))
		args = flags.Args()[1:]
	}
	if c.recordsFolder == "" {
		c.recordsFolder = projectRecords
		if !isFolder(c.recordsFolder) && isFolder("records") {
			c.recordsFolder = "records"
		}
	}
	if beside := c.beside("documents"); c.documentsFolder == "" && isFolder(beside) {
		c.documentsFolder = beside
	}
	return nil
}

// beside names a file or folder beside the records.
func (c command) beside(name string) string {
	return filepath.Join(filepath.Dir(filepath.Clean(c.recordsFolder)), name)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// recordFiles opens the folder of the records.
func (c command) recordFiles() (fs.FS, error) {
	if !isFolder(c.recordsFolder) {
		return nil, fmt.Errorf("-records must be the folder of the records, got %q: correct it, or start a dataset "+
			"with curate init DIR", c.recordsFolder)
	}
	return os.DirFS(c.recordsFolder), nil
}

// documentFiles opens the folder of the documents. It is nil if none is named.
func (c command) documentFiles() (fs.FS, error) {
	if c.documentsFolder == "" {
		return nil, nil
	}
	if !isFolder(c.documentsFolder) {
		return nil, fmt.Errorf("-documents or SUMMITRY_DOCUMENTS must be the folder of the documents, got %q: correct "+
			"or unset it", c.documentsFolder)
	}
	return os.DirFS(c.documentsFolder), nil
}

// bothFolders opens the records and the documents, which the command needs.
func (c command) bothFolders() (records, documents fs.FS, err error) {
	if records, err = c.recordFiles(); err != nil {
		return nil, nil, err
	}
	if documents, err = c.documentFiles(); err == nil && documents == nil {
		err = fmt.Errorf("%s needs the documents: name their folder with -documents or SUMMITRY_DOCUMENTS", c.name)
	}
	return records, documents, err
}

// printText prints a text, if there is no error.
func (c command) printText(text string, err error) error {
	if err != nil {
		return err
	}
	_, err = io.WriteString(c.out, text)
	return err
}

// isProject reports whether the records are those of this project.
func (c command) isProject() bool {
	return filepath.Clean(c.recordsFolder) == filepath.FromSlash(projectRecords)
}
