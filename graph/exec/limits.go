package exec

import (
	"cmp"
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/summitry/summitry/graph/load"
)

// What the text of an operation may hold. Each is checked before validation, which is quadratic in some of them.
const (
	MaxQuery      = 16 << 10 // bytes
	MaxTokens     = 2000     // names, signs and values
	MaxName       = 100      // letters of a name or an alias
	MaxDepth      = 15       // fields inside of each other
	MaxInspection = 25       // likewise, from __schema or __type on
	MaxAliases    = 30
	MaxDirectives = 30
	MaxRepeats    = 30 // fields of one selection set that share a response key, fragments merged
	MaxOperations = 10
	MaxFragments  = 30
	MaxSpreads    = 60
	MaxSelections = 10_000    // fields, fragments and values, with the fragments written out wherever they are spread
	MaxErrors     = 10        // that are shown
	MaxBody       = 128 << 10 // bytes of a request
)

// What is kept of the texts of operations that were valid. As documents they take about fifteen times their bytes.
const (
	MaxDocuments      = 500     // documents
	MaxDocumentsBytes = 1 << 18 // of their texts together
)

// What is kept of plans. They take some hundred bytes for each field that they answer.
const (
	MaxPlans      = 500
	MaxPlansBytes = 4 << 20
)

// What one operation may cost, beside what load.Budget counts.
const (
	MaxKeys  = 4 << 20 // bytes of the names of fields in its answer
	MaxTypes = 100_000 // that introspection may tell of: types, fields, arguments, values of enums
	MaxTime  = 5 * time.Second
)

// metered takes each field that is answered, but for __typename, from its operation's budget, and the text that it
// gives. It is where heavy operations make room for light ones.
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
		err = over() // a list is not gone through in vain
	}
	return value, err
}
