package graph

import (
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
)

// A kind of record that node cannot find is reported at start.
func TestCheckKinds(t *testing.T) {
	if err := checkKinds(data.Kinds()); err != nil {
		t.Error(err)
	}
	if err := checkKinds([]string{"narration"}); err == nil || !strings.Contains(err.Error(), "narration") {
		t.Errorf("%v, want an error that names narration", err)
	}
}
