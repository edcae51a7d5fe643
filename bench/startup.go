//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// startup holds the costs of starting the program.
type startup struct {
	size, playground int           // bytes of the program, and of GraphiQL in it
	first            time.Duration // from the start of the process to the first response
	idle             int           // bytes of memory a second later
}

// measureStartup starts a program several times and returns the medians.
func measureStartup(folder, program string, times int) (s startup, err error) {
	info, err := os.Stat(program)
	if err != nil {
		return s, err
	}
	s.size = int(info.Size())
	err = filepath.WalkDir("playground/built/app", func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		s.playground += int(info.Size())
		return err
	})
	if err != nil {
		return s, err
	}
	var firsts []time.Duration
	var idles []int
	for range times {
		first, idle, err := measureStart(folder, program)
		if err != nil {
			return s, err
		}
		firsts, idles = append(firsts, first), append(idles, idle)
	}
	s.first, s.idle = median(firsts), median(idles)
	return s, nil
}

func measureStart(folder, program string) (first time.Duration, idle int, err error) {
	began := time.Now()
	p, err := start(folder, program)
	if err != nil {
		return 0, 0, err
	}
	defer p.end()
	response, err := uncompressed.Get("http://" + p.address + "/graphql?query=%7Bdataset%7Bversion%7D%7D")
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
