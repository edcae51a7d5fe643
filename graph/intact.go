package graph

import (
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Intact returns a *Problem once the dataset's file was written to while it was served. From then on nothing is answered from it, as
// an answer could mix two releases, until the server is started again. The log says so once.
func (a *API) Intact() error {
	if changed := a.datasetChanged(); changed != nil {
		return &Problem{http.StatusServiceUnavailable, changed.Message, datasetChanged}
	}
	return nil
}

func (a *API) datasetChanged() *gqlerror.Error {
	if a.store.Unchanged == nil {
		return nil
	}
	err := a.store.Unchanged()
	if err == nil {
		return nil
	}
	a.logChange.Do(func() { a.log.Error("The dataset can no longer be served: restart the server", "error", err) })
	return coded(&gqlerror.Error{}, err.Error()+": ask again when the server has been restarted", datasetChanged)
}
