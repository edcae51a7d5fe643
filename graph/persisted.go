package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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
	named map[string]string // operations of views by name
	saved map[string]string // operations of views by hash
	sent  *lru.Cache[string, string]
}

func newPersisted(saved []*views.View) *persisted {
	p := &persisted{make(map[string]string), make(map[string]string),
		lru.New[string, string](MaxPersisted, MaxPersistedBytes)}
	for _, v := range saved {
		p.named[v.Name], p.saved[v.SHA256()] = v.Operation, v.Operation
	}
	return p
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
// and the hash), as in the draft of GraphQL over HTTP, or by extensions.persistedQuery, as in Apollo's automatic
// persisted queries.
func (p *persisted) resolve(q *request) error {
	extension, automatic := q.Extensions["persistedQuery"]
	switch {
	case q.documentID != "" && (q.Query != "" || automatic):
		return problemf(http.StatusBadRequest, "documentId names the whole operation: send no query with it")
	case q.documentID != "":
		return p.resolveDocument(q)
	case automatic:
		return p.resolveAutomatic(q, extension)
	case q.Query == "":
		return problemf(http.StatusBadRequest,
			`there is no query: send one, such as {"query": "{ dataset { version } }"}`)
	}
	return nil
}

func (p *persisted) resolveDocument(q *request) error {
	text, found := p.named[q.documentID]
	if hash, isHash := strings.CutPrefix(q.documentID, "sha256:"); isHash {
		text, found = p.find(strings.ToLower(hash))
	}
	if !found {
		return gqlerror.List{exec.Error(fmt.Sprintf("there is no document %.80q: send the name of a view, as /views "+
			"lists them, or the query itself", q.documentID), exec.BadInput)}
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
		return problemf(http.StatusBadRequest, `persistedQuery must be {"version": 1, "sha256Hash": "..."}`)
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
		return problemf(http.StatusBadRequest,
			"sha256Hash is not the hash of the query: send that of the very bytes of the query, in hexadecimal digits")
	}
	q.register = hash
	return nil
}
