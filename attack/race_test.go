//go:build attack && race

package attack

var buildFlags = []string{"build", "-race"}

// maxLeft is ten times that of a program without the race detector, which takes five to ten times the memory.
const maxLeft = 80 << 20
