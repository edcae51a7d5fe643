package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/exec"
)

// A type of the schema without an entity, and an entity without a type, are reported at start by name.
func TestCheckEntities(t *testing.T) {
	if err := checkEntities(exec.Schema, data.Kinds); err != nil {
		t.Error(err)
	}
	noTopic := slices.DeleteFunc(slices.Clone(data.Kinds), func(k *data.Kind) bool { return k.Name == "topic" })
	for want, kinds := range map[string][]*data.Kind{
		"schema type Topic has no entity": noTopic,
		"entity treaty: schema.graphqls has no type Treaty that implements Node": append(slices.Clone(data.Kinds),
			&data.Kind{Name: "treaty", Types: []string{"Treaty"}}),
		"entity mention: schema.graphqls has no type Mention that implements Node": append(slices.Clone(data.Kinds),
			&data.Kind{Name: "mention", Types: []string{"Mention"}}),
	} {
		if err := checkEntities(exec.Schema, kinds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
