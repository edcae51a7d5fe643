// Package web is the HTTP server around any handler. Its entry point is Serve, which answers requests until it is
// stopped. Serve and Options.Wrap put the handler behind middleware, one file for each. A Swap replaces the handler
// while the server runs. Download is a handler for files. The package depends on web/cache, web/access and web/accept,
// and knows neither GraphQL nor the dataset.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/summitry/summitry/web/cache"
)

// A Middleware wraps a handler.
type Middleware = func(http.Handler) http.Handler

// Options configures the middleware.
type Options struct {
	Log     *slog.Logger
	Trusted Proxies // whose headers the log believes
	Hooks   Hooks
	// Ready returns an error while other servers should get the requests. It is nil if the server is always ready.
	Ready       func(context.Context) error
	Drain       time.Duration // how long /readyz fails before the server refuses connections, at most MaxDrain
	CORS        Middleware    // from AllowOrigins; nil for none
	Connections int           // that may be open at a time; 0 for MaxConnections
	CacheSize   int           // bytes of cached responses; 0 disables the cache
	Path        string        // the path that a proxy strips from requests: "" or "/path"
	NoGzip      []string      // media types that are not compressed, so that ranges of them can be requested
}

// chain puts a handler behind the middleware that all handlers of a Swap share.
func chain(handler http.Handler, c *connections, o Options) http.Handler {
	return wrap(o.withHealth(handler, c), []Middleware{
		c.track, // keeps connections open while they are answered
		accessLog(o.Log, o.Trusted, o.Hooks.Request), // one line for each request, whoever answers it
		limitAddress,   // before everything that reads the address
		ifNoneMatchAny, // before the cache, whose key contains no conditions
	})
}

// Wrap puts a handler behind the middleware that belongs to it alone: its cache of responses and what their form
// depends on. cacheValid returns an error once cached responses must not be used; it is nil if they always may.
func (o Options) Wrap(handler http.Handler, cacheValid func(context.Context) error) http.Handler {
	return wrap(recordPattern(handler), []Middleware{
		narrowEncoding,         // before the cache, whose key contains Accept-Encoding
		o.cached(cacheValid),   // before everything that a response depends on
		securityHeaders,        // restrictions for browsers
		o.CORS,                 // answers preflight requests
		compress(o.NoGzip),     // inside of the cache, which stores compressed responses
		prefixLocation(o.Path), // before everything that redirects
		redirectSlash,          // before the routes
		recovered(o.Log),       // inside of compress, which ends responses even when the handler panics
	})
}

// wrap puts a handler behind middleware. A request passes it from top to bottom, a response from bottom to top.
func wrap(handler http.Handler, middleware []Middleware) http.Handler {
	for _, m := range slices.Backward(middleware) {
		if m != nil {
			handler = m(handler)
		}
	}
	return handler
}

// cached returns the middleware of the response cache, or nil if it is disabled.
func (o Options) cached(valid func(context.Context) error) Middleware {
	if o.CacheSize == 0 {
		return nil
	}
	responses := cache.New(o.CacheSize, WriteTimeout)
	responses.Valid = valid
	return responses.Wrap
}
