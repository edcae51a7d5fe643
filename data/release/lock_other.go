//go:build !unix

package release

import "os"

func lock(*os.File) error { return nil } // an open file cannot be removed

func removeUnlocked(path string) { os.Remove(path) }
