//go:build !unix

package main

// descriptorLimit returns how many descriptors the process may open, or 0 if that is unknown.
func descriptorLimit() int { return 0 }
