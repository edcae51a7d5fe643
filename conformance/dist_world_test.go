//go:build world

package conformance

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// make dist in two clones of the current commit, the second one without a build cache, writes the same bytes. The
// checksums are right, and the program names its commit. make image builds a container image from it, which runs
// without privileges.
func TestWorldDist(t *testing.T) {
	first := filepath.Join(t.TempDir(), "first")
	second := filepath.Join(t.TempDir(), "another", "folder", "second")
	for clone, env := range map[string][]string{
		first: {"GOFLAGS=-ldflags=-X=main.other=1", "GOAMD64=v3", "TZ=Asia/Tokyo"}, second: {"GOCACHE=" + t.TempDir()},
	} {
		clonedTo(t, clone)
		runWith(t, clone, env, "make", "dist", "platforms="+runtime.GOOS+"/"+runtime.GOARCH)
	}
	name := "summitry-" + runtime.GOOS + "-" + runtime.GOARCH
	for _, file := range []string{"SHA256SUMS", name} {
		a, b := readFile(t, filepath.Join(first, "dist", file)), readFile(t, filepath.Join(second, "dist", file))
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs: %d bytes with the digest %x, and %d with %x", file,
				len(a), sha256.Sum256(a), len(b), sha256.Sum256(b))
		}
	}
	sum := fmt.Sprintf("%x  %s\n", sha256.Sum256(readFile(t, filepath.Join(first, "dist", name))), name)
	if sums := readFile(t, filepath.Join(first, "dist", "SHA256SUMS")); !strings.Contains(string(sums), sum) {
		t.Errorf("SHA256SUMS has not %q:\n%s", sum, sums)
	}
	expectCommit(t, first, filepath.Join(first, "dist", name))
	expectImage(t, first)
}

// clonedTo clones the current commit of this repository into a folder.
func clonedTo(t *testing.T, folder string) {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	runWith(t, ".", nil, "git", "-c", "safe.directory=*", "clone", "-q", "--no-hardlinks", root, folder)
}

// runWith runs a command in a folder with more environment variables, and returns its output.
func runWith(t *testing.T, folder string, env []string, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir, c.Env = folder, append(os.Environ(), env...)
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, t.Output()
	if err := c.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, output.String())
	}
	return output.String()
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// expectCommit fails unless a program says which commit it was built from, and names no folder of this machine.
func expectCommit(t *testing.T, clone, file string) {
	t.Helper()
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	head := strings.TrimSpace(runWith(t, clone, nil, "git", "rev-parse", "HEAD"))
	if settings["vcs.revision"] != head || settings["vcs.modified"] != "false" {
		t.Errorf("the program names revision %q (modified: %s), want %s", settings["vcs.revision"],
			settings["vcs.modified"], head)
	}
	if bytes.Contains(readFile(t, file), []byte(filepath.Dir(clone))) {
		t.Errorf("the program contains the name of its folder, %s", clone)
	}
}

// expectImage builds the image, with storage of its own, and runs it by chroot: that works in containers too.
func expectImage(t *testing.T, clone string) {
	t.Helper()
	storage := writeTemporary(
		t,
		"storage.conf",
		fmt.Sprintf("[storage]\ndriver = \"vfs\"\ngraphroot = %q\nrunroot = %q\n",
			filepath.Join(t.TempDir(), "root"), filepath.Join(t.TempDir(), "run")),
	)
	env := []string{"CONTAINERS_STORAGE_CONF=" + storage, "STORAGE_DRIVER=vfs", "BUILDAH_ISOLATION=chroot"}
	runWith(t, clone, env, "make", "image")
	var image struct {
		OCIv1 struct {
			Config struct {
				User       string
				Entrypoint []string
			} `json:"config"`
			RootFS struct {
				Layers []string `json:"diff_ids"`
			} `json:"rootfs"`
		}
	}
	inspected := runWith(t, clone, env, "buildah", "inspect", "--type", "image", "localhost/summitry")
	if err := json.Unmarshal([]byte(inspected), &image); err != nil {
		t.Fatal(err)
	}
	config := image.OCIv1.Config
	if config.User != "65532:65532" || !slices.Equal(config.Entrypoint, []string{"/summitry"}) {
		t.Errorf("the image runs %q as %q", config.Entrypoint, config.User)
	}
	container := strings.TrimSpace(runWith(t, clone, env, "buildah", "from", "localhost/summitry"))
	address := freeAddress(t)
	run := exec.Command("buildah", "run", container, "--", "/summitry", "-listen", address)
	run.Env = append(os.Environ(), env...)
	if !listens(t, run, address) {
		t.Fatal("the program in the image ended")
	}
	if response, _ := send(t, "GET", "http://"+address+"/healthz"); response.StatusCode != http.StatusOK {
		t.Errorf("the program in the image answers %s", response.Status)
	}
}
