//go:build attack && race

package attack

var buildFlags = []string{"build", "-race"}

// maxLeft is ten times the limit without the race detector, which multiplies memory by five to ten.
const maxLeft = 80 << 20
