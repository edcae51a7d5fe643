package conformance

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A server whose log has no reader continues to answer, and stops on a signal.
func TestSurvivesABrokenLog(t *testing.T) {
	c := command(t, "-listen", "127.0.0.1:0")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = write
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	t.Cleanup(func() { c.Process.Kill() })
	address := addressIn(t, read)
	read.Close()
	for range 3 { // each request is logged
		response, _ := send(t, "GET", "http://"+address+"/healthz")
		if response.StatusCode != http.StatusOK {
			t.Fatal(response.Status)
		}
	}
	c.Process.Signal(os.Interrupt)
	if err := c.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// With a low limit on descriptors, idle connections do not shut out other clients.
func TestIdleConnectionsLeaveDescriptors(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal("this test sets a limit with sh: ", err)
	}
	c := command(t)
	c.Path, c.Args = shell, []string{"sh", "-c", `ulimit -n 64 && exec "$0" -listen 127.0.0.1:0`, program}
	output := logOf(t, c)
	var log bytes.Buffer
	address := addressIn(t, io.TeeReader(output, &log))
	idle := make([]net.Conn, 200)
	for i := range idle {
		if idle[i], err = net.Dial("tcp", address); err != nil {
			t.Fatal(err)
		}
		defer idle[i].Close()
	}
	response, body := send(t, "GET", "http://"+address+"/graphql?query={dataset{version}}")
	if response.StatusCode != http.StatusOK || !strings.Contains(string(body), "version") {
		t.Errorf("%s %s", response.Status, body)
	}
	for _, connection := range idle {
		connection.Close()
	}
	c.Process.Signal(os.Interrupt)
	if _, err := log.ReadFrom(output); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), "too many open files") {
		t.Errorf("the server ran out of descriptors:\n%s", &log)
	}
}
