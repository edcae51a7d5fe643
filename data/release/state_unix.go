//go:build unix

package release

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

func stateOf(file *os.File) (state, error) {
	var s unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &s); err != nil {
		return state{}, err
	}
	return state{s.Size, time.Unix(s.Mtim.Unix()), time.Unix(s.Ctim.Unix()), uint64(s.Nlink)}, nil
}
