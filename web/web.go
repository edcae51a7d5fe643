// Package web is the HTTP server around any handler. Its entry point is Serve, which puts the handler behind a chain of
// middleware, one file for each, and answers requests until it is stopped. Download and Health are handlers for
// files and health checks. The package depends on web/cache and web/accept, and knows neither GraphQL nor the dataset.
package web

import (
	"log/slog"
	"net/http"
	"slices"

	"github.com/summitry/summitry/web/cache"
)

// A Middleware wraps a handler.
type Middleware = func(http.Handler) http.Handler

// Options configures the middleware.
type Options struct {
	Log        *slog.Logger
	CORS       Middleware   // from AllowOrigins; nil for none
	CacheSize  int          // bytes of cached responses; 0 disables the cache
	CacheValid func() error // returns an error once cached responses must not be used; nil if they always may
	Path       string       // the path that a proxy strips from requests: "" or "/path"
	NoGzip     []string     // media types that are not compressed, so that ranges of them can be requested
}

// chain puts a handler behind all middleware. A request passes it from top to bottom, a response from bottom to top.
func chain(handler http.Handler, c *connections, o Options) http.Handler {
	middleware := []Middleware{
		c.track,                // keeps connections open while they are answered
		accessLog(o.Log),       // one line for each request, whoever answers it
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
