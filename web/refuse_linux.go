package web

import (
	"net"
	"syscall"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Closing a listener resets the connections that the kernel has established and the program has not accepted yet, with
// the requests that their clients have sent. So the listener stays open for a moment, and the kernel drops the packets
// that ask it for new connections.

// refuse makes the kernel ignore attempts to connect to a listener, and closes the listener if it cannot.
func refuse(listener net.Listener) {
	const flags, syn = 13, 2 // of the header of TCP
	filter, err := bpf.Assemble([]bpf.Instruction{
		bpf.LoadAbsolute{Off: flags, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: syn, SkipTrue: 1},
		bpf.RetConstant{Val: 1 << 16}, // keep the packet
		bpf.RetConstant{Val: 0},
	})
	if err != nil {
		panic(err) // the program is invalid
	}
	code := make([]unix.SockFilter, len(filter))
	for i, f := range filter {
		code[i] = unix.SockFilter{Code: f.Op, Jt: f.Jt, Jf: f.Jf, K: f.K}
	}
	program := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	if control(listener, func(fd int) error {
		return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program)
	}) != nil {
		listener.Close()
	}
}

// waiting reports whether the kernel holds connections for a listener that have not been accepted.
func waiting(listener net.Listener) (held bool) {
	control(listener, func(fd int) error { // an error means that the listener is closed and holds none
		info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		held = err == nil && info.Unacked > 0 // of a listener, the length of its queue
		return err
	})
	return held
}

// control runs a function with the descriptor of a listener.
func control(listener net.Listener, f func(fd int) error) error {
	socket, isSocket := listener.(syscall.Conn)
	if !isSocket {
		return net.ErrClosed
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}
