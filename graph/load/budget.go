package load

import (
	"fmt"
	"sync/atomic"

	"github.com/summitry/summitry/data/store"
)

// Limits on the result of one operation.
const (
	MaxRecords = 20_000  // records in all lists with pages
	MaxOwned   = 5000    // records in all lists without pages, such as the speakers of a statement
	MaxWaiting = 1500    // resolvers that wait for the store at a time, each in a goroutine
	MaxValues  = 100_000 // values of fields
	MaxText    = 4 << 20 // bytes of text
)

// Limits on checks of quotations, which read more than they return.
const (
	MaxChecks    = 5   // checks in one operation
	CheckRecords = 200 // records that one of them counts as
)

// A Budget counts what the result of an operation holds so far.
type Budget struct{ pageRecords, ownedRecords, waiting, values, text atomic.Int64 }

// ChargePage counts records of a list with pages, and returns the error of Exceeded.
func (b *Budget) ChargePage(records int) error { return b.Charge(records, 0, 0, 0) }

// ChargeOwned counts records of a list without pages, and returns the error of Exceeded.
func (b *Budget) ChargeOwned(records int) error { return b.Charge(0, records, 0, 0) }

// Charge counts records of lists with and without pages, values of fields, and bytes of text. It returns the error of
// Exceeded.
func (b *Budget) Charge(pageRecords, ownedRecords, values, text int) error {
	b.pageRecords.Add(int64(pageRecords))
	b.ownedRecords.Add(int64(ownedRecords))
	b.values.Add(int64(values))
	b.text.Add(int64(text))
	return b.Exceeded()
}

// startWaiting counts a resolver that waits, until stopWaiting. Once exceeded, the budget stays exceeded.
func (b *Budget) startWaiting() error {
	b.waiting.Add(1)
	return b.Exceeded()
}

func (b *Budget) stopWaiting() {
	if b.waiting.Load() <= MaxWaiting {
		b.waiting.Add(-1)
	}
}

// Mark returns a function that takes back everything charged after Mark.
func (b *Budget) Mark() (reset func()) {
	pageRecords, ownedRecords, values, text := b.pageRecords.Load(), b.ownedRecords.Load(), b.values.Load(),
		b.text.Load()
	return func() {
		b.pageRecords.Store(pageRecords)
		b.ownedRecords.Store(ownedRecords)
		b.values.Store(values)
		b.text.Store(text)
	}
}

// Exceeded returns a store.Invalid error once the budget is exceeded.
func (b *Budget) Exceeded() error {
	for _, of := range []struct {
		used  *atomic.Int64
		limit int64
		what  string
	}{
		{&b.pageRecords, MaxRecords, "records"},
		{&b.ownedRecords, MaxOwned, "records in lists without pages"},
		{&b.waiting, MaxWaiting, "fields that load records at the same time"},
		{&b.values, MaxValues, "field values"},
		{&b.text, MaxText, "bytes of text"},
	} {
		if of.used.Load() > of.limit {
			const message = "The result must have at most %d %s, and has more: " +
				"request smaller pages, fewer fields, or fewer nested lists"
			return store.Invalid(fmt.Sprintf(message, of.limit, of.what))
		}
	}
	return nil
}
