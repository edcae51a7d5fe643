//go:build linux

package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// A peer is a GraphQL server of another project, in JavaScript, that answers the workloads from the same file.
type peer struct{ name, script string }

var peers = []peer{
	{mercurius, "mercurius.js"},
	{yoga, "yoga.js"},
}

// peersFolder holds the peers. make bench installs their packages, of which one is Node.js.
const peersFolder = "bench/peers"

// findNode returns the Node.js of the peers, or "" if they are not installed.
func findNode() string {
	found, _ := filepath.Glob(filepath.Join(peersFolder, "node_modules/node-linux-*/bin/node"))
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// folderSize returns the size of the files in a folder, in bytes.
func folderSize(folder string) (size int, err error) {
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := os.Lstat(name)
		if err == nil {
			size += int(info.Size())
		}
		return err
	})
	return size, err
}
