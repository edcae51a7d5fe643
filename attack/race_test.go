//go:build attack && race

package attack

var buildFlags = []string{"build", "-race"}
