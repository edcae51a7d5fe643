package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/summitry/summitry/data/curate"
)

// init copies the example to a folder that is absent or empty, with schemas and settings for editors.
func (c command) init() error {
	folder := c.words[0]
	if entries, err := os.ReadDir(folder); len(entries) > 0 || err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("init needs a folder that is empty or does not exist, got %q: name another one", folder)
	}
	if err := os.CopyFS(folder, curate.Example()); err != nil {
		return err
	}
	c.recordsFolder = filepath.Join(folder, "records")
	files := schemaFiles(c.beside("schemas"))
	files[filepath.Join(folder, ".vscode", "settings.json")] = curate.EditorSettings("")
	if err := writeFiles(files); err != nil {
		return err
	}
	enter := "\n  cd " + folder
	if filepath.Clean(folder) == "." {
		folder, enter = "This folder", ""
	}
	_, err := fmt.Fprintf(c.out, `%s has a made-up article in documents and its records in records. Next:%s
  curate compile                  check the records and compile summitry.db
  curate show pier                print the article with the records that cite it
  summitry -database summitry.db  serve the dataset
Then put your articles into documents, and replace the records.
`, folder, enter)
	return err
}

func (c command) new() error {
	if len(c.words) == 1 {
		return c.printText(curate.Scaffold(c.words[0]))
	}
	if c.words[0] != "documents" {
		return fmt.Errorf("only new documents takes a file, got new %s %s: leave it out", c.words[0], c.words[1])
	}
	documents, err := c.documentFiles()
	if err == nil && documents == nil {
		err = fmt.Errorf("new documents needs the documents: name their folder with -documents or SUMMITRY_DOCUMENTS")
	}
	if err != nil {
		return err
	}
	return c.printText(curate.ScaffoldDocument(documents, c.words[1]))
}

// show writes the segments of a document to the output, and the problems of the records to standard error.
func (c command) show() error {
	if len(c.words) == 2 && c.words[1] != "html" {
		return fmt.Errorf("the second word of show must be html, got %q: leave it out", c.words[1])
	}
	records, documents, err := c.bothFolders()
	if err != nil {
		return err
	}
	segments, problems, err := curate.Show(records, documents, c.words[0])
	if err != nil {
		return err
	}
	if len(c.words) == 2 {
		return curate.WriteHTML(c.out, c.words[0], segments)
	}
	curate.WriteText(c.out, c.words[0], segments, c.out == os.Stdout && isTerminal(os.Stdout))
	if len(problems) > 0 {
		fmt.Fprintf(os.Stderr, "\nProblems in the records:\n%v\n", problems)
	}
	return nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
}

func (c command) remainders() error {
	records, documents, err := c.bothFolders()
	if err != nil {
		return err
	}
	return c.printText(curate.Remainders(records, documents, c.words[0]))
}

// compile writes the database and the lock file; the JSON Schemas and the list of keys, if they are beside the records;
// and in the project the settings for editors.
func (c command) compile() error {
	records, err := c.recordFiles()
	if err != nil {
		return err
	}
	documents, err := c.documentFiles()
	if err != nil {
		return err
	}
	dataset, err := c.compiled(records, documents)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	if schemas := c.beside("schemas"); isFolder(schemas) || c.isProject() {
		files = schemaFiles(schemas)
	}
	if c.isProject() {
		files[".vscode/settings.json"] = curate.EditorSettings("data")
	}
	if c.output == "" {
		c.output = c.beside("summitry.db")
	}
	files[c.output] = dataset.Database
	files[filepath.Join(c.recordsFolder, "passages.lock")] = dataset.Lock
	if err := writeFiles(files); err != nil {
		return err
	}
	for _, m := range dataset.Moves {
		fmt.Fprintln(c.out, m)
	}
	fmt.Fprintln(c.out, dataset.Summary)
	return nil
}

func (c command) compiled(records, documents fs.FS) (*curate.Dataset, error) {
	if c.reanchor {
		return curate.Reanchor(records, documents)
	}
	return curate.Compile(records, documents)
}

// schemaFiles returns the JSON Schemas and the list of keys, by the names of their files in a folder.
func schemaFiles(folder string) map[string][]byte {
	files := map[string][]byte{filepath.Join(folder, "README.md"): curate.Reference()}
	for name, schema := range curate.Schemas() {
		files[filepath.Join(folder, name+".json")] = schema
	}
	return files
}

func writeFiles(files map[string][]byte) error {
	for name, content := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// verify prints a result for each document. It fails if one of them is not the document that was cited.
func (c command) verify() error {
	file := c.beside("summitry.db")
	if len(c.words) == 1 {
		file = c.words[0]
	}
	documents, err := c.documentFiles()
	if err == nil && documents == nil {
		err = fmt.Errorf("verify needs the documents: name their folder with -documents or SUMMITRY_DOCUMENTS")
	}
	if err != nil {
		return err
	}
	folder, name := filepath.Split(file)
	all, err := curate.Verify(context.Background(), os.DirFS(filepath.Clean(folder)), name, documents)
	if err != nil {
		return err
	}
	for _, v := range all {
		fmt.Fprintln(c.out, v)
	}
	all = slices.DeleteFunc(all, curate.Verification.OK)
	if len(all) > 0 {
		return fmt.Errorf("%d documents are not the ones that %s cites", len(all), file)
	}
	return nil
}
