package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/jub0bs/cors"

	"github.com/summitry/summitry/web/access"
)

// AllowOrigins lets pages of other origins read responses (CORS): origins in a comma-separated list, "*" for all, or
// "none", for which the middleware is nil. They can read the headers in exposed, too. Credentials are not allowed, as
// the server uses none.
func AllowOrigins(origins string, exposed ...string) (Middleware, error) {
	if origins == "none" {
		return nil, nil
	}
	list := strings.FieldsFunc(origins, func(r rune) bool { return r == ',' || r == ' ' })
	middleware, err := cors.NewMiddleware(cors.Config{
		Origins:        list,
		Methods:        []string{http.MethodGet, http.MethodHead, http.MethodPost},
		RequestHeaders: []string{"*", "Authorization"}, // "*" does not include Authorization
		ResponseHeaders: append(exposed,
			"Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Link", "Retry-After", access.IDHeader),
		MaxAgeInSeconds: 86400,
	})
	if err != nil {
		const message = "must be * (all), none, or a comma-separated list such as https://example.org, got %.60q (%w)"
		return nil, fmt.Errorf(message, origins, err)
	}
	return middleware.Wrap, nil
}
