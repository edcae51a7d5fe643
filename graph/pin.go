package graph

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/summitry/summitry/views"
)

// DatasetHeader is the response header that names the dataset, in the form of RFC 9651: "9.8.0"; sha256="e3b0...".
// No standard header does that: ETag and Repr-Digest (RFC 9530) identify one representation, and Last-Modified a time.
const DatasetHeader = "Summitry-Dataset"

// DatasetMismatch is the code of a request for another dataset than the one that is served.
const DatasetMismatch = "DATASET_MISMATCH"

// A Pin is the dataset that an address asks for in its parameter dataset.
type Pin struct {
	Text    string // as sent
	Version string // "" if digits of a digest were sent
	Served  bool   // it is the dataset of this API
}

var (
	isVersion = regexp.MustCompile(`^\d{1,9}(\.\d{1,9}){2}$`)
	isDigest  = regexp.MustCompile(`^[0-9a-fA-F]{12,64}$`)
)

// Pin returns the dataset that the parameters of an address ask for, or nil if they ask for none. An error is a
// *Problem.
func (a *API) Pin(parameters url.Values) (*Pin, error) {
	texts := parameters[views.Dataset]
	if len(texts) == 0 {
		return nil, nil
	}
	text := texts[0]
	switch {
	case len(texts) > 1:
		return nil, invalidPin("dataset must be sent once, got %d values", len(texts))
	case isVersion.MatchString(text):
		return &Pin{text, text, text == a.dataset.Version}, nil
	case isDigest.MatchString(text):
		return &Pin{text, "", strings.HasPrefix(a.dataset.SHA256, strings.ToLower(text))}, nil
	}
	const message = "dataset must be a version such as %s or the first 12 to 64 digits of a digest, got %.64q"
	return nil, invalidPin(message, a.dataset.Version, text)
}

// invalidPin returns a problem with status 400 in every form, since a client that pins must not get other data.
func invalidPin(format string, arguments ...any) error {
	return &Problem{http.StatusBadRequest, fmt.Sprintf(format, arguments...), exec.BadInput}
}

// NameDataset sets the header that names the dataset.
func (a *API) NameDataset(w http.ResponseWriter) { w.Header().Set(DatasetHeader, a.datasetName) }

// CheckDataset names the dataset in a header of the response. It returns a *Problem if the address asks for another
// one. Call it before anything that a client or a cache may store.
func (a *API) CheckDataset(w http.ResponseWriter, r *http.Request) error {
	a.NameDataset(w)
	parameters, err := parametersOf(r)
	if err != nil {
		return err
	}
	return a.checkPin(parameters)
}

// checkPin returns a *Problem if the parameters of an address ask for another dataset.
func (a *API) checkPin(parameters url.Values) error {
	pin, err := a.Pin(parameters)
	if err != nil || pin == nil || pin.Served {
		return err
	}
	asked := "the digest " + pin.Text
	if pin.Version != "" {
		asked = "version " + pin.Version
	}
	const message = "dataset asks for %s, but this server has version %s with the digest %s…: " +
		"omit dataset for the current answer, and see %s/changes for what changed"
	return &Problem{http.StatusConflict,
		fmt.Sprintf(message, asked, a.dataset.Version, a.dataset.Digits(), a.site), DatasetMismatch}
}

// Pinned returns a handler that sends an error if the address asks for another dataset.
func (a *API) Pinned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.CheckDataset(w, r); err != nil {
			a.failResource(w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}
