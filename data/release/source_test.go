package release

import (
	"os"
	"strings"
	"testing"
)

// Addresses are https, or http on this machine, and lead to a file of the host.
func TestNewSource(t *testing.T) {
	for at, valid := range map[string]bool{
		"some.db": true, "/folder/some.db": true, "https://example.org/current": true,
		"https://example.org:8443/a/b/current": true, "http://localhost:80/current": true,
		"http://127.0.0.1/current": true, "http://[::1]:8080/current": true,
		"http://example.org/current": false, "http://127.0.0.1.example.org/current": false,
		"ftp://example.org/a": false,
		"https://example.org": false, "https://example.org/": false, "https://example.org/a/": false,
		"https:///current": false, "https://user:secret@example.org/current": false,
		"https://example.org/current?a=b": false, "https://example.org/current#a": false, "file:///some.db": false,
	} {
		_, err := NewSource(at, "")
		if (err == nil) != valid {
			t.Errorf("%s: %v", at, err)
		}
		if err == nil {
			continue
		}
		if said := err.Error(); strings.Contains(said, "secret") || !strings.Contains(said, "https://host/path") {
			t.Errorf("%s: %v", at, err)
		}
	}
}

// A file is a new release when another file takes its place, or when a file that was read into memory was written to.
// A pinned file that was written to is not opened again.
func TestLocalFile(t *testing.T) {
	path := file(t, "first")
	source, err := NewSource(path, "")
	if err != nil {
		t.Fatal(err)
	}
	next := func(known *Release) *Release {
		t.Helper()
		r, err := source.Next(t.Context(), []*Release{known})
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			t.Cleanup(func() { r.Close() })
		}
		return r
	}
	first, pinned := openAt(t, path, 5), openAt(t, path, 4)
	for _, known := range []*Release{first, pinned} {
		if next(known) != nil {
			t.Error("a file that nobody changed is a new release")
		}
	}
	write(t, path, "second one")
	second := next(first)
	if second == nil || content(t, second) != "second one" {
		t.Errorf("a file that was written to is %v", second)
	}
	if next(pinned) != nil || pinned.Unchanged() == nil {
		t.Error("a pinned file that was written to is opened again")
	}
	if err := os.Rename(file(t, "first"), path); err != nil {
		t.Fatal(err)
	}
	for _, known := range []*Release{first, pinned, second} {
		if r := next(known); r == nil || content(t, r) != "first" {
			t.Errorf("another file is %v", r)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Next(t.Context(), nil); !os.IsNotExist(err) {
		t.Error(err)
	}
}
