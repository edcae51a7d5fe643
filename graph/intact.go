package graph

import (
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Intact returns a *Problem once the dataset file was changed. From then on nothing is answered until a restart, since
// an answer could mix two releases. The log reports it once.
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
	a.logChange.Do(func() {
		a.log.Error("The dataset file was changed and is no longer served: restart the server", "error", err)
	})
	return coded(&gqlerror.Error{}, err.Error()+": ask again when the server has been restarted", datasetChanged)
}
