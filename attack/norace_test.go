//go:build !race

package attack

var buildFlags = []string{"build"}
