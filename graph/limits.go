package graph

import (
	"cmp"
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data/store"
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

// MaxBufferedTable is how many bytes a table may have over HTTP/1.0, where it is kept until it is whole.
const MaxBufferedTable = 256 << 10

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

// What one operation may cost.
const (
	MaxRecords = 20_000  // in all lists of its answer that have pages
	MaxOwned   = 5000    // in all lists that have none, such as the speakers of a statement
	MaxWaiting = 1500    // fields that wait for the store at the same time, each with a goroutine: where resolvers answer and not a plan
	MaxValues  = 100_000 // of fields in its answer
	MaxKeys    = 4 << 20 // bytes of the names of fields in its answer
	MaxText    = 4 << 20 // bytes of texts in its answer
	MaxBase    = 200     // letters of an address that goes before those of pages
	MaxTypes   = 100_000 // that introspection may tell of: types, fields, arguments, values of enums
	MaxTime    = 5 * time.Second
)

// A purse is what an operation has used so far of what it may have.
type purse struct{ records, owned, waiting, values, text atomic.Int64 }

// spend takes records of a list with pages, and refuses when there is nothing left.
func (p *purse) spend(records int) error {
	p.records.Add(int64(records))
	return p.overspent()
}

// spendOwned takes records of a list without pages, likewise.
func (p *purse) spendOwned(records int) error {
	p.owned.Add(int64(records))
	return p.overspent()
}

// wait tells of a field that waits until goOn is called. When there are too many, there remain too many: the operation is refused.
func (p *purse) wait() error {
	p.waiting.Add(1)
	return p.overspent()
}

func (p *purse) goOn() {
	if p.waiting.Load() <= MaxWaiting {
		p.waiting.Add(-1)
	}
}

// mark gives what takes back all that is spent from now on.
func (p *purse) mark() (reset func()) {
	records, owned, values, text := p.records.Load(), p.owned.Load(), p.values.Load(), p.text.Load()
	return func() {
		p.records.Store(records)
		p.owned.Store(owned)
		p.values.Store(values)
		p.text.Store(text)
	}
}

// overspent refuses an operation that has used more than it may have.
func (p *purse) overspent() error {
	for _, of := range []struct {
		used  *atomic.Int64
		limit int64
		what  string
	}{
		{&p.records, MaxRecords, "records"},
		{&p.owned, MaxOwned, "records in lists without pages"},
		{&p.waiting, MaxWaiting, "fields that lead on to others at the same time"},
		{&p.values, MaxValues, "values of fields"},
		{&p.text, MaxText, "bytes of text"},
	} {
		if of.used.Load() > of.limit {
			return store.Invalid(fmt.Sprintf("the answer would have more than %d %s: ask for smaller pages, for fewer fields, or for fewer lists inside of lists", of.limit, of.what))
		}
	}
	return nil
}

// metered takes each field that is answered, but for __typename, from its operation's purse, and the text that it gives. It is where
// heavy operations make room for light ones.
func metered(ctx context.Context, next graphql.Resolver) (any, error) {
	o := operationOf(ctx)
	field := graphql.GetFieldContext(ctx)
	o.crowd.begin(field)
	o.yield.pause(ctx)
	o.values.Add(1)
	over := func() error { return cmp.Or(o.overspent(), ctx.Err()) }
	if err := over(); err != nil {
		return nil, err
	}
	value, err := next(ctx)
	switch text := value.(type) {
	case string:
		o.text.Add(int64(len(text)))
	case []string:
		for _, t := range text {
			o.text.Add(int64(len(t)))
		}
	case *string:
		if text != nil {
			o.text.Add(int64(len(*text)))
		}
	}
	if err == nil {
		o.crowd.open(field, value, over)
		err = over() // a list is not gone through in vain
	}
	return value, err
}
