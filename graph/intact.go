package graph

import (
	"net/http"

	"github.com/summitry/summitry/graph/exec"
)

// Intact returns a *Problem once the dataset file was changed. From then on this API answers no operation, since
// a response could mix two releases. The log reports it once.
func (a *API) Intact() error {
	if changed := a.exec.DatasetChanged(); changed != nil {
		return &Problem{http.StatusServiceUnavailable, changed.Message, exec.DatasetChanged}
	}
	return nil
}
