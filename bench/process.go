//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// A process is a server process that logs to a file.
type process struct {
	*exec.Cmd
	address string // host:port
	log     string // the file's name
}

var listening = regexp.MustCompile(`graphql=http://([^/]+)/graphql`)

// start runs a program that logs its address, as Summitry does.
func start(folder, program string, arguments ...string) (*process, error) {
	log, err := os.CreateTemp(folder, "log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &process{Cmd: exec.Command(program, append(arguments, "-listen", "127.0.0.1:0")...), log: log.Name()}
	p.Stderr = log
	p.Env = append(os.Environ(), "NODE_ENV=production") // for the peers
	if err := p.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		p.Wait()
		close(ended)
	}()
	for began := time.Now(); time.Since(began) < time.Minute; {
		text, err := os.ReadFile(p.log)
		if err != nil {
			p.end()
			return nil, err
		}
		if found := listening.FindSubmatch(text); found != nil {
			p.address = string(found[1])
			return p, nil
		}
		select {
		case <-ended:
			return nil, fmt.Errorf("%s exited: %s", filepath.Base(program), bytes.TrimSpace(text))
		case <-time.After(time.Millisecond):
		}
	}
	p.end()
	text, _ := os.ReadFile(p.log)
	return nil, fmt.Errorf("%s did not log its address: %s", filepath.Base(program), bytes.TrimSpace(text))
}

func (p *process) end() { p.Process.Kill() }

// cpu returns the processor time that the process has used. It reads the process's CPU clock, since getrusage(2) is
// less precise.
func (p *process) cpu() (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^p.Process.Pid)<<3|2, &t); err != nil {
		return 0, fmt.Errorf("read the CPU clock of a server: %w", err)
	}
	return time.Duration(t.Nano()), nil
}

// memory returns the memory that the process holds, in bytes.
func (p *process) memory() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if found == nil {
		return 0, errors.New("no VmRSS in /proc/PID/status of a server")
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	return kilobytes << 10, err
}
