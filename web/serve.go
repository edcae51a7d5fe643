package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// What clients may take.
const (
	MaxHeaderBytes    = 16 << 10
	ReadHeaderTimeout = 5 * time.Second
	ReadTimeout       = 10 * time.Second
	WriteTimeout      = 15 * time.Second // from the end of the headers
	IdleTimeout       = 30 * time.Second
)

// How the server stops: for the drain period, responses say that their connections will be closed, as a request that
// meets a closing connection would be lost. Then the server waits for the requests that are still being answered.
const (
	drainPeriod     = 500 * time.Millisecond
	shutdownTimeout = 8 * time.Second
)

// Serve answers requests by handler, behind the middleware, until ctx ends, and then finishes those under way.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, o Options) error {
	c := newConnections(connectionLimit(descriptorLimit()))
	o.Log.Info("limiting connections", "connections", c.limit, "descriptors", descriptorLimit())
	server := &http.Server{
		Handler:           chain(handler, c, o),
		ConnState:         c.connState,
		ConnContext:       withConn,
		ReadHeaderTimeout: ReadHeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes - 4096, // which net/http adds
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	o.Log.Info("stopping: finishing the requests in progress")
	c.draining.Store(true)
	listener.Close()
	time.Sleep(drainPeriod)
	timeout, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if server.Shutdown(timeout) != nil {
		o.Log.Warn("closed the connections of clients that did not read their responses in time")
		server.Close()
	}
	return nil
}
