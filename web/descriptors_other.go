//go:build !unix

package web

// descriptorLimit returns how many files and connections the process may have open, or 0 if that is not known.
func descriptorLimit() int { return 0 }
