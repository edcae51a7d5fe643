package graph

import (
	"context"
	"net/http"

	"github.com/summitry/summitry/graph/exec"
)

// Intact returns a *Problem once the dataset file was changed. From then on this API answers no operation, since
// a response could mix two releases. The log reports it once.
func (a *API) Intact(ctx context.Context) error {
	if changed := a.exec.DatasetChanged(ctx); changed != nil {
		return &Problem{http.StatusServiceUnavailable, changed.Message, exec.DatasetChanged}
	}
	return nil
}

// Ready returns a *Problem while other servers should get the requests: the dataset file was changed, or so many heavy
// operations wait that the next one would be rejected.
func (a *API) Ready(ctx context.Context) error {
	if err := a.Intact(ctx); err != nil {
		return err
	}
	if a.exec.QueueFull() {
		return &Problem{http.StatusServiceUnavailable, "the queue of heavy operations is full", exec.Overloaded}
	}
	return nil
}
