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
		files, err := filepath.Glob("../records/" + folder + "/*.yaml")
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
