package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/web"
	"github.com/summitry/summitry/web/metrics"
)

// counting holds the hooks that count what the program does. Without -metrics they do nothing.
type counting struct {
	web           web.Hooks
	exec          exec.Hooks
	release       func(version, sha256 string) // is served from now on
	releaseFailed func()                       // a release could not be read or was refused
}

// startMetrics serves metrics at an address, unless it is empty. stop ends that.
func startMetrics(address string, log *slog.Logger) (c counting, stop func(), err error) {
	if address == "" {
		return counting{release: func(_, _ string) {}, releaseFailed: func() {}}, func() {}, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return c, nil, fmt.Errorf("-metrics must be a free address of this machine, such as :9090: %w", err)
	}
	log.Info("serving metrics", "metrics", "http://"+listener.Addr().String()+"/metrics")
	m := metrics.New()
	m.Declare(exec.Executors, exec.RefusingLimits)
	ctx, stop := context.WithCancel(context.Background()) // metrics are served until the program ends
	go m.Serve(ctx, listener, log)
	return counting{
		web:     web.Hooks{Request: m.Request, Connection: m.Connection, Evicted: m.Evicted},
		exec:    exec.Hooks{Executed: m.Executed, Refused: m.Refused, Queued: m.Queued, Waited: m.Waited},
		release: m.Release, releaseFailed: m.ReleaseFailed,
	}, stop, nil
}
