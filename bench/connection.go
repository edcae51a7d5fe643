//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
)

// acceptedEncodings is the Accept-Encoding of browsers.
const acceptedEncodings = "gzip, deflate, br, zstd"

// requestFor returns a GET request as it is sent. tag is the value of If-None-Match, or "".
func requestFor(host, address, tag string, gzip bool) []byte {
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\n", address, host)
	if tag != "" {
		request = fmt.Appendf(request, "If-None-Match: %s\r\n", tag)
	}
	if gzip {
		request = fmt.Appendf(request, "Accept-Encoding: %s\r\n", acceptedEncodings)
	}
	return append(request, "\r\n"...)
}

// A connection sends requests one after the other. It does much less than net/http's client, so a few of them keep a
// server busy. A server that waits for its client costs more: it goes to sleep and is woken for each request.
type connection struct {
	net.Conn
	responses *bufio.Reader
}

func dial(address string) (*connection, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{c, bufio.NewReaderSize(c, 64<<10)}, nil
}

// expect sends a request, reads the response, and returns an error unless it has the status want.
func (c *connection) expect(request []byte, want int) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.responses, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != want {
		return fmt.Errorf("status %s, want %d", response.Status, want)
	}
	return nil
}
