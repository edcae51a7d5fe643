package graph

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// kept keeps what may be asked for again, until it is pushed out by what others use.
type kept[K comparable, V any] struct {
	mu           sync.Mutex
	values       *simplelru.LRU[K, sized[V]]
	bytes, limit int
}

type sized[V any] struct {
	value V
	bytes int
}

// newKept keeps so many values at the most, and so many bytes of them.
func newKept[K comparable, V any](values, bytes int) *kept[K, V] {
	k := &kept[K, V]{limit: bytes}
	k.values, _ = simplelru.NewLRU(values, func(_ K, s sized[V]) { k.bytes -= s.bytes }) // only a size below 1 is an error
	return k
}

func (k *kept[K, V]) get(key K) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, found := k.values.Get(key)
	return s.value, found
}

// keep keeps a value of so many bytes.
func (k *kept[K, V]) keep(key K, value V, bytes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if bytes > k.limit || k.values.Contains(key) {
		return
	}
	k.values.Add(key, sized[V]{value, bytes})
	k.bytes += bytes
	for k.bytes > k.limit {
		k.values.RemoveOldest()
	}
}
