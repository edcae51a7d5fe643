package curate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// A place is the position of a passage in a document, in Unicode code points. It is a line of the lock file.
type place struct {
	Document string `json:"document"`
	Start    int    `json:"start"`
	Exact    string `json:"exact"`
	Prefix   string `json:"prefix"`
	Suffix   string `json:"suffix"`
}

func (p place) end() int { return p.Start + utf8.RuneCountInString(p.Exact) }

// contextLength is the number of code points before and after a passage that are compared.
const contextLength = 32

// printings returns every place at which a text contains the words, including overlapping ones.
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

// places finds passages, in the texts of the documents or in the lock file.
type places struct {
	texts map[string]string // by slug of the document; nil to use the lock file
	sums  map[string]string // the SHA-256 of each document: of its text, or, without texts, of its record
	lock  lock
	used  map[place]bool
	moved []Move
}

// openPlaces reads the documents and checks each against its record. If documents is nil, it only reads the lock file
// and checks that it belongs to the documents of the records.
func openPlaces(r *recordFiles, documents fs.FS) (*places, Problems) {
	var problems Problems
	p := &places{used: map[place]bool{}, sums: map[string]string{}}
	locked, err := readLock(r.lock)
	if err != nil {
		problems.add(lockFile, at{}, "cannot be read: %v: remove the file, and compile again with the documents", err)
	}
	p.lock = locked
	if documents != nil {
		p.texts = make(map[string]string)
	}
	for _, slug := range sorted(r.documents) {
		file, d := "documents/"+slug+".yaml", r.documents[slug]
		p.sums[slug] = d.SHA256.string
		if documents != nil {
			p.read(documents, slug, d, func(at at, format string, args ...any) {
				problems.add(file, at, format, args...)
			})
		} else if sum, known := p.lock.sums[slug]; known && sum != d.SHA256.string {
			problems.add(file, d.SHA256.at, "sha256 must be that of the text whose passages passages.lock has, %s, "+
				"got %q: compile again with the documents", sum, d.SHA256.string)
		}
	}
	return p, problems
}

// read reads the text of a document and checks it against its record.
func (p *places) read(documents fs.FS, slug string, d *documentFile, addProblem func(at, string, ...any)) {
	content, err := fs.ReadFile(documents, d.File.string)
	if err != nil {
		addProblem(d.File.at, "file must be the name of a file in the folder of documents, got %q: add "+
			"the file, or correct the name", d.File.string)
		return
	}
	sum := sha256.Sum256(content)
	p.sums[slug] = hex.EncodeToString(sum[:])
	if p.sums[slug] != d.SHA256.string {
		addProblem(d.SHA256.at,
			"sha256 must be that of the file, %s, got %q: the text has changed, so check all of its passages",
			p.sums[slug], d.SHA256.string)
	}
	if n := utf8.RuneCount(content); n != d.Characters {
		addProblem(d.File.at, "characters must be the length of the file, %d, got %d", n, d.Characters)
	}
	p.texts[slug] = string(content)
}

// missing reports whether the document should have been read but was not found.
func (p *places) missing(document string) bool { return p.texts != nil && p.texts[document] == "" }

// find returns the only place at which the document contains the passage between its prefix and suffix. The place has
// the shortest prefix and suffix that tell it from others with the same words. The record must contain these too, since
// the lock file has no others.
func (p *places) find(document string, q passage) (place, error) {
	shown := firstRunes(q.Exact.string, 60)
	if p.texts == nil {
		i := slices.IndexFunc(p.lock.places, func(l place) bool {
			return l.Document == document && l.Exact == q.Exact.string && l.contextIn(q)
		})
		if i < 0 {
			return place{},
				fmt.Errorf("passages.lock does not have the passage %q of the document %s with this prefix and "+
					"suffix: compile again with the documents", shown, document)
		}
		p.used[p.lock.places[i]] = true
		return p.lock.places[i], nil
	}
	candidates := printings(document, p.texts[document], q.Exact.string)
	fitting := slices.DeleteFunc(slices.Clone(candidates), func(c place) bool {
		return !strings.HasSuffix(c.Prefix, q.Prefix.string) || !strings.HasPrefix(c.Suffix, q.Suffix.string)
	})
	switch {
	case len(fitting) == 1:
		found := fitting[0].shorten(candidates)
		if !found.contextIn(q) {
			return place{},
				fmt.Errorf("the document %s contains %q %d times: write the shortest prefix and suffix that tell this "+
					"one apart, prefix %q and suffix %q, or longer ones that contain them", document, shown,
					len(candidates), found.Prefix, found.Suffix)
		}
		p.used[found] = true
		p.noteMove(found)
		return found, nil
	case len(fitting) > 1:
		return place{},
			fmt.Errorf("the document %s contains %q %d times: add a prefix or suffix that fits only one of these:%s",
				document, shown, len(fitting), listPlaces(fitting))
	case len(candidates) > 0:
		return place{},
			fmt.Errorf("the document %s contains %q, but not with this prefix and suffix (at most %d characters of "+
				"each are compared): copy them from one of these:%s", document, shown, contextLength,
				listPlaces(candidates))
	default:
		return place{},
			fmt.Errorf("the document %s does not contain %q: copy the passage from the document, including "+
				"quotation marks and spaces%s", document, shown, p.nearest(document, q.Exact.string))
	}
}

// contextIn reports whether the prefix and suffix of a record contain those of the place.
func (p place) contextIn(q passage) bool {
	return strings.HasSuffix(q.Prefix.string, p.Prefix) && strings.HasPrefix(q.Suffix.string, p.Suffix)
}

// shorten returns the place with the shortest prefix and suffix that together tell it from the others, which have the
// same words. Of equally short ones it takes the longest prefix. Both are empty if there are no others.
func (p place) shorten(all []place) place {
	others := slices.DeleteFunc(slices.Clone(all), func(o place) bool { return o.Start == p.Start })
	for length := range 2*contextLength + 1 {
		for prefix := min(length, contextLength); prefix >= max(0, length-contextLength); prefix-- {
			short := p
			short.Prefix, short.Suffix = lastRunes(p.Prefix, prefix), firstRunes(p.Suffix, length-prefix)
			if !slices.ContainsFunc(others, func(o place) bool {
				return strings.HasSuffix(o.Prefix, short.Prefix) && strings.HasPrefix(o.Suffix, short.Suffix)
			}) {
				return short
			}
		}
	}
	return p
}

func listPlaces(candidates []place) string {
	var b strings.Builder
	for _, c := range candidates {
		fmt.Fprintf(&b, "\n    %d-%d: %q [passage] %q", c.Start, c.end(), c.Prefix, c.Suffix)
	}
	return b.String()
}
