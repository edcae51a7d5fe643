package graph_test

import (
	"context"
	"log/slog"
	"os"
	"regexp"
	"sync"
	"testing"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/graph/generate"
)

// reasons collects why plans give up.
type reasons struct {
	mu    sync.Mutex
	count map[string]int
}

func (*reasons) Enabled(context.Context, slog.Level) bool { return true }
func (r *reasons) WithAttrs([]slog.Attr) slog.Handler     { return r }
func (r *reasons) WithGroup(string) slog.Handler          { return r }

var particular = regexp.MustCompile(`"[^"]*"|\d+`)

func (r *reasons) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "why" {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.count[particular.ReplaceAllString(a.Value.String(), "…")]++
		}
		return true
	})
	return nil
}

func TestDebug(t *testing.T) {
	db, err := data.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	why := &reasons{count: map[string]int{}}
	api, err := graph.New(t.Context(), data.NewStore(db), slog.New(why))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`{ statements(first: 50) { nodes { slug kind text saidOn { edtf basis } speakers { namedAs agent { name } } occasion { name organization { name } } } } }`,
		`{ search(query: "xi", first: 20) { nodes { id ... on Statement { text } ... on Agent { name } ... on Event { name } } } }`,
	} {
		_, w := posted(api, generate.Operation{Query: q})
		t.Log(w[:min(len(w), 500)], why.count)
	}
}
