//go:build unix

package views

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A named pipe is rejected at once: nobody writes to it.
func TestNamedPipe(t *testing.T) {
	folder := folderOf(t, map[string]string{"good.graphql": viewOf("dataset { version }")})
	if err := syscall.Mkfifo(filepath.Join(folder, "a.graphql"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "a.graphql: it must be a regular file") {
		t.Errorf("Load returns %v", err)
	}
}
