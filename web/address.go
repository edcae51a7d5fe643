package web

import (
	"fmt"
	"net/http"
)

// limitAddress refuses addresses of more than MaxAddressBytes. net/http refuses a longer one with status 431 by itself
// if it does not fit into MaxHeaderBytes.
func limitAddress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if length := len(r.RequestURI); length > MaxAddressBytes {
			w.Header().Set("Cache-Control", "no-store")
			message := fmt.Sprintf("The address must be at most %d bytes long, got %d: send the operation by POST",
				MaxAddressBytes, length)
			http.Error(w, message, http.StatusRequestURITooLong)
			return
		}
		next.ServeHTTP(w, r)
	})
}
