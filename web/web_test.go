package web

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/summitry/summitry/web/cache"
)

func answer(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, text) })
}

// send calls a handler with a request. headers alternates names and values.
func send(handler http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	handler.ServeHTTP(w, r)
	return w
}

// The order of the chain matters where one wrapper depends on another.
func TestChain(t *testing.T) {
	cors, err := AllowOrigins("*")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	executions := 0
	c := newConnections(1)
	routes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions++
		switch r.URL.Path {
		case "/moved":
			w.Header().Set("Location", "/here")
			w.WriteHeader(http.StatusFound)
		default:
			etag := cache.ETag(r)
			if !cache.NotModified(w, r, etag) {
				cache.Allow(w, r, etag)
				w.Header().Set("Content-Type", "text/plain")
				io.WriteString(w, strings.Repeat("x", 10_000))
			}
		}
	})
	o := Options{Log: slog.New(slog.NewTextHandler(&log, nil)), CORS: cors, CacheSize: 1 << 20, Path: "/under"}
	handler := chain(o.Wrap(routes, nil), c, o)

	plain, packed := send(handler, "GET", "/"), send(handler, "GET", "/", "Accept-Encoding", "gzip, br")
	tags := []string{plain.Header().Get("ETag"), packed.Header().Get("ETag")}
	if tags[0] == "" || tags[0] == tags[1] || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("plain and compressed responses have the ETags %v: an ETag must be of the encoding", tags)
	}
	before := executions
	again := send(handler, "GET", "/", "Accept-Encoding", "gzip, br")
	if executions != before || !bytes.Equal(again.Body.Bytes(), packed.Body.Bytes()) {
		t.Error("a compressed response is not cached as it was sent")
	}
	if w := send(handler, "GET", "/", "If-None-Match", "*"); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("If-None-Match: * is answered with %d", w.Code)
	}
	for _, path := range []string{"/", "/moved", "/slash/"} {
		w := send(handler, "GET", path, "Origin", "https://example.org")
		if w.Header().Get("X-Frame-Options") != "DENY" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s is answered with %v", path, w.Header())
		}
	}
	if to := send(handler, "GET", "/moved").Header().Get("Location"); to != "/under/here" {
		t.Errorf("a redirect goes to %s, want /under/here", to)
	}
	if to := send(handler, "GET", "/slash/").Header().Get("Location"); to != "../slash" {
		t.Errorf("a slash is redirected to %s, want ../slash", to)
	}
	c.draining.Store(true)
	if w := send(handler, "GET", "/"); w.Header().Get("Connection") != "close" {
		t.Error("a response does not say that the server drains its connections")
	}
	if got := strings.Count(log.String(), "msg=request"); got != 10 {
		t.Errorf("%d requests are logged, want 10", got)
	}
}

// Wrappers that are not configured are left out.
func TestChainWithoutOptions(t *testing.T) {
	executions := 0
	routes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions++
		cache.Allow(w, r, `"tag"`)
		w.Header().Set("Location", "/here")
	})
	o := Options{Log: slog.New(slog.DiscardHandler)}
	handler := chain(o.Wrap(routes, nil), newConnections(1), o)
	for range 2 {
		w := send(handler, "GET", "/", "Origin", "https://example.org")
		if w.Header().Get("Location") != "/here" || w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%v", w.Header())
		}
	}
	if executions != 2 {
		t.Errorf("%d executions of two requests without a cache", executions)
	}
}

// serving runs Serve on a free port. It returns the address, a function that stops the server, and a channel with the
// result.
func serving(t *testing.T, handler http.Handler) (address string, stop func(), ended chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	ended = make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, handler, Options{Log: slog.New(slog.DiscardHandler)}) }()
	return listener.Addr().String(), cancel, ended
}

// A request in progress is answered when the server gets a signal to stop.
func TestServeFinishesRequests(t *testing.T) {
	began, ready := make(chan struct{}), make(chan struct{})
	address, stop, ended := serving(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-ready
		io.WriteString(w, "answer")
	}))
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
	<-began
	stop()
	for { // until the server accepts no connections
		other, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		other.Close()
	}
	close(ready)
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "answer" {
		t.Errorf("the response is %q (%v)", body, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve returns %v", err)
	}
}

// Serve returns an error of its listener at once.
func TestServeReturnsListenerErrors(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	options := Options{Log: slog.New(slog.DiscardHandler)}
	if err := Serve(t.Context(), listener, answer(""), options); err == nil {
		t.Error("Serve returns no error")
	}
}

// Headers that exceed the limit are refused, and the limit is exactly MaxHeaderBytes.
func TestMaxHeaderBytes(t *testing.T) {
	address, _, _ := serving(t, answer("answer"))
	for size, want := range map[int]int{MaxHeaderBytes - 1<<10: 200, MaxHeaderBytes + 1<<10: 431} {
		r, err := http.NewRequest("GET", "http://"+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Long", strings.Repeat("x", size))
		response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("headers of %d bytes are answered with %s, want %d", size, response.Status, want)
		}
	}
}

// Each timeout includes the previous one, and the server stops within the time that SECURITY.md states.
func TestTimeouts(t *testing.T) {
	if ReadHeaderTimeout >= ReadTimeout || ReadTimeout >= WriteTimeout {
		t.Error("a timeout is shorter than the one that it covers")
	}
	if stopTimeout+closeTimeout > 10*time.Second || MaxDrain+closePeriod >= stopTimeout {
		t.Error("SECURITY.md promises an end within ten seconds")
	}
}
