//go:build world

package conformance

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nginxConfig is a minimal configuration: HTTP/1.0, the default of nginx, except HTTP/1.1 under /new/. Both locations
// strip their path.
const nginxConfig = `
pid %[1]s/nginx.pid;
daemon off;
master_process off;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[2]s;
		location / { proxy_pass http://%[3]s; }
		location /old/ { proxy_pass http://%[3]s/; }
		location /new/ { proxy_pass http://%[3]s/; proxy_http_version 1.1; }
	}
}
`

// startNginx runs nginx in front of a server, and returns its address.
func startNginx(t *testing.T, server string) string {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatalf("nginx is missing: %v: install it (Debian: apt-get install nginx-light)", err)
	}
	for range 5 { // another process may take the port before nginx does
		if address := runNginx(t, program, freeAddress(t), server); address != "" {
			return address
		}
	}
	t.Fatal("nginx ended five times without listening")
	return ""
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// runNginx runs nginx until the test ends. It returns the address once nginx listens, or "" if nginx ends before.
func runNginx(t *testing.T, program, address, server string) string {
	t.Helper()
	folder := t.TempDir()
	config := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxConfig, folder, address, server), 0o644); err != nil {
		t.Fatal(err)
	}
	if !listens(t, exec.Command(program, "-p", folder, "-c", config, "-e", "stderr"), address) {
		return ""
	}
	return address
}

// listens runs a command until the test ends. It returns true once the command listens at an address, or false if the
// command ends before.
func listens(t *testing.T, c *exec.Cmd, address string) bool {
	t.Helper()
	c.Stdout, c.Stderr = t.Output(), t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		c.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		c.Process.Kill()
		<-ended
	})
	for {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Through nginx with its default configuration, tables, pages, JSON and downloads are the same as from the server
// itself.
func TestWorldNginx(t *testing.T) {
	_, server := start(t)
	nginx := startNginx(t, server)
	all := viewsWithExamples(t)
	paths := []string{
		"/", "/people/xi-jinping", "/people/xi-jinping.jsonld", "/views/statements", "/schema.graphql", "/summitry.db",
		"/playground", "/graphql?query={statements(first:100){nodes{text}}}", "/graphql?query={", "/people/nobody",
		"/views/statements.csv?person=x", "/graphql?query=" + url.QueryEscape(askPartly),
	}
	for _, v := range all {
		for _, extension := range []string{"csv", "json", "ndjson", "xlsx"} {
			path := "/views/" + v.Name + "." + extension + "?" + v.Example.Encode()
			paths = append(paths, strings.TrimSuffix(path, "?")) // nginx drops an empty query
		}
	}
	for _, path := range paths {
		for _, encoding := range []string{"identity", "gzip"} {
			throughNginx(t, server, nginx, path, encoding)
		}
	}
}

// throughNginx compares responses through nginx with those of the server. No table here is too large for HTTP/1.0.
func throughNginx(t *testing.T, server, nginx, path, encoding string) {
	t.Helper()
	direct, body := send(t, "GET", "http://"+server+path, "Accept-Encoding", encoding)
	want := decompressed(t, direct, body)
	for _, before := range []string{"", "/old", "/new"} {
		for _, method := range []string{"GET", "HEAD"} {
			response, body := send(t, method, "http://"+nginx+before+path, "Accept-Encoding", encoding)
			got := decompressed(t, response, body)
			if response.StatusCode != direct.StatusCode || method == "GET" && got != want {
				t.Errorf("%s %s%s in %s answers %s", method, before, path, encoding, response.Status)
			}
			for _, name := range []string{"Content-Type", "ETag", "Cache-Control"} {
				if response.Header.Get(name) != direct.Header.Get(name) {
					t.Errorf("%s %s%s in %s has another %s", method, before, path, encoding, name)
				}
			}
		}
	}
}

// Through nginx, downloads can be resumed, unchanged responses are 304, and redirects stay under the path.
func TestWorldNginxConditions(t *testing.T) {
	_, server := start(t)
	nginx := startNginx(t, server)
	for _, before := range []string{"", "/old", "/new"} {
		at := "http://" + nginx + before
		whole, file := send(t, "GET", at+"/summitry.db")
		tag := whole.Header.Get("ETag")
		part, rest := send(t, "GET", at+"/summitry.db", "Range", "bytes=1000-", "If-Range", tag)
		if part.StatusCode != http.StatusPartialContent || string(rest) != string(file[1000:]) {
			t.Errorf("%s: a download is resumed with %s, %d bytes", before, part.Status, len(rest))
		}
		for _, path := range []string{"/summitry.db", "/views/summits.csv", "/people/xi-jinping"} {
			response, _ := send(t, "GET", at+path)
			for _, held := range []string{response.Header.Get("ETag"), "*"} {
				again, _ := send(t, "GET", at+path, "If-None-Match", held)
				if again.StatusCode != http.StatusNotModified {
					t.Errorf("%s%s with %s answers %s", before, path, held, again.Status)
				}
			}
		}
		for path, want := range map[string]string{
			"/people/xi-jinping/":       "/people/xi-jinping",
			"/views/summits.csv/?bom=1": "/views/summits.csv?bom=1",
			"/graphql/":                 "/graphql",
		} {
			response, _ := send(t, "GET", at+path)
			to := resolved(t, at+path, response)
			if response.StatusCode != http.StatusPermanentRedirect || to != at+want {
				t.Errorf("%s%s redirects with %s to %s", before, path, response.Status, to)
			}
		}
		response, _ := send(t, "GET", at+"/graphql", "Accept", "text/html")
		if to := resolved(t, at+"/graphql", response); to != at+"/playground" {
			t.Errorf("%s/graphql redirects a browser to %s", before, to)
		}
	}
}
