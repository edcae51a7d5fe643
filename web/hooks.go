package web

import "github.com/summitry/summitry/web/access"

// Hooks are called while the server runs, to count what it does. Functions that are nil are not called.
type Hooks struct {
	Request    func(*access.Entry) // a request has been answered
	Connection func(change int)    // a connection was opened (1) or closed (-1)
	Evicted    func()              // a connection was closed to make room for others
}

func (h Hooks) connection(change int) {
	if h.Connection != nil {
		h.Connection(change)
	}
}

func (h Hooks) evicted() {
	if h.Evicted != nil {
		h.Evicted()
	}
}
