//go:build unix

package release

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock marks a file as being written until it is closed.
func lock(file *os.File) error { return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// removeUnlocked removes a file that nobody is writing.
func removeUnlocked(path string) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer file.Close()
	if lock(file) == nil {
		os.Remove(path)
	}
}
