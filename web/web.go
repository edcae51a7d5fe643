// Package web is the HTTP server around any handler. Serve is its entry point: it puts the handler behind one chain
// of middleware, one file for each wrapper, and answers until it is told to stop. Download and Health are handlers
// for files and health checks. The package depends on web/cache and web/accept; it knows no GraphQL and no dataset.
package web

import (
	"log/slog"
	"net/http"
	"slices"

	"github.com/summitry/summitry/web/cache"
)

// A Middleware wraps a handler in another one.
type Middleware = func(http.Handler) http.Handler

// Options say what the middleware does.
type Options struct {
	Log        *slog.Logger
	CORS       Middleware   // by AllowOrigins; nil: none
	CacheSize  int          // bytes of responses to keep; 0: none
	CacheValid func() error // returns an error when cached responses may not be used any more; nil: they always may
	Path       string       // where a proxy serves this server, if it removes that path from addresses: "" or "/path"
	NoGzip     []string     // media types that are never compressed, so that a Range of them can be asked for
}

// chain puts a handler behind the whole middleware. A request passes it from the top, a response from the bottom.
func chain(handler http.Handler, c *connections, o Options) http.Handler {
	middleware := []Middleware{
		c.track,                // a connection that is being answered is not closed
		accessLog(o.Log),       // one line for each request, whoever answers it
		ifNoneMatchAny,         // before the cache, whose key has no conditions
		cached(o),              // before all that a response depends on
		securityHeaders,        // what browsers must not do
		o.CORS,                 // answers preflight requests
		compress(o.NoGzip),     // narrows Accept-Encoding before an ETag is made
		prefixLocation(o.Path), // before all that redirects
		redirectSlash,          // before the routes
	}
	for _, wrap := range slices.Backward(middleware) {
		if wrap != nil {
			handler = wrap(handler)
		}
	}
	return handler
}

// cached answers from a cache of responses; nil: there is none.
func cached(o Options) Middleware {
	if o.CacheSize == 0 {
		return nil
	}
	responses := cache.New(o.CacheSize, WriteTimeout)
	responses.Valid = o.CacheValid
	return responses.Wrap
}
