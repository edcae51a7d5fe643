// Package web is the HTTP server around any handler. Its entry point is Serve, which puts the handler behind a chain of
// middleware, one file for each, and answers requests until it is stopped. Download is a handler for files. The package
// depends on web/cache, web/access and web/accept, and knows neither GraphQL nor the dataset.
package web

import (
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
	Log         *slog.Logger
	Trusted     Proxies // whose headers the log believes
	Hooks       Hooks
	Ready       func() error  // returns an error while other servers should get the requests; nil if always ready
	Drain       time.Duration // how long /readyz fails before the server refuses connections, at most MaxDrain
	CORS        Middleware    // from AllowOrigins; nil for none
	Connections int           // that may be open at a time; 0 for MaxConnections
	CacheSize   int           // bytes of cached responses; 0 disables the cache
	CacheValid  func() error  // returns an error once cached responses must not be used; nil if they always may
	Path        string        // the path that a proxy strips from requests: "" or "/path"
	NoGzip      []string      // media types that are not compressed, so that ranges of them can be requested
}

// chain puts a handler behind all middleware. A request passes it from top to bottom, a response from bottom to top.
func chain(handler http.Handler, c *connections, o Options) http.Handler {
	handler = recordPattern(withHealth(handler, c, o.Ready))
	middleware := []Middleware{
		c.track, // keeps connections open while they are answered
		accessLog(o.Log, o.Trusted, o.Hooks.Request), // one line for each request, whoever answers it
		limitAddress,           // before everything that reads the address
		ifNoneMatchAny,         // before the cache, whose key contains no conditions
		cached(o),              // before everything that a response depends on
		securityHeaders,        // restrictions for browsers
		o.CORS,                 // answers preflight requests
		compress(o.NoGzip),     // narrows Accept-Encoding before an ETag is computed
		prefixLocation(o.Path), // before everything that redirects
		redirectSlash,          // before the routes
		recovered(o.Log),       // inside of compress, which ends responses even when the handler panics
	}
	for _, wrap := range slices.Backward(middleware) {
		if wrap != nil {
			handler = wrap(handler)
		}
	}
	return handler
}

// cached returns the middleware of the response cache, or nil if it is disabled.
func cached(o Options) Middleware {
	if o.CacheSize == 0 {
		return nil
	}
	responses := cache.New(o.CacheSize, WriteTimeout)
	responses.Valid = o.CacheValid
	return responses.Wrap
}
