//go:build linux

package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// startup holds the costs of starting a server.
type startup struct {
	name  string
	size  int           // bytes of the program, with all that it needs
	first time.Duration // from the start of the process to the first response
	idle  int           // bytes of memory a second later
}

// embedded is the dataset that is embedded in the program.
const embedded = "data/summitry.db"

// measureStartups starts Summitry and the peers several times and returns the medians.
func measureStartups(folder, program string, times int) ([]startup, error) {
	info, err := os.Stat(program)
	if err != nil {
		return nil, err
	}
	s, err := measureStartup(folder, times, program)
	if err != nil {
		return nil, err
	}
	s.name, s.size = cached, int(info.Size())
	all := []startup{s}
	node := findNode()
	if node == "" {
		return all, nil
	}
	size, err := folderSize(filepath.Join(peersFolder, "node_modules"))
	if err != nil {
		return nil, err
	}
	for _, p := range peers {
		s, err := measureStartup(folder, times, node, filepath.Join(peersFolder, p.script), embedded)
		if err != nil {
			return nil, err
		}
		s.name, s.size = p.name, size
		all = append(all, s)
	}
	return all, nil
}

// measureStartup starts a server several times and returns the medians.
func measureStartup(folder string, times int, program string, arguments ...string) (s startup, err error) {
	var firsts []time.Duration
	var idles []int
	for range times {
		first, idle, err := measureStart(folder, program, arguments)
		if err != nil {
			return s, err
		}
		firsts, idles = append(firsts, first), append(idles, idle)
	}
	return startup{first: median(firsts), idle: median(idles)}, nil
}

func measureStart(folder, program string, arguments []string) (first time.Duration, idle int, err error) {
	began := time.Now()
	p, err := start(folder, program, arguments...)
	if err != nil {
		return 0, 0, err
	}
	defer p.end()
	query := url.QueryEscape("{ statements(first: 1) { nodes { slug } } }")
	response, err := uncompressed.Get("http://" + p.address + "/graphql?query=" + query)
	if err != nil {
		return 0, 0, err
	}
	response.Body.Close()
	if response.StatusCode != 200 {
		return 0, 0, fmt.Errorf("the first response has status %s", response.Status)
	}
	first = time.Since(began)
	time.Sleep(time.Second)
	idle, err = p.memory()
	return first, idle, err
}
