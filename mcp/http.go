package mcp

import (
	"fmt"
	"net"
	"net/http"
	"net/url"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// maxBody is the limit of a message, in bytes, as for other bodies.
const maxBody = 128 << 10

// Handler serves the protocol by POST: streamable HTTP without sessions, so that any of several servers can answer a
// request. The site is the public address of the server, "" if it is unknown. Pages of other origins are refused
// unless the response has a header that lets them read it (CORS), and so are other hosts, against DNS rebinding.
func (s *Server) Handler(site string) http.Handler {
	transport := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return s.server() },
		&sdk.StreamableHTTPOptions{
			Stateless: true, JSONResponse: true, MaxRequestBodyBytes: maxBody, PropagateRequestCancellation: true,
			DisableLocalhostProtection: true, // knownHost also knows the host of a proxy
		})
	public := ""
	if address, err := url.Parse(site); err == nil {
		public = address.Host
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		switch {
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, http.StatusMethodNotAllowed, "Method %.20q is not allowed: send messages by POST", r.Method)
		case !knownHost(r, public):
			refuse(w, http.StatusForbidden, "Host %.100q is not served here: send the host of the server", r.Host)
		case !allowedOrigin(w, r):
			refuse(w, http.StatusForbidden, "Origin %.100q is not allowed: start the server with it in -origins",
				r.Header.Get("Origin"))
		default:
			transport.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, status int, format string, arguments ...any) {
	http.Error(w, fmt.Sprintf(format, arguments...), status)
}

// knownHost reports whether a request names the public host or, if it came over the loopback interface, a loopback
// host. Without a public host, a request over another interface may name any.
func knownHost(r *http.Request, public string) bool {
	if public != "" && r.Host == public {
		return true
	}
	address, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if address == nil || !isLoopback(address.String()) {
		return public == ""
	}
	return isLoopback(r.Host)
}

// isLoopback reports whether a host, with or without a port, is this machine.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = address
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// allowedOrigin reports whether a request comes from no page, from a page of the same host, or from one whose origin
// the response names already.
func allowedOrigin(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || w.Header().Get("Access-Control-Allow-Origin") != "" {
		return true
	}
	address, err := url.Parse(origin)
	return err == nil && address.Host == r.Host
}
