package curate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// A lock is the content of passages.lock: the places of all passages, and the texts in which they were found.
type lock struct {
	places []place
	sums   map[string]string // the SHA-256 of each document
}

// An edition is a line of the lock file that says to which text of a document the places belong.
type edition struct {
	Document string `json:"document"`
	SHA256   string `json:"sha256"`
}

// readLock parses the lock file, which has an edition or a place per line, as JSON.
func readLock(text []byte) (lock, error) {
	l := lock{sums: map[string]string{}}
	for i, line := range bytes.Split(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var p struct {
			place
			SHA256 string `json:"sha256"`
		}
		if err := json.Unmarshal(line, &p); err != nil {
			return lock{}, fmt.Errorf("line %d: %w", i+1, err)
		}
		if p.SHA256 != "" {
			l.sums[p.Document] = p.SHA256
			continue
		}
		if p.Start < 0 || p.Exact == "" {
			return lock{}, fmt.Errorf("line %d: start must be at least 0 and exact must not be empty, got %d and %q",
				i+1, p.Start, p.Exact)
		}
		l.places = append(l.places, p.place)
	}
	return l, nil
}

// newLock returns the content of the lock file: for each document its edition, and then the places that find returned,
// by position.
func (p *places) newLock() []byte {
	all := map[string][]place{}
	for l := range p.used {
		all[l.Document] = append(all[l.Document], l)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	write := func(line any) {
		if err := encoder.Encode(line); err != nil {
			panic(err) // strings and integers always encode
		}
	}
	for _, document := range slices.Sorted(maps.Keys(p.sums)) {
		write(edition{document, p.sums[document]})
		slices.SortFunc(all[document], func(a, b place) int {
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.end(), b.end()))
		})
		for _, l := range all[document] {
			write(l)
		}
	}
	return b.Bytes()
}

// A Move is a passage that stands at another place than when the dataset was last compiled, because its document was
// edited.
type Move struct {
	Document, Exact string
	From, To        int // its first character
}

func (m Move) String() string {
	return fmt.Sprintf("%s: %q moved from %d to %d", m.Document, firstRunes(m.Exact, 60), m.From, m.To)
}

// noteMove notes that a passage moved, if its document was edited since the places were locked and none of the locked
// ones with the same words is here. It notes the nearest one.
func (p *places) noteMove(found place) {
	sum, known := p.lock.sums[found.Document]
	if !known || sum == p.sums[found.Document] {
		return
	}
	from := -1
	for _, l := range p.lock.places {
		if l.Document == found.Document && l.Exact == found.Exact &&
			(from < 0 || abs(l.Start-found.Start) < abs(from-found.Start)) {
			from = l.Start
		}
	}
	move := Move{found.Document, found.Exact, from, found.Start}
	if from >= 0 && from != found.Start && !slices.Contains(p.moved, move) {
		p.moved = append(p.moved, move)
	}
}

func abs(n int) int { return max(n, -n) }

// moves reports the passages that moved.
func (p *places) moves() (problems Problems) {
	for _, m := range p.moved {
		problems.add("documents/"+m.Document+".yaml", at{}, "the passage %q moved from character %d to %d, because "+
			"the document was edited: check that it still supports the same facts, and compile with -reanchor to "+
			"accept all moves", firstRunes(m.Exact, 60), m.From, m.To)
	}
	return problems
}
