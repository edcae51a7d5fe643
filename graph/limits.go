package graph

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// MaxBody bounds the body of a request, in bytes.
const MaxBody = 128 << 10

// limitBody refuses requests with a larger body before anything reads it.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
		if err != nil {
			status, message := http.StatusBadRequest, "the body of the request could not be read: send it again"
			if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
				status, message = http.StatusRequestEntityTooLarge, fmt.Sprintf("the body of the request is larger than %d bytes: send a smaller query, or split it", MaxBody)
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"errors":[{"message":%q}]}`, message)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}
