package curate

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// checkShape refuses what the tags of a Go type forbid: keys that are required and missing, words that are not among
// those possible. Unknown keys and wrong types are YAML's to refuse.
func checkShape(file string, n *yaml.Node, t reflect.Type, problems *Problems) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch t.Kind() {
	case reflect.Pointer:
		checkShape(file, n, t.Elem(), problems)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode { // one claim alone
			checkShape(file, n, t.Elem(), problems)
			return
		}
		for _, item := range n.Content {
			checkShape(file, item, t.Elem(), problems)
		}
	case reflect.Struct:
		if n.Kind != yaml.MappingNode || t == reflect.TypeFor[scalar]() {
			return
		}
		for i := range t.NumField() {
			checkField(file, n, t.Field(i), problems)
		}
	}
}

func checkField(file string, record *yaml.Node, f reflect.StructField, problems *Problems) {
	key := f.Tag.Get("yaml")
	if key == "" {
		return
	}
	rules := strings.Split(f.Tag.Get("jsonschema"), ",")
	value := valueOf(record, key)
	if value == nil {
		if slices.Contains(rules, "required") {
			problems.add(file, at{record.Line, record.Column}, "there is no %s: add it, as FORMAT.md says", key)
		}
		return
	}
	possible := strings.Fields(f.Tag.Get("enum"))
	if len(possible) > 0 && value.Kind == yaml.ScalarNode && !slices.Contains(possible, value.Value) {
		problems.add(file, at{value.Line, value.Column}, "%s cannot be %q: write one of %s", key, value.Value,
			strings.Join(possible, ", "))
	}
	checkShape(file, value, f.Type, problems)
}

// valueOf gives what a mapping has under a key, or nil; an empty value is none.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key && mapping.Content[i+1].Tag != "!!null" {
			return mapping.Content[i+1]
		}
	}
	return nil
}
