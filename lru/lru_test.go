package lru

import (
	"strings"
	"sync"
	"testing"
)

// held returns the keys that a cache holds, without marking them as used.
func held(c *Cache[string, int], keys ...string) string {
	var found []string
	for _, key := range keys {
		if c.entries.Contains(key) {
			found = append(found, key)
		}
	}
	return strings.Join(found, " ")
}

func TestLimitOfEntries(t *testing.T) {
	c := New[string, int](2, 100)
	c.Put("a", 1, 1)
	c.Put("b", 2, 1)
	if value, found := c.Get("a"); !found || value != 1 {
		t.Errorf("Get(a) returns %d, %v", value, found)
	}
	c.Put("c", 3, 1)
	if got := held(c, "a", "b", "c"); got != "a c" {
		t.Errorf("the cache holds %q, want a c: b was used least recently", got)
	}
	if entries, bytes := c.Size(); entries != 2 || bytes != 2 {
		t.Errorf("the size is %d entries and %d bytes, want 2 and 2", entries, bytes)
	}
}

func TestLimitOfBytes(t *testing.T) {
	c := New[string, int](100, 10)
	c.Put("a", 1, 4)
	c.Put("b", 2, 4)
	c.Put("c", 3, 7)
	if got := held(c, "a", "b", "c"); got != "c" {
		t.Errorf("the cache holds %q, want c: 7 bytes leave no room for 4 of 10", got)
	}
	c.Put("d", 4, 11)
	if got := held(c, "c", "d"); got != "c" {
		t.Errorf("the cache holds %q, want c: d is larger than the cache", got)
	}
	c.Put("e", 5, 3)
	if got := held(c, "c", "e"); got != "c e" {
		t.Errorf("the cache holds %q, want c e: both fit exactly", got)
	}
}

func TestPutKeepsAValue(t *testing.T) {
	c := New[string, int](2, 10)
	c.Put("a", 1, 3)
	c.Put("a", 2, 5)
	value, _ := c.Get("a")
	if _, bytes := c.Size(); value != 1 || bytes != 3 {
		t.Errorf("the cache holds %d in %d bytes, want the first value in 3", value, bytes)
	}
}

func TestGetOfAnUnknownKey(t *testing.T) {
	if value, found := New[string, int](1, 1).Get("a"); found || value != 0 {
		t.Errorf("Get returns %d, %v", value, found)
	}
}

// Concurrent users never observe more than the limits.
func TestSimultaneousUse(t *testing.T) {
	c := New[int, int](8, 50)
	var users sync.WaitGroup
	for user := range 4 {
		users.Go(func() {
			for i := range 1000 {
				c.Put(i%20+user, i, i%13)
				if entries, bytes := c.Size(); entries > 8 || bytes > 50 {
					t.Errorf("%d entries and %d bytes are held", entries, bytes)
				}
				c.Get(i % 7)
			}
		})
	}
	users.Wait()
}
