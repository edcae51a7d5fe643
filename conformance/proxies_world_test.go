//go:build world

package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// nginxOfExample is what Debian's /etc/nginx/nginx.conf is to a file in conf.d.
const nginxOfExample = `
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
	include %[1]s/summitry.conf;
}
`

// startTLSNginx runs nginx by examples/operate/nginx.conf in front of a server. It returns the addresses for TLS and
// for plain HTTP.
func startTLSNginx(t *testing.T, server string) (secure, plain string) {
	t.Helper()
	folder := t.TempDir()
	secure, plain = freeAddress(t), freeAddress(t)
	certify(t, folder)
	config := example(t, "nginx.conf", "127.0.0.1:8080", server, "listen 80;", "listen "+plain+";",
		"listen 443 ", "listen "+secure+" ", "/etc/letsencrypt/live/example.org/", folder+"/",
		"/var/lib/nginx/", folder+"/")
	config = regexp.MustCompile(`(?m)^.*\[::\].*\n`).ReplaceAllString(config, "") // IPv6 may be off
	for name, content := range map[string]string{
		"summitry.conf": config, "nginx.conf": fmt.Sprintf(nginxOfExample, folder),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nginx := exec.Command("nginx", "-p", folder, "-c", filepath.Join(folder, "nginx.conf"), "-e", "stderr")
	if !listens(t, nginx, secure) {
		t.Fatal("nginx ended")
	}
	return secure, plain
}

// certify writes a certificate and its key, as certbot names them.
func certify(t *testing.T, folder string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.org"}, DNSNames: []string{"example.org"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	signed, err := x509.CreateCertificate(rand.Reader, certificate, certificate, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"fullchain.pem": {Type: "CERTIFICATE", Bytes: signed}, "privkey.pem": {Type: "PRIVATE KEY", Bytes: encoded},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// sendTLS sends a request for https://example.org to an address.
func sendTLS(t *testing.T, address, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	transport := &http.Transport{
		DisableCompression: true, DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true, ServerName: "example.org"},
	}
	r, err := http.NewRequest(method, "https://"+address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Host = "example.org"
	response, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(received)
}

// negotiated lists requests for the same addresses whose responses differ by the headers that Vary names.
var negotiated = func() (all [][3]string) {
	tables := "/graphql?query=" + url.QueryEscape("{people(first:50){nodes{name slug}}}")
	for _, encoding := range []string{"identity", "gzip"} {
		for _, accept := range []string{"application/json", "application/graphql-response+json", "text/csv",
			"application/x-ndjson"} {
			all = append(all, [3]string{tables, accept, encoding})
		}
		for _, accept := range []string{"text/html", "application/json", "application/ld+json"} {
			all = append(all, [3]string{"/people/xi-jinping", accept, encoding})
		}
	}
	return all
}()

// nginx caches each variant of a response by Vary, with its ETag, and answers from its cache when the server is gone.
func TestWorldNginxCache(t *testing.T) {
	running, server := start(t)
	nginx, plain := startTLSNginx(t, server)
	for _, want := range []string{"MISS", "HIT"} {
		for _, n := range negotiated {
			headers := []string{"Accept", n[1], "Accept-Encoding", n[2]}
			direct, body := send(t, "GET", "http://"+server+n[0], headers...)
			response, got := sendTLS(t, nginx, "GET", n[0], "", headers...)
			if cache := response.Header.Get("X-Cache"); cache != want || got != string(body) {
				t.Errorf("%s: %s, want %s; %d bytes, want %d", n, cache, want, len(got), len(body))
			}
			expectSameHeaders(t, n[0], direct, response)
		}
	}
	if err := running.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	running.Wait()
	for _, n := range negotiated {
		headers := []string{"Accept", n[1], "Accept-Encoding", n[2]}
		response, _ := sendTLS(t, nginx, "GET", n[0], "", headers...)
		unchanged, _ := sendTLS(
			t,
			nginx,
			"GET",
			n[0],
			"",
			append(headers, "If-None-Match", response.Header.Get("ETag"))...)
		if response.StatusCode != http.StatusOK || unchanged.StatusCode != http.StatusNotModified {
			t.Errorf("%s: without the server %s, and for its tag %s", n, response.Status, unchanged.Status)
		}
	}
	response, _ := send(t, "GET", "http://"+plain+"/people?x=1")
	if to := response.Header.Get("Location"); response.StatusCode != 301 || to != "https://example.org/people?x=1" {
		t.Errorf("plain HTTP answers %s to %s", response.Status, to)
	}
}

// nginx caches neither errors nor checks nor responses to POST, and limits bodies as the program does.
func TestWorldNginxPasses(t *testing.T) {
	_, server := start(t)
	nginx, _ := startTLSNginx(t, server)
	for _, path := range []string{"/healthz", "/people/nobody", "/graphql?query={",
		"/people/xi-jinping.json?dataset=0.0.1"} {
		for range 2 {
			direct, body := send(t, "GET", "http://"+server+path)
			response, got := sendTLS(t, nginx, "GET", path, "")
			if response.StatusCode != direct.StatusCode || got != string(body) ||
				response.Header.Get("X-Cache") == "HIT" {
				t.Errorf("%s: %s %s", path, response.Status, response.Header.Get("X-Cache"))
			}
		}
	}
	const query = `{"query":"{dataset{version}}"}`
	for range 2 {
		response, _ := sendTLS(t, nginx, "POST", "/graphql", query, "Content-Type", "application/json")
		if cache := response.Header.Get("X-Cache"); response.StatusCode != http.StatusOK || cache == "HIT" {
			t.Errorf("POST: %s %s", response.Status, cache)
		}
	}
	const maxBody = 131_072 // MaxBody in SECURITY.md
	for size, want := range map[int]int{maxBody: http.StatusOK, maxBody + 1: http.StatusRequestEntityTooLarge} {
		body := "{" + strings.Repeat(" ", size-len(query)) + query[1:]
		response, _ := sendTLS(t, nginx, "POST", "/graphql", body, "Content-Type", "application/json")
		if response.StatusCode != want {
			t.Errorf("a body of %d bytes: %s, want %d", size, response.Status, want)
		}
	}
}

// Caddy by examples/operate/Caddyfile adds TLS and changes no response.
func TestWorldCaddy(t *testing.T) {
	_, server := start(t)
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	folder := t.TempDir()
	// Caddy makes the certificate itself, for this port of this machine.
	global := fmt.Sprintf("{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tlocal_certs\n"+
		"\tdefault_bind 127.0.0.1\n\tstorage file_system %s\n}\n", folder)
	config := writeTemporary(t, "Caddyfile", global+example(t, "Caddyfile",
		"example.org {", "https://example.org:"+port+" {", "127.0.0.1:8080 {", server+" {"))
	caddy := exec.Command("caddy", "run", "--adapter", "caddyfile", "--config", config)
	caddy.Env = append(os.Environ(), "HOME="+folder)
	if !listens(t, caddy, address) {
		t.Fatal("Caddy ended")
	}
	waitForCertificate(t, address)
	for _, n := range negotiated {
		headers := []string{"Accept", n[1], "Accept-Encoding", n[2]}
		direct, body := send(t, "GET", "http://"+server+n[0], headers...)
		response, got := sendTLS(t, address, "GET", n[0], "", headers...)
		if response.StatusCode != direct.StatusCode || got != string(body) {
			t.Errorf("%s: %s with %d bytes, want %s with %d", n, response.Status, len(got), direct.Status, len(body))
		}
		expectSameHeaders(t, n[0], direct, response)
		headers = append(headers, "If-None-Match", direct.Header.Get("ETag"))
		if unchanged, _ := sendTLS(t, address, "GET", n[0], "", headers...); unchanged.StatusCode != 304 {
			t.Errorf("%s: %s for its tag", n, unchanged.Status)
		}
	}
}

// waitForCertificate waits until Caddy, which listens before, has made its certificate.
func waitForCertificate(t *testing.T, address string) {
	t.Helper()
	for {
		connection, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, ServerName: "example.org"})
		if err == nil {
			connection.Close()
			return
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// maxExposure is the highest exposure of the unit that systemd-analyze may compute, times ten; 100 is the worst.
const maxExposure = "15"

// systemd accepts the unit, and finds it little exposed.
func TestWorldUnit(t *testing.T) {
	file := writeTemporary(t, "summitry@.service", example(t, "summitry@.service", "/usr/local/bin/summitry", program))
	unit := filepath.Join(filepath.Dir(file), "summitry@8081.service")
	for _, args := range [][]string{
		{"verify", unit}, {"security", "--offline=true", "--threshold=" + maxExposure, file},
	} {
		output, err := exec.Command("systemd-analyze", args...).CombinedOutput()
		if err != nil || args[0] == "verify" && len(output) > 0 {
			t.Errorf("systemd-analyze %s: %v\n%s", strings.Join(args, " "), err, output)
		}
	}
}
