// Package lru keeps the most recently used values within two limits: a number of entries and a number of bytes. Its
// entry point is Cache. It depends on nothing of this project.
package lru

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A Cache holds values and removes the least recently used ones when it is full. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu           sync.Mutex
	entries      *simplelru.LRU[K, entry[V]]
	bytes, limit int
}

type entry[V any] struct {
	value V
	bytes int
}

// New returns a cache of at most entries values, at least one, and at most bytes bytes.
func New[K comparable, V any](entries, bytes int) *Cache[K, V] {
	c := &Cache[K, V]{limit: bytes}
	removed := func(_ K, e entry[V]) { c.bytes -= e.bytes }
	c.entries, _ = simplelru.NewLRU(entries, removed) // only a size below 1 is an error
	return c
}

// Get returns the value of a key and marks it as the most recently used one.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, found := c.entries.Get(key)
	return e.value, found
}

// Put adds a value of a given size, and removes the least recently used ones until all fit. If the key is present it
// keeps its value. A value that is larger than the whole cache is not added.
func (c *Cache[K, V]) Put(key K, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes > c.limit || c.entries.Contains(key) {
		return
	}
	c.entries.Add(key, entry[V]{value, bytes})
	c.bytes += bytes
	for c.bytes > c.limit {
		c.entries.RemoveOldest()
	}
}

// Size returns the number of entries in the cache and their size in bytes.
func (c *Cache[K, V]) Size() (entries, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.Len(), c.bytes
}
