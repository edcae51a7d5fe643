package exec

import (
	"cmp"
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/summitry/summitry/graph/load"
)

// Limits on the text of an operation. They are checked before validation, which takes quadratic time in some of them.
const (
	MaxQuery      = 16 << 10 // bytes
	MaxTokens     = 2000     // names, punctuators and values
	MaxName       = 100      // characters of a name or an alias
	MaxDepth      = 15       // nested fields
	MaxInspection = 25       // nested fields from __schema or __type on
	MaxAliases    = 30
	MaxDirectives = 30
	MaxRepeats    = 30 // fields of one selection set with the same response key, fragments expanded
	MaxOperations = 10
	MaxFragments  = 30
	MaxSpreads    = 60
	MaxSelections = 10_000    // fields, fragments and values, with fragments expanded wherever they are spread
	MaxErrors     = 10        // errors in a response
	MaxBody       = 128 << 10 // bytes of a request body
)

// Limits on the cache of valid documents. A parsed document takes about fifteen times the bytes of its text.
const (
	MaxDocuments      = 500     // documents
	MaxDocumentsBytes = 1 << 18 // bytes of their texts
)

// Limits on the cache of plans. A plan takes some hundred bytes for each field.
const (
	MaxPlans      = 500
	MaxPlansBytes = 4 << 20
)

// Limits on one operation, beside those of load.Budget.
const (
	MaxKeys  = 4 << 20         // bytes of field names in its result
	MaxTypes = 100_000         // types, fields, arguments and enum values that introspection returns
	MaxTime  = 5 * time.Second // unless Limit sets another
)

// metered charges each field of a result except __typename, and its text, to the operation's budget. Here heavy
// operations pause for light ones.
func metered(ctx context.Context, next graphql.Resolver) (any, error) {
	o := load.Of(ctx)
	field := graphql.GetFieldContext(ctx)
	pressure, _ := ctx.Value(backpressureKey{}).(*backpressure)
	pressure.started(field)
	o.Wait(ctx)
	o.Charge(0, 0, 1, 0)
	over := func() error { return cmp.Or(o.Exceeded(), ctx.Err()) }
	if err := over(); err != nil {
		return nil, err
	}
	value, err := next(ctx)
	switch text := value.(type) {
	case string:
		o.Charge(0, 0, 0, len(text))
	case []string:
		for _, t := range text {
			o.Charge(0, 0, 0, len(t))
		}
	case *string:
		if text != nil {
			o.Charge(0, 0, 0, len(*text))
		}
	}
	if err == nil {
		pressure.throttle(field, value, over)
		err = over() // before gqlgen starts on the records of a list
	}
	return value, err
}
