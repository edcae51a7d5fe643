package graph

import (
	"net/http"

	"github.com/summitry/summitry/graph/exec"
)

// Intact returns a *Problem once the dataset file was changed. From then on nothing is answered until a restart, since
// an answer could mix two releases. The log reports it once.
func (a *API) Intact() error {
	if changed := a.exec.DatasetChanged(); changed != nil {
		return &Problem{http.StatusServiceUnavailable, changed.Message, exec.DatasetChanged}
	}
	return nil
}
