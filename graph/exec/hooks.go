package exec

import (
	"errors"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
)

// Hooks are called while operations are executed, to count them. Functions that are nil are not called.
type Hooks struct {
	Executed func(executor string) // one of Executors
	Refused  func(limit string)    // one of RefusingLimits
	Queued   func(change int)      // a heavy operation begins (1) or ends (-1) to wait for admission
	Waited   func(time.Duration)   // for how long it waited
}

// Observe sets the hooks of an Executor.
func Observe(h Hooks) Option {
	return func(e *Executor) { e.hooks, e.admission.hooks = h, h }
}

// Executors lists what may execute an operation: its plan, or gqlgen's executor.
var Executors = []string{byPlans, byGQLGen}

const (
	byPlans  = "plan"
	byGQLGen = "gqlgen"
)

// RefusingLimits lists the limits for which operations and their tables are refused.
var RefusingLimits = []string{
	limitBytes, limitTokens, limitName, limitDepth, limitAliases, limitDirectives, limitRepeats, limitOperations,
	limitFragments, limitSpreads, limitSelections, limitRecords, limitChecks, limitKeys, limitTypes, limitResult,
	limitTime, limitQueue, limitWait,
	"quotation", "quotations", "speaker", "base", "cells", "cell_text", "workbook_time", // of store.Exceeded
}

// Names of limits.
const (
	limitBytes      = "bytes"
	limitTokens     = "tokens"
	limitName       = "name"
	limitDepth      = "depth"
	limitAliases    = "aliases"
	limitDirectives = "directives"
	limitRepeats    = "repeats"
	limitOperations = "operations"
	limitFragments  = "fragments"
	limitSpreads    = "spreads"
	limitSelections = "selections"
	limitRecords    = "records"
	limitChecks     = "checks"
	limitKeys       = "keys"
	limitTypes      = "types"
	limitResult     = "result" // the budget of records, values and text that is charged during execution
	limitTime       = "time"
	limitQueue      = "queue" // too many heavy operations waited
	limitWait       = "wait"  // admission, or room for a body or a result, took too long
)

// limited says by which limit an error refuses an operation. Rule is for validation rules, which no client sees.
func limited(problem *gqlerror.Error, limit string) *gqlerror.Error {
	problem.Rule = limit
	return problem
}

func (h Hooks) executed(executor string) {
	if h.Executed != nil {
		h.Executed(executor)
	}
}

// refused counts an error if it refuses an operation by a limit.
func (h Hooks) refused(problem *gqlerror.Error) {
	if h.Refused != nil && problem != nil && slices.Contains(RefusingLimits, problem.Rule) {
		h.Refused(problem.Rule)
	}
}

// CountRefusal counts an error if it is store.Exceeded, for requests that no operation refuses.
func (e *Executor) CountRefusal(err error) {
	if exceeded := (store.Exceeded{}); e.hooks.Refused != nil && errors.As(err, &exceeded) {
		e.hooks.Refused(exceeded.Limit)
	}
}

// refusedByAny counts the first error that refuses an operation by a limit.
func (h Hooks) refusedByAny(problems gqlerror.List) {
	for _, p := range problems {
		if slices.Contains(RefusingLimits, p.Rule) {
			h.refused(p)
			return
		}
	}
}

// queued counts a heavy operation that waits for admission, until it calls admitted.
func (h Hooks) queued() (admitted func()) {
	if h.Queued == nil || h.Waited == nil {
		return func() {}
	}
	began := time.Now()
	h.Queued(1)
	return func() {
		h.Queued(-1)
		h.Waited(time.Since(began))
	}
}
