package metrics

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
)

// Limits of the server of metrics.
const (
	maxConnections = 16
	readTimeout    = 5 * time.Second
	writeTimeout   = 10 * time.Second
	idleTimeout    = 30 * time.Second
	maxHeaderBytes = 4 << 10
)

// ParseAddress checks the address of a server of metrics, and returns it with a host: without one it is on the loopback
// interface, since the numbers are not for the public.
func ParseAddress(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	number, err2 := strconv.ParseUint(port, 10, 16)
	if err != nil || err2 != nil {
		const message = "must be a port or an address with a port, such as :9090 or 10.0.0.5:9090, got %.60q"
		return "", fmt.Errorf(message, address)
	}
	return net.JoinHostPort(cmp.Or(host, "127.0.0.1"), strconv.FormatUint(number, 10)), nil
}

// Serve answers GET /metrics until ctx ends.
func (m *Metrics) Serve(ctx context.Context, listener net.Listener, log *slog.Logger) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	errors := slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	server := &http.Server{
		Handler: mux, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, ErrorLog: errors,
	}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(netutil.LimitListener(listener, maxConnections)); err != http.ErrServerClosed {
		log.Error("metrics are no longer served", "error", err)
	}
}
