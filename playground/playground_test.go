package playground_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/summitry/summitry/playground"
)

// ask requests an address from a handler.
func ask(t *testing.T, address, accepts string, built *os.Root) (status int, header, body string) {
	t.Helper()
	r := httptest.NewRequest("GET", address, nil)
	r.Header.Set("Accept-Encoding", accepts)
	w := httptest.NewRecorder()
	if built == nil {
		playground.Handler(nil).ServeHTTP(w, r)
	} else {
		playground.Handler(built.FS()).ServeHTTP(w, r)
	}
	return w.Code, w.Header().Get("Content-Encoding"), w.Body.String()
}

// writeGzip writes a file in gzip, as the build does.
func writeGzip(t *testing.T, folder, name, content string) {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, content)
	z.Close()
	file := filepath.Join(folder, "app", name+".gz")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// GraphiQL that is built while the server runs is served once it is complete. Until then the previous page stays.
func TestBuiltWhileServing(t *testing.T) {
	folder := t.TempDir()
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	_, _, before := ask(t, "/playground", "identity", nil)
	same := func(when string) {
		t.Helper()
		if status, _, body := ask(t, "/playground", "identity", root); status != 200 || body != before {
			t.Errorf("%s: status %d %.100s", when, status, body)
		}
	}
	same("nothing is built")
	writeGzip(t, folder, "assets/index-1.js", "the script")
	same("the index is missing")
	writeGzip(t, folder, "index.html", "the index")
	for address, want := range map[string]string{
		"/playground": "the index", "/playground/assets/index-1.js": "the script",
	} {
		status, encoding, body := ask(t, address, "identity", root)
		if status != 200 || encoding != "" || body != want {
			t.Errorf("%s answers %d %q %q", address, status, encoding, body)
		}
		status, encoding, body = ask(t, address, "gzip", root)
		if status != 200 || encoding != "gzip" || body == want {
			t.Errorf("%s in gzip answers %d %q %q", address, status, encoding, body)
		}
	}
	if err := os.RemoveAll(filepath.Join(folder, "app")); err != nil {
		t.Fatal(err)
	}
	same("it is being built again")
}

func TestStaysInTheFolder(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	writeGzip(t, outside, "secret", "the secret")
	writeGzip(t, folder, "index.html", "the index")
	if err := os.MkdirAll(filepath.Join(folder, "app/assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	secret, link := filepath.Join(outside, "app/secret.gz"), filepath.Join(folder, "app/assets/link.gz")
	if err := os.Symlink(secret, link); err != nil {
		t.Skip("this system has no symbolic links:", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, name := range []string{"link", "none.js", "..%2findex.html", "..%2f..%2f..%2fapp%2fsecret", "%00", "."} {
		if status, _, body := ask(t, "/playground/assets/"+name, "identity", root); status == 200 {
			t.Errorf("%s is served: %s", name, body)
		}
	}
}
