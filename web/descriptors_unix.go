//go:build unix

package web

import "golang.org/x/sys/unix"

// descriptorLimit returns how many descriptors the process may have open, or 0 if that is unknown.
func descriptorLimit() int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<20))
}
