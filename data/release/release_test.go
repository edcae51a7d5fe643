package release

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "some.db")
	write(t, path, content)
	return path
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// openAt opens a release, and closes it when the test ends.
func openAt(t *testing.T, path string, maxInMemory int64) *Release {
	t.Helper()
	r, err := openFile(path, maxInMemory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func content(t *testing.T, r *Release) string {
	t.Helper()
	text, err := fs.ReadFile(r, r.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A release in memory does not change, whatever happens to its file.
func TestInMemory(t *testing.T) {
	path := file(t, "first")
	r := openAt(t, path, 5)
	if r.Heap() != 5 {
		t.Errorf("it takes %d bytes, want 5", r.Heap())
	}
	write(t, path, "other")
	if got := content(t, r); got != "first" || r.Unchanged() != nil {
		t.Errorf("it holds %q (%v)", got, r.Unchanged())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := content(t, r); got != "first" || r.Unchanged() != nil {
		t.Errorf("it holds %q (%v)", got, r.Unchanged())
	}
}

// A pinned file stays valid when another file takes its name.
func TestReplaced(t *testing.T) {
	path := file(t, "first")
	r := openAt(t, path, 4)
	next := file(t, "second release")
	if err := os.Rename(next, path); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := content(t, r); got != "first" || r.Unchanged() != nil {
			t.Errorf("it holds %q (%v)", got, r.Unchanged())
		}
	}
}

// Every write to a pinned file is noticed for good, also one that keeps the size or the modification time.
func TestWritten(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string){
		"longer": func(t *testing.T, path string) { write(t, path, "longer than before") },
		"same size": func(t *testing.T, path string) {
			write(t, path, "other")
			later(t, path)
		},
		"same size and time": func(t *testing.T, path string) {
			of, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer of.Close()
			before, err := stateOf(of)
			if err != nil {
				t.Fatal(err)
			}
			for now := before; now.ctime.Equal(before.ctime); { // until the clock of the file system advances
				write(t, path, "other")
				if err := os.Chtimes(path, time.Time{}, before.modified); err != nil {
					t.Fatal(err)
				}
				if now, err = stateOf(of); err != nil {
					t.Fatal(err)
				}
			}
		},
		"cut": func(t *testing.T, path string) {
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, "first")
			r := openAt(t, path, 4)
			if err := r.Unchanged(); err != nil {
				t.Fatal(err)
			}
			change(t, path)
			for range 2 {
				if err := r.Unchanged(); !errors.Is(err, ErrChanged) {
					t.Errorf("%v, want %v", err, ErrChanged)
				}
				write(t, path, "first") // again
			}
		})
	}
}

// later changes the modification time of a file, whatever the resolution of the clock.
func later(t *testing.T, path string) {
	t.Helper()
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// Readers of a release have separate offsets.
func TestReaders(t *testing.T) {
	for _, maxInMemory := range []int64{4, 5} {
		r := openAt(t, file(t, "first"), maxInMemory)
		one, err := r.Open(r.Name())
		if err != nil {
			t.Fatal(err)
		}
		two, err := r.Open(r.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := one.(io.Seeker).Seek(3, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		for of, want := range map[fs.File]string{one: "st", two: "first"} {
			var got bytes.Buffer
			if _, err := got.ReadFrom(of); err != nil || got.String() != want {
				t.Errorf("%q (%v), want %q", &got, err, want)
			}
		}
	}
}

// Errors name the path as it was given.
func TestOpenErrors(t *testing.T) {
	folder := t.TempDir()
	for path, want := range map[string]string{
		"/nowhere/some.db": "open /nowhere/some.db: no such file",
		"missing.db":       "open missing.db: no such file",
		folder:             "open " + folder + ": not a regular file",
		"/dev/null":        "open /dev/null: not a regular file",
	} {
		if _, err := Open(path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// A file can be read while others take its name, one after the other.
func TestReadWhileFilesAreMovedIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "current.db")
	next := func() {
		write(t, path+".next", strings.Repeat("a", 1<<20))
		if err := os.Rename(path+".next", path); err != nil {
			t.Error(err)
		}
	}
	next()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 100 {
			next()
		}
	}()
	for reading := true; reading; {
		r, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		select {
		case <-done:
			reading = false
		default:
		}
	}
}
