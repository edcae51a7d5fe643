package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

func digestOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// line returns what sha256sum writes for a file.
func line(name, content string) string { return digestOf(content) + "  " + name + "\n" }

// publishedAt returns a source at a server, with a limit of 5 bytes in memory.
func publishedAt(t *testing.T, url, folder string) *published {
	t.Helper()
	source, err := NewSource(url, folder)
	if err != nil {
		t.Fatal(err)
	}
	p := source.(*published)
	p.maxInMemory = 5
	return p
}

// serve publishes files by path. A file "-> ADDRESS" is a redirect.
func serve(t *testing.T, files map[string]string) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, found := files[r.URL.Path]
		if to, redirect := strings.CutPrefix(content, "-> "); redirect {
			http.Redirect(w, r, to, http.StatusFound)
		} else if !found {
			http.NotFound(w, r)
		} else {
			if strings.HasPrefix(r.URL.Path, "/a/chunked") {
				w.(http.Flusher).Flush() // so that the response has no Content-Length
			}
			io.WriteString(w, content)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// A release is fetched once, from beside its line, until the line names another digest.
func TestPublished(t *testing.T) {
	files := map[string]string{"/a/current": line("one.db", "first"), "/a/one.db": "first", "/a/two.db": "2"}
	p := publishedAt(t, serve(t, files).URL+"/a/current", "")
	var known []*Release
	for _, step := range []struct{ line, want string }{
		{line("one.db", "first"), "first"}, {line("one.db", "first"), ""},
		{digestOf("2") + " *two.db", "2"}, {line("one.db", "first"), ""}, {line("two.db", "2"), ""}, // known
	} {
		files["/a/current"] = step.line
		r, err := p.Next(t.Context(), known)
		if err != nil || (r == nil) != (step.want == "") {
			t.Fatalf("%s: %v %v", step.line, r, err)
		}
		if r != nil {
			known = append(known, r)
			if got := content(t, r); got != step.want || r.Heap() != int64(len(got)) || r.Unchanged() != nil {
				t.Errorf("%s: the release holds %q", step.line, got)
			}
		}
	}
}

// What is not published as it should be is an error, which says what to do, and may be right the next time.
func TestPublishedErrors(t *testing.T) {
	other := serve(t, map[string]string{"/current": line("one.db", "first"), "/one.db": "first"})
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no line":      {map[string]string{}, "/a/current has the status 404 Not Found"},
		"no file":      {map[string]string{"/a/current": line("x.db", "x")}, "/a/x.db has the status 404 Not Found"},
		"empty line":   {map[string]string{"/a/current": ""}, `must be one line of sha256sum`},
		"long line":    {map[string]string{"/a/current": strings.Repeat("x", 2000)}, `must be one line of sha256sum`},
		"two lines":    {map[string]string{"/a/current": line("x", "x") + line("y", "y")}, `must be one line`},
		"short digest": {map[string]string{"/a/current": "abc  x.db\n"}, `got "abc  x.db\n"`},
		"a path":       {map[string]string{"/a/current": line("../x.db", "x")}, "a file beside it"},
		"two dots":     {map[string]string{"/a/current": line("..", "x")}, "a file beside it"},
		"one dot":      {map[string]string{"/a/current": line(".", "x")}, "a file beside it"},
		"escaped":      {map[string]string{"/a/current": line("%2e%2e", "x")}, "a file beside it"},
		"an address":   {map[string]string{"/a/current": line("https://example.org/x", "x")}, "a file beside it"},
		"wrong digest": {map[string]string{"/a/current": line("x.db", "x"), "/a/x.db": "y"},
			"has the digest " + digestOf("y")},
		"too large": {map[string]string{"/a/current": line("x.db", "123456"), "/a/x.db": "123456"},
			"name a folder for it by -releases"},
		"too large, of unknown length": {map[string]string{
			"/a/current": line("chunked.db", "123456"), "/a/chunked.db": "123456"},
			"name a folder for it by -releases"},
		"redirected line": {map[string]string{"/a/current": "-> " + other.URL + "/current"},
			"redirect to another host"},
		"redirected file": {map[string]string{
			"/a/current": line("one.db", "first"), "/a/one.db": "-> " + other.URL + "/one.db"},
			"redirect to another host"},
		"redirected for ever": {map[string]string{"/a/current": "-> current"}, "redirects"},
	} {
		r, err := publishedAt(t, serve(t, c.files).URL+"/a/current", "").Next(t.Context(), nil)
		if r != nil || !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v %v, want %s", name, r, err, c.want)
		}
	}
}

// Redirects on the same host are followed.
func TestPublishedRedirect(t *testing.T) {
	files := map[string]string{
		"/current": "-> /b/line", "/b/line": line("one.db", "first"), "/one.db": "-> b/1", "/b/1": "first",
	}
	if r, err := publishedAt(t, serve(t, files).URL+"/current", "").Next(t.Context(), nil); err != nil || r == nil {
		t.Error(r, err)
	}
}

// A certificate that nobody trusts, or an end of the context, is an error.
func TestPublishedConnections(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	if _, err := publishedAt(t, secure.URL+"/current", "").Next(t.Context(), nil); err == nil ||
		!strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	trusting := publishedAt(t, secure.URL+"/current", "")
	trusting.client.Transport = secure.Client().Transport
	if _, err := trusting.Next(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "404") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := publishedAt(t, secure.URL+"/current", "").Next(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A large release is kept in the folder under its digest, and fetched once. A damaged file there is replaced, and a
// release with a wrong digest leaves nothing.
func TestPublishedToFolder(t *testing.T) {
	files := map[string]string{"/current": line("x.db", "a large one"), "/x.db": "a large one"}
	server, folder := serve(t, files), t.TempDir()
	path := filepath.Join(folder, digestOf("a large one")+".db")
	next := func() (*Release, error) { return publishedAt(t, server.URL+"/current", folder).Next(t.Context(), nil) }
	expect := func(name string) {
		t.Helper()
		r, err := next()
		if err != nil {
			t.Fatal(name, err)
		}
		defer r.Close()
		names, _ := filepath.Glob(folder + "/*")
		if got := content(t, r); got != "a large one" || r.Heap() != 0 || len(names) != 1 || names[0] != path {
			t.Errorf("%s: %q in the files %v", name, got, names)
		}
	}
	expect("fetched")
	delete(files, "/x.db")
	expect("still there")
	files["/x.db"] = "a large one"
	write(t, path, "a damaged 1")
	expect("damaged")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	files["/x.db"] = "a larger one"
	if _, err := next(); err == nil || !strings.Contains(err.Error(), "publish the file before the line") {
		t.Error(err)
	}
	files["/current"], files["/x.db"] = line("x.db", "small"), "small"
	r, err := next()
	if err != nil || content(t, r) != "small" {
		t.Error(r, err)
	}
	if names, _ := filepath.Glob(folder + "/*"); len(names) > 0 {
		t.Errorf("the folder has %v", names)
	}
}

// A file that does not fit its line is fetched once, until the line changes or Retry asks for it.
func TestPublishedUnfit(t *testing.T) {
	for name, unfit := range map[string]string{"wrong digest": "wrong", "too large": "123456"} {
		t.Run(name, func(t *testing.T) {
			fetched := 0
			var current atomic.Value
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/current" {
					io.WriteString(w, current.Load().(string))
					return
				}
				fetched++
				io.WriteString(w, unfit)
			}))
			defer server.Close()
			p := publishedAt(t, server.URL+"/current", "")
			expect := func(line string, times int, fails bool) {
				t.Helper()
				current.Store(line)
				r, err := p.Next(t.Context(), []*Release{{digest: digestOf("first")}})
				if r != nil || (err != nil) != fails || fetched != times {
					t.Errorf("%s: %v %v, and the file was fetched %d times, want %d", line, r, err, fetched, times)
				}
			}
			right := digestOf("12345")
			expect(right+"  a.db\n", 1, true)
			expect(right+"  a.db\n", 1, false)
			expect(right+"  a.db", 1, false)
			p.Retry()
			expect(right+"  a.db\n", 2, true)
			expect(right+"  a.db\n", 2, false)
			expect(right+"  b.db\n", 3, true) // another name
			expect(digestOf("other")+"  b.db\n", 4, true)
			expect(digestOf("first")+"  first.db\n", 4, false) // known
			expect(digestOf("other")+"  b.db\n", 5, true)      // changed meanwhile
		})
	}
}

// Files that a server was writing when it was killed are removed before the next release is fetched, but nothing else:
// neither files of other programs nor one that another server is writing.
func TestAbandonedFiles(t *testing.T) {
	files := map[string]string{"/current": line("x.db", "a large one"), "/x.db": "a large one"}
	server, folder := serve(t, files), t.TempDir()
	digest := digestOf("another")
	keep := []string{
		digest + ".db", digest + ".partial", "notes.partial", digest + ".1.partial.txt", "x" + digest + ".1.partial",
		digest + ".2.partial",
	}
	for _, name := range append(keep, digest+".1.partial") {
		write(t, filepath.Join(folder, name), "a part")
	}
	if err := os.Mkdir(filepath.Join(folder, digest+".3.partial"), 0o700); err != nil {
		t.Fatal(err)
	}
	written, err := os.OpenFile(filepath.Join(folder, digest+".2.partial"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	if err := lock(written); err != nil {
		t.Fatal(err)
	}
	r, err := publishedAt(t, server.URL+"/current", folder).Next(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := append(keep, digest+".3.partial", digestOf("a large one")+".db")
	slices.Sort(want)
	var got []string
	entries, _ := os.ReadDir(folder) // sorted
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("the folder has %v, want %v", got, want)
	}
}
