//go:build attack

package attack

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Light queries are answered quickly while many clients send the largest allowed operations. Requests that get no slot
// get Retry-After.
func TestLoad(t *testing.T) {
	s := start(t)
	idle := s.p95(t, 200)
	ctx, stop := context.WithCancel(t.Context())
	var heavy sync.WaitGroup
	var served, sentAway atomic.Int64
	for i := range 64 {
		query := expensive[[]string{"records", "texts", "citations", "searches"}[i%4]]
		heavy.Go(func() {
			asking := &http.Client{Transport: &http.Transport{DisableCompression: true}}
			for ctx.Err() == nil {
				address := "http://" + s.address + "/graphql?query=" + url.QueryEscape(query)
				r, _ := http.NewRequestWithContext(ctx, "GET", address, nil)
				response, err := asking.Do(r)
				if err != nil {
					if ctx.Err() == nil {
						t.Error(err)
					}
					return
				}
				body, _ := io.ReadAll(response.Body)
				response.Body.Close()
				switch response.StatusCode {
				case http.StatusOK:
					served.Add(1)
				case http.StatusServiceUnavailable:
					sentAway.Add(1)
					wait := response.Header.Get("Retry-After")
					if wait != "2" || !strings.Contains(string(body), "The server is busy: send") {
						t.Errorf("a client is sent away with %v %s", response.Header, body)
					}
				default:
					t.Errorf("%d %.200s", response.StatusCode, body)
				}
			}
		})
	}
	time.Sleep(time.Second)
	loaded := s.p95(t, 200)
	stop()
	heavy.Wait()
	t.Logf("light p95: idle %v, loaded %v; heavy: %d served, %d sent away; memory grew by %d MB",
		idle, loaded, served.Load(), sentAway.Load(), (s.memory(t, "VmHWM")-s.idle)>>20)
	if loaded > 5*idle+maxMedian {
		t.Errorf("a light query took %v at p95, and %v without others", loaded, idle)
	}
	if served.Load() == 0 || sentAway.Load() == 0 {
		t.Error("heavy operations were not both served and refused")
	}
}

// p95 sends light queries one after the other, and returns the 95th percentile of their durations.
func (s *server) p95(t *testing.T, n int) time.Duration {
	t.Helper()
	times := make([]time.Duration, n)
	for i := range times {
		var err error
		if times[i], err = s.runLightQuery(); err != nil {
			t.Fatalf("a light query is answered with %v", err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	slices.Sort(times)
	return times[n*95/100]
}
