package generate

import (
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// The error names a kind without synthetic records. File checks all kinds whenever it generates a dataset.
func TestCheckGenerated(t *testing.T) {
	g := &generator{generated: map[string]bool{"topic": true}}
	topic := &data.Kind{Name: "topic", Table: &store.Table{Name: "topic"}}
	if err := g.check([]*data.Kind{topic}); err != nil {
		t.Error(err)
	}
	venue := &data.Kind{Name: "venue", Table: &store.Table{Name: "venue"}}
	err := g.check([]*data.Kind{topic, venue})
	if err == nil || !strings.Contains(err.Error(), "entity venue: no records are generated") {
		t.Errorf("%v does not name venue", err)
	}
}
