package curate

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// checkShape reports violations of the tags of a Go type: missing required keys and values that are not in the enum.
// The YAML library reports unknown keys and wrong types.
func checkShape(file string, n *yaml.Node, t reflect.Type, problems *Problems) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch t.Kind() {
	case reflect.Pointer:
		checkShape(file, n, t.Elem(), problems)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode { // a single claim
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
			problems.add(file, at{record.Line, record.Column}, "%s is missing: see schemas/README.md for "+
				"what to write", key)
		}
		return
	}
	possible := enumOf(f)
	if len(possible) > 0 && value.Kind == yaml.ScalarNode && !slices.Contains(possible, value.Value) {
		problems.add(file, at{value.Line, value.Column}, "%s must be one of %s, got %q", key,
			strings.Join(possible, ", "), value.Value)
	}
	checkShape(file, value, f.Type, problems)
}

// valueOf returns the value of a key in a mapping, or nil if it is absent or empty.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key && mapping.Content[i+1].Tag != "!!null" {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// enums are the values for which an enum tag has the name of a list, because they do not fit in a line.
var enums = map[string]string{
	"eventKinds": "SUMMIT CONFERENCE BILATERAL_MEETING DEBATE HEARING INTERVIEW PRESS_CONFERENCE OTHER INCIDENT",
	"participantRoles": "HOST CHAIR SPEAKER MODERATOR INTERVIEWER WITNESS PARTICIPANT " +
		"LEADER TARGET MEDIATOR OTHER",
	"membershipStatuses": "FULL_MEMBER ACCESSION_AGREED APPLICATION_REFUSED OBSERVER SUSPENDED WITHDRAWN",
}

// enumOf returns the possible values of a field, or nil if all are.
func enumOf(f reflect.StructField) []string {
	tag := f.Tag.Get("enum")
	return strings.Fields(cmp.Or(enums[tag], tag))
}
