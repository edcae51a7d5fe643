//go:build !linux

package web

import "net"

// refuse closes a listener. The connections that have not been accepted yet are reset.
func refuse(listener net.Listener) { listener.Close() }

// waiting reports whether the kernel holds connections for a listener that have not been accepted. A closed listener
// has none.
func waiting(net.Listener) bool { return false }
