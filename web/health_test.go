package web

import (
	"errors"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	var problem error
	handler := Health(func() error { return problem })
	if w := send(handler, "GET", "/"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	problem = errors.New("the file was changed")
	w := send(handler, "GET", "/")
	if w.Code != 503 || !strings.Contains(w.Body.String(), problem.Error()) {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}
