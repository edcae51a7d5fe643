//go:build !unix

package release

import "os"

func stateOf(file *os.File) (state, error) {
	info, err := file.Stat()
	if err != nil {
		return state{}, err
	}
	return state{size: info.Size(), modified: info.ModTime()}, nil
}
