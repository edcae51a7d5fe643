package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A heldListener accepts nothing until it is released, as on a machine that is too busy to run the server.
type heldListener struct {
	*net.TCPListener // so that it is a syscall.Conn
	released         chan struct{}
}

func (l heldListener) Accept() (net.Conn, error) {
	<-l.released
	return l.TCPListener.Accept()
}

// Requests of clients that are connected when the server stops are answered, even if the server had not accepted their
// connections yet. New clients cannot connect.
func TestStoppingAnswersEveryConnectedClient(t *testing.T) {
	listening, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := heldListener{listening.(*net.TCPListener), make(chan struct{})}
	ctx, stop := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	go func() {
		ended <- Serve(ctx, listener, hello, Options{Log: slog.New(slog.DiscardHandler)})
	}()
	address := listening.Addr().String()
	var clients []net.Conn
	for range 5 {
		client, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		io.WriteString(client, "GET / HTTP/1.0\r\nHost: "+address+"\r\n\r\n")
		clients = append(clients, client)
	}
	stop(ErrInterrupted)
	for { // until the server refuses connections
		late, err := net.DialTimeout("tcp", address, 200*time.Millisecond)
		if err != nil {
			break
		}
		late.Close()
	}
	close(listener.released)
	for i, client := range clients {
		answer, err := io.ReadAll(client)
		if err != nil || !strings.HasSuffix(string(answer), "\r\n\r\nhello") {
			t.Errorf("the request of client %d is lost: %q, %v", i+1, answer, err)
		}
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
