//go:build attack && !race

package attack

var buildFlags = []string{"build"}

// maxLeft is how much more memory the server may hold after a soak than when it was warm.
const maxLeft = 8 << 20
