package resolver

import (
	"strings"
	"testing"

	"github.com/summitry/summitry/data"
)

// A kind of record that node cannot find is reported at start.
func TestCheckKinds(t *testing.T) {
	if err := CheckKinds(data.Kinds()); err != nil {
		t.Error(err)
	}
	if err := CheckKinds([]string{"narration"}); err == nil || !strings.Contains(err.Error(), "narration") {
		t.Errorf("%v, want an error that names narration", err)
	}
}
