package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/summitry/summitry/graph/exec"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/lru"
	"github.com/summitry/summitry/views"
)

// Limits on the operations that clients register.
const (
	MaxPersisted      = 1000    // operations
	MaxPersistedBytes = 4 << 20 // bytes of their texts
)

// persisted holds operations by the SHA-256 of their text, in lower-case hexadecimal digits: those of all views, and
// those that clients registered until others evict them.
type persisted struct {
	named map[string]*views.View
	saved map[string]string // operations of views by hash
	sent  *lru.Cache[string, string]
}

func newPersisted(saved []*views.View) *persisted {
	none := persisted{sent: lru.New[string, string](MaxPersisted, MaxPersistedBytes)}
	return none.with(saved)
}

// with returns the operations of some views and those that clients registered with p or will register.
func (p *persisted) with(saved []*views.View) *persisted {
	next := &persisted{make(map[string]*views.View), make(map[string]string), p.sent}
	for _, v := range saved {
		next.named[v.Name], next.saved[v.SHA256()] = v, v.Operation
	}
	return next
}

// find returns the text of an operation by its hash.
func (p *persisted) find(hash string) (text string, found bool) {
	if text, found = p.saved[hash]; found {
		return text, true
	}
	return p.sent.Get(hash)
}

// put registers a text by its hash. An empty hash registers nothing.
func (p *persisted) put(hash, text string) {
	if hash != "" && p.saved[hash] == "" {
		p.sent.Put(hash, text, len(text))
	}
}

// resolve sets the query of a request that names a persisted operation: by documentId (the name of a view, or sha256:
// and the hash), as in the working group's proposal for persisted operations, or by extensions.persistedQuery, as in
// Apollo's automatic persisted queries.
func (p *persisted) resolve(q *request) error {
	extension, automatic := q.Extensions["persistedQuery"]
	switch {
	case q.documentID != "" && (q.Query != "" || automatic):
		return problemf(
			http.StatusUnprocessableEntity,
			"documentId must be sent without query and persistedQuery: send one of them",
		)
	case q.documentID != "":
		return p.resolveDocument(q)
	case automatic:
		return p.resolveAutomatic(q, extension)
	case q.Query == "":
		return problemf(http.StatusUnprocessableEntity,
			`query is missing: send one, such as {"query": "{ dataset { version } }"}`)
	}
	return nil
}

func (p *persisted) resolveDocument(q *request) error {
	if view := p.named[q.documentID]; view != nil {
		q.Query = view.Operation
		if q.Variables == nil {
			q.Variables = map[string]any{}
		}
		view.FillIn(q.Variables)
		return nil
	}
	text, found := "", false
	if hash, isHash := strings.CutPrefix(q.documentID, "sha256:"); isHash {
		text, found = p.find(strings.ToLower(hash))
	}
	if !found {
		const message = "Unknown documentId %.60q: send the name of a view, as listed at /views, or the query"
		return problemf(http.StatusNotFound, message, q.documentID)
	}
	q.Query = text
	return nil
}

func (p *persisted) resolveAutomatic(q *request, extension any) error {
	fields, _ := extension.(map[string]any)
	version, _ := fields["version"].(json.Number)
	hash, _ := fields["sha256Hash"].(string)
	hash = strings.ToLower(hash)
	if v, err := version.Float64(); err != nil || v != 1 || hash == "" {
		sent, _ := json.Marshal(extension)
		return problemf(
			http.StatusUnprocessableEntity,
			`persistedQuery must be {"version": 1, "sha256Hash": "..."}, got %.60s`,
			sent,
		)
	}
	if q.Query == "" {
		text, found := p.find(hash)
		if !found {
			return gqlerror.List{exec.Error("PersistedQueryNotFound",
				persistedNotFound)} // the message that Apollo's clients expect
		}
		q.Query = text
		return nil
	}
	if sum := sha256.Sum256([]byte(q.Query)); hex.EncodeToString(sum[:]) != hash {
		return problemf(http.StatusUnprocessableEntity,
			"sha256Hash must be the SHA-256 of the bytes of the query, in hexadecimal digits, got %.64q", hash)
	}
	q.register = hash
	return nil
}
