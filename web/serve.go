package web

import (
	"context"
	"errors"
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

// How the server stops. For Options.Drain, /readyz fails, so that a balancer sends requests elsewhere, and connections
// are still accepted. Then the server refuses connections, and for closePeriod it still answers on those that are open
// or being opened, since a request sent on a closing connection would be lost. Then it waits for the remaining
// requests. All of that takes at most stopTimeout.
const (
	DefaultDrain = 5 * time.Second
	MaxDrain     = 7 * time.Second
	closePeriod  = 500 * time.Millisecond
	stopTimeout  = 9 * time.Second
)

// ErrInterrupted is the cause of a context that ends because somebody waits for the end of the program. Serve then
// omits the drain period.
var ErrInterrupted = errors.New("interrupted")

// Listen returns a listener for Serve. It does without Multipath TCP, which Go would use, as Linux cannot refuse
// connections for such a listener and keep it open.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	return config.Listen(ctx, "tcp", address)
}

// Serve answers requests with handler behind the middleware until ctx ends, and then finishes those in progress.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, o Options) error {
	c := newConnections(connectionLimit(o.Connections, descriptorLimit()))
	c.hooks = o.Hooks
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
	drain := min(o.Drain, MaxDrain)
	if errors.Is(context.Cause(ctx), ErrInterrupted) {
		drain = 0
	}
	timeout, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	o.Log.Info("stopping: finishing the requests in progress", "drain", drain)
	c.draining.Store(true)
	time.Sleep(drain)
	refuse(listener)
	time.Sleep(closePeriod)
	for waiting(listener) && timeout.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	if server.Shutdown(timeout) != nil {
		o.Log.Warn("closed the connections of clients that did not read their responses in time")
		server.Close()
	}
	return nil
}
