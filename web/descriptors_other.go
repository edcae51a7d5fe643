//go:build !unix

package web

// descriptorLimit returns how many descriptors the process may have open, or 0 if that is unknown.
func descriptorLimit() int { return 0 }
