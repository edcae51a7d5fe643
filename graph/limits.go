package graph

import (
	"fmt"
	"time"

	"github.com/summitry/summitry/data"
)

// What one operation may cost.
const (
	MaxTokens  = 2000             // of its text
	MaxRecords = 20_000           // in all lists of its answer together
	MaxTime    = 10 * time.Second // until its answer is there
	MaxErrors  = 10               // that are shown
)

// spend takes records from what the operation may have, and refuses when there is nothing left.
func (o *operation) spend(records int) error {
	o.records.Add(int64(records))
	return o.overspent()
}

// overspent refuses an operation that has asked for more than it may have.
func (o *operation) overspent() error {
	if o.records.Load() > MaxRecords {
		return data.Invalid(fmt.Sprintf("the answer would have more than %d records: ask for smaller pages, or for fewer lists inside of lists", MaxRecords))
	}
	return nil
}
