package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"

	"github.com/summitry/summitry/web/access"
)

// Proxies are the networks of trusted proxies, whose headers X-Forwarded-For and X-Request-Id are believed. They only
// reach the log, and X-Request-Id the response.
type Proxies []netip.Prefix

// ParseProxies parses a comma-separated list of networks in CIDR notation.
func ParseProxies(list string) (all Proxies, err error) {
	for part := range strings.SplitSeq(list, ",") {
		if list == "" {
			break
		}
		network, err := netip.ParsePrefix(strings.TrimSpace(part))
		if err != nil {
			const message = "must be a comma-separated list of networks, such as 127.0.0.0/8,::1/128, got %.60q"
			return nil, fmt.Errorf(message, part)
		}
		all = append(all, network)
	}
	return all, nil
}

func (p Proxies) contain(address netip.Addr) bool {
	for _, network := range p {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// client returns the address of the client, and whether the peer is trusted. The client is the right-most address of
// X-Forwarded-For that is not trusted: a client can send any address, and each proxy appends that of its own client.
// Without such an address, or if an address to the right of it is malformed, the client is the peer.
func (p Proxies) client(r *http.Request) (client string, trusted bool) {
	connection, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr, false
	}
	peer := connection.Addr().Unmap()
	if !p.contain(peer) {
		return peer.String(), false
	}
	rest := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	for more := rest != ""; more; {
		at := strings.LastIndexByte(rest, ',')
		address, err := netip.ParseAddr(strings.Trim(rest[at+1:], " \t"))
		if err != nil || address.Zone() != "" {
			break
		}
		if address = address.Unmap(); !p.contain(address) {
			return address.String(), true
		}
		if more = at >= 0; more {
			rest = rest[:at]
		}
	}
	return peer.String(), true
}

var isRequestID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// requestID returns the id that a trusted peer sent, or a new one.
func requestID(r *http.Request, trusted bool) string {
	if sent := r.Header.Values(access.IDHeader); trusted && len(sent) == 1 && isRequestID.MatchString(sent[0]) {
		return sent[0]
	}
	return rand.Text()
}
