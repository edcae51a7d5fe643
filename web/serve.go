package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits for clients.
const (
	MaxAddressBytes   = 16 << 10
	MaxHeaderBytes    = 32 << 10 // including the address
	ReadHeaderTimeout = 5 * time.Second
	ReadTimeout       = 10 * time.Second
	WriteTimeout      = 15 * time.Second // from the end of the request's headers
	IdleTimeout       = 30 * time.Second
)

// How the server stops: during the drain period, responses announce that their connections will be closed, since a
// request sent on a closing connection would be lost. Then the server waits for the remaining requests.
const (
	drainPeriod     = 500 * time.Millisecond
	shutdownTimeout = 8 * time.Second
)

// Serve answers requests with handler behind the middleware until ctx ends, and then finishes those in progress.
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
		MaxHeaderBytes:    MaxHeaderBytes - 4096, // net/http adds 4096
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
