//go:build attack && !race

package attack

var buildFlags = []string{"build"}

// maxLeft limits how much more memory the server may hold after a soak than after its warm-up.
const maxLeft = 8 << 20
