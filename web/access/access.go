// Package access describes requests for the access log and the metrics. Package web puts an Entry into the context of
// each request, and handlers add what only they know. The package depends on the standard library only.
package access

import (
	"context"
	"time"
)

// IDHeader is the header of the id of a request, in requests of trusted proxies and in all responses.
const IDHeader = "X-Request-Id"

// MaxOperation is how many characters of the name of an operation an Entry has.
const MaxOperation = 64

// An Entry describes one request and its response.
type Entry struct {
	Began     time.Time
	ID        string // of the request
	Client    string // address of the client
	Method    string
	Path      string
	UserAgent string
	Answer
	Status int
	Bytes  int           // of the body, as sent
	Media  string        // Content-Type of the response
	Took   time.Duration // set when the response has ended
	Cache  string        // what the response cache did, one of the constants below; "" if it was not asked
}

// What the response cache did.
const (
	Hit    = "hit"    // sent a stored response
	Shared = "shared" // sent the response to a simultaneous equal request
	Miss   = "miss"
)

// An Answer says what produced a response. It is the same for all equal requests, so a cache can store it.
type Answer struct {
	Pattern   string // pattern of the handler; "" if the request reached none
	Operation string // name of the operation, shortened; "" if it has none
}

type key struct{}

// With returns a context with an entry.
func With(ctx context.Context, e *Entry) context.Context { return context.WithValue(ctx, key{}, e) }

// Of returns the entry of a context, or one that nobody reads.
func Of(ctx context.Context) *Entry {
	if e, found := ctx.Value(key{}).(*Entry); found {
		return e
	}
	return &Entry{}
}

// SetOperation sets the name of the operation of a request, which is ASCII.
func (e *Entry) SetOperation(name string) { e.Operation = name[:min(len(name), MaxOperation)] }
