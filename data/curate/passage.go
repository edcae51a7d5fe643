package curate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// A place is where a document prints a passage, as the lock file keeps it. Positions are Unicode code points.
type place struct {
	Document string `json:"document"`
	Start    int    `json:"start"`
	Exact    string `json:"exact"`
	Prefix   string `json:"prefix"`
	Suffix   string `json:"suffix"`
}

func (p place) end() int { return p.Start + utf8.RuneCountInString(p.Exact) }

// contextLength is how much of the text around a passage is kept, in code points.
const contextLength = 32

// printings finds every place at which a text prints the words, overlapping ones included.
func printings(document, text, exact string) []place {
	var found []place
	for from := 0; exact != ""; {
		i := strings.Index(text[from:], exact)
		if i < 0 {
			break
		}
		i += from
		found = append(found, place{
			Document: document,
			Start:    utf8.RuneCountInString(text[:i]),
			Exact:    exact,
			Prefix:   lastRunes(text[:i], contextLength),
			Suffix:   firstRunes(text[i+len(exact):], contextLength),
		})
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
	return found
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// places knows where documents print passages: from their texts or, without them, from the lock file.
type places struct {
	texts  map[string]string // by slug of the document
	locked []place
	used   map[place]bool
}

// openPlaces makes ready to find passages: in the documents, each checked against its record, or in the lock file.
func openPlaces(r *recordFiles, documents fs.FS) (*places, Problems) {
	var problems Problems
	p := &places{used: map[place]bool{}}
	if documents == nil {
		locked, err := readLock(r.lock)
		if err != nil {
			problems.add(lockFile, at{}, "it cannot be read: %v: compile with the documents at hand", err)
		}
		p.locked = locked
		return p, problems
	}
	p.texts = make(map[string]string)
	for _, slug := range sorted(r.documents) {
		d := r.documents[slug]
		file := "documents/" + slug + ".yaml"
		content, err := fs.ReadFile(documents, d.File.string)
		if err != nil {
			problems.add(file, d.File.at, "the document %s is not among the documents: add it, or correct its name",
				d.File.string)
			continue
		}
		sum := sha256.Sum256(content)
		if found := hex.EncodeToString(sum[:]); found != d.SHA256.string {
			problems.add(file, d.SHA256.at,
				"the document's sha256 is %s: this is another text, whose passages must be found anew", found)
		}
		if n := utf8.RuneCount(content); n != d.Characters {
			problems.add(file, d.File.at, "the document has %d characters: write that", n)
		}
		p.texts[slug] = string(content)
	}
	return p, problems
}

// missing tells of a document that should be at hand and is not.
func (p *places) missing(document string) bool { return p.texts != nil && p.texts[document] == "" }

// find gives the one place at which a document prints the passage between its prefix and suffix.
func (p *places) find(document string, q passage) (place, error) {
	var candidates []place
	if p.texts != nil {
		candidates = printings(document, p.texts[document], q.Exact.string)
	} else {
		for _, l := range p.locked {
			if l.Document == document && l.Exact == q.Exact.string {
				candidates = append(candidates, l)
			}
		}
	}
	fitting := slices.DeleteFunc(slices.Clone(candidates), func(c place) bool {
		return !strings.HasSuffix(c.Prefix, q.Prefix.string) || !strings.HasPrefix(c.Suffix, q.Suffix.string)
	})
	switch {
	case len(fitting) == 1:
		p.used[fitting[0]] = true
		return fitting[0], nil
	case len(fitting) > 1:
		return place{},
			fmt.Errorf("the document %s prints this %d times: add a prefix or suffix that only one of these has:%s",
				document, len(fitting), listPlaces(fitting))
	case len(candidates) > 0:
		return place{},
			fmt.Errorf("the document %s prints this, but not between this prefix and suffix (%d characters of each "+
				"are compared): take those of one of these:%s", document, contextLength, listPlaces(candidates))
	case p.texts == nil:
		return place{},
			fmt.Errorf("no place is kept for this passage of the document %s: compile with the documents at hand",
				document)
	default:
		return place{},
			fmt.Errorf("the document %s does not print this: copy the passage from it, quotation marks and spaces "+
				"included", document)
	}
}

func listPlaces(candidates []place) string {
	var b strings.Builder
	for _, c := range candidates {
		fmt.Fprintf(&b, "\n    %d-%d: %q [passage] %q", c.Start, c.end(), c.Prefix, c.Suffix)
	}
	return b.String()
}

// readLock reads the lock file: one place a line, as JSON.
func readLock(text []byte) ([]place, error) {
	var all []place
	for i, line := range bytes.Split(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var p place
		if err := json.Unmarshal(line, &p); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if p.Start < 0 || p.Exact == "" {
			return nil, fmt.Errorf("line %d is the place of nothing", i+1)
		}
		all = append(all, p)
	}
	return all, nil
}

// lock writes the places that were used, in reading order.
func (p *places) lock() []byte {
	var all []place
	for l := range p.used {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.Start, b.Start), cmp.Compare(a.end(), b.end()))
	})
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, l := range all {
		if err := encoder.Encode(l); err != nil {
			panic(err) // strings and integers only
		}
	}
	return b.Bytes()
}
