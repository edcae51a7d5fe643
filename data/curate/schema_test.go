package curate_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/summitry/summitry/data/curate"
)

func TestSchemasAreCurrent(t *testing.T) {
	for folder, made := range curate.Schemas() {
		committed, err := os.ReadFile("../schemas/" + folder + ".json")
		if err != nil || !bytes.Equal(committed, made) {
			t.Errorf("data/schemas/%s.json differs from the record types (%v): run go generate ./... and commit it",
				folder, err)
		}
	}
	reference, err := os.ReadFile("../schemas/README.md")
	if err != nil || !bytes.Equal(reference, curate.Reference()) {
		t.Errorf("data/schemas/README.md does not describe the keys (%v): run go generate ./... and commit it", err)
	}
	settings, err := os.ReadFile("../../.vscode/settings.json")
	if err != nil || !bytes.Equal(settings, curate.EditorSettings("data")) {
		t.Errorf(".vscode/settings.json lacks schemas (%v): run go generate ./... and commit it", err)
	}
}

// validate validates a record against the schema of its folder, as an editor does.
func validate(t *testing.T, folder string, record []byte) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../schemas/" + folder + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Load(record, &value); err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(text)); err != nil {
		return err
	}
	return schema.Validate(value)
}

// The schemas accept the records that the compiler accepts.
func TestSchemasAcceptRecords(t *testing.T) {
	for folder := range curate.Schemas() {
		pattern := folder + "/*.yaml"
		if folder == "dataset" || folder == "changes" {
			pattern = folder + ".yaml"
		}
		files, err := filepath.Glob("../records/" + pattern)
		if err != nil || len(files) == 0 {
			t.Errorf("no records in %s (%v)", folder, err)
		}
		for _, file := range files {
			record, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(t, folder, record); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

// The schemas reject records of the wrong shape.
func TestSchemasRejectInvalidRecords(t *testing.T) {
	for _, rule := range []string{"unknown-key", "missing-key", "missing-key-in-item", "wrong-type",
		"impossible-word"} {
		archive, err := txtar.ParseFile("testdata/rules/" + rule + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		record := archive.Files[0]
		folder := strings.Split(record.Name, "/")[1]
		if err := validate(t, folder, record.Data); err == nil {
			t.Errorf("%s: the schema of %s accepts it", rule, folder)
		}
	}
}

// The schema of dataset.yaml requires the version and the keys of a question, takes one value of a variable or several,
// and rejects unknown keys, as the compiler does.
func TestSchemaOfDataset(t *testing.T) {
	const question = "version: 1.0.0\nquestions:\n" +
		"  - {question: Who?, answer: Freeland., view: words, words: [Freeland]"
	for text, accepted := range map[string]bool{
		"version: 1.0.0":                                         true,
		"title: Speeches at the harbour council":                 false,
		"version: 1.0.0\ntitel: Speeches":                        false,
		"version: 1.0.0\nfeatured: pier-opened":                  false,
		question + "}":                                           true,
		question + ", variables: {words: harbour, first: 5}}":    true,
		question + ", variables: {topic: [harbour, fisheries]}}": true,
		question + ", variables: {topic: {slug: harbour}}}":      false,
		"version: 1.0.0\nquestions: [{question: Who?}]":          false,
	} {
		if err := validate(t, "dataset", []byte(text)); (err == nil) != accepted {
			t.Errorf("the schema accepts %q: %t (%v)", text, err == nil, err)
		}
	}
}

// Editors check dataset.yaml and changes.yaml by their own schemas.
func TestEditorSettingsCoverFilesBesideFolders(t *testing.T) {
	var settings struct {
		Schemas map[string]string `json:"yaml.schemas"`
	}
	if err := json.Unmarshal(curate.EditorSettings("data"), &settings); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"dataset", "changes"} {
		if got := settings.Schemas["data/schemas/"+name+".json"]; got != "data/records/"+name+".yaml" {
			t.Errorf("the schema %s is for %q", name, got)
		}
	}
}
