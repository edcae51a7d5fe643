package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"slices"
	"sync"

	"modernc.org/libc"
)

// The search index ranks records as the full-text index does, to the last bit of the scores, in less time. The table
// word has one row for each word of findable, with its postings: for each record that contains the word, the difference
// to the number of the record before it, the frequency (how often the word occurs, multiplied by the weights of the
// columns), the number of bytes of the places, and the places, also as differences. All numbers are varints. Records
// are numbered from 1 in the order of their ids. The only row of word_records has the difference of ids and the length
// in words of each.

// columnWeights are the weights of the columns of searchable in scores.
var columnWeights = [4]uint32{10, 5, 1, 2}

// A place is the position of a word in a column times nextPlace, plus the number of the column. So adding nextPlace
// gives the place of the next word.
const nextPlace = 4

// minPosting is the number of bytes of the shortest posting.
const minPosting = 4

var errPostings = errors.New("the dataset is damaged: its search index cannot be read")

// A wordIndexer collects the postings of all words while a dataset is compiled.
type wordIndexer struct {
	postings    map[string][]byte
	last        map[string]uint64 // the last record of each word, from 1
	wordRecords []byte            // the row of word_records
	count       uint64
	lastID      Key
}

// add adds a record with the words of its columns. Ids must rise.
func (w *wordIndexer) add(id Key, columns [4][]string) {
	places := map[string][]uint32{}
	length := 0
	for column, words := range columns {
		for position, word := range words {
			places[word] = append(places[word], uint32(position*nextPlace+column))
		}
		length += len(words)
	}
	w.wordRecords = binary.AppendUvarint(w.wordRecords, uint64(id-w.lastID))
	w.wordRecords = binary.AppendUvarint(w.wordRecords, uint64(length))
	w.lastID = id
	w.count++
	for word, at := range places {
		slices.Sort(at)
		var encoded []byte
		frequency, before := uint32(0), uint32(0)
		for _, place := range at {
			frequency += columnWeights[place%nextPlace]
			encoded = binary.AppendUvarint(encoded, uint64(place-before))
			before = place
		}
		to := binary.AppendUvarint(w.postings[word], w.count-w.last[word])
		to = binary.AppendUvarint(to, uint64(frequency))
		to = binary.AppendUvarint(to, uint64(len(encoded)))
		w.postings[word], w.last[word] = append(to, encoded...), w.count
	}
}

// searchRecords are the records that can be found, by their numbers.
type searchRecords struct {
	ids     []Key
	lengths []uint32
	average float64 // of the lengths

	frequencies sync.Pool // of *[]uint32 with a 0 for each record
}

// searchRecords reads word_records once.
func (s *Store) searchRecords(ctx context.Context) (*searchRecords, error) {
	if known := s.found.Load(); known != nil {
		return known, nil
	}
	all := &searchRecords{}
	total := uint64(0)
	err := s.each(ctx, "SELECT records FROM word_records", nil, func(rows *sql.Rows) error {
		var d decoder
		if err := rows.Scan((*sql.RawBytes)(&d.rest)); err != nil {
			return err
		}
		for id := Key(0); len(d.rest) > 0; {
			id += Key(d.number())
			length := d.number()
			total += length
			all.ids, all.lengths = append(all.ids, id), append(all.lengths, uint32(length))
		}
		return d.err
	})
	all.average = float64(total) / float64(len(all.ids))
	if err == nil {
		s.found.Store(all)
	}
	return all, err
}

// A decoder reads varints.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) number() uint64 {
	if len(d.rest) > 0 && d.rest[0] < 0x80 {
		n := d.rest[0]
		d.rest = d.rest[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.rest)
	if size <= 0 {
		d.rest, d.err = nil, errPostings
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// A posting is a record that contains a word or a phrase, with its frequency.
type posting struct{ record, frequency uint32 }

// A search evaluates one query. It holds at most 50 bytes for each record of the dataset: a hit, two postings, a
// frequency and the postings of one word as they are stored. For phrases it also holds 8 bytes for each place of two
// words.
type search struct {
	*searchRecords
	store *Store
	ctx   context.Context
}

// hits returns every record that contains all phrases of a query, by its number.
func (s *search) hits(w *textQuery) (hits []hit, err error) {
	for i, words := range w.phrases {
		open := w.prefix && i == len(w.phrases)-1
		whole, begun, err := s.phrase(words, open)
		if err != nil {
			return nil, err
		}
		matched := whole
		if open {
			matched = begun
		}
		if i == 0 {
			hits = make([]hit, len(matched))
			for k, p := range matched {
				hits[k].record = p.record
			}
		}
		hits = intersect(hits, matched)
		s.score(hits, whole)
		if open { // as FTS5 scores ("words" OR "words"*)
			s.score(hits, begun)
		}
	}
	return hits, nil
}

// intersect removes hits that are not among some postings.
func intersect(hits []hit, among []posting) []hit {
	k := 0
	return slices.DeleteFunc(hits, func(h hit) bool {
		for k < len(among) && among[k].record < h.record {
			k++
		}
		return k == len(among) || among[k].record != h.record
	})
}

// score adds to the scores of hits what the records of one phrase count, by the formula of FTS5's bm25. Conversions to
// float64 prevent fused operations, which round differently.
func (s *search) score(hits []hit, found []posting) {
	const k1, b = 1.2, 0.75
	n := float64(len(found))
	rarity := libc.Xlog(nil, (float64(len(s.ids))-n+0.5)/(n+0.5))
	if rarity <= 0 {
		rarity = 1e-6
	}
	k := 0
	for i, h := range hits {
		for k < len(found) && found[k].record < h.record {
			k++
		}
		if k < len(found) && found[k].record == h.record {
			frequency, length := float64(found[k].frequency), float64(s.lengths[h.record])
			saturation := float64(k1 * (1 - b + float64(b*length)/s.average))
			hits[i].score -= float64(rarity * (float64(frequency*(k1+1)) / (frequency + saturation)))
		}
	}
}

// phrase returns the records that contain the words of a phrase one after another. If open is true, begun are those
// where the last word may be the beginning of a word.
func (s *search) phrase(words []string, open bool) (whole, begun []posting, err error) {
	n := len(words) - 1
	last, until := words[n], words[n]
	if open {
		until += "\U0010ffff" // after all words that begin with it
	}
	if n == 0 {
		return s.word(last, until)
	}
	var places []uint64
	for i, word := range words[:n] {
		if places, err = s.following(places, i, word, word); err != nil || len(places) == 0 {
			return nil, nil, err
		}
	}
	exact, err := s.following(places, n, last, last)
	if err != nil || !open {
		return countPlaces(exact), nil, err
	}
	places, err = s.following(places, n, last, until)
	return countPlaces(exact), countPlaces(places), err
}

// word returns the records that contain a word, and those that contain one of the words from it to last.
func (s *search) word(word, last string) (whole, begun []posting, err error) {
	var all []uint32 // frequencies by record, if there are several words
	n := 0           // how many are not 0
	add := func(record, frequency uint32, _ []byte) {
		if all[record] == 0 {
			n++
		}
		all[record] += frequency
	}
	err = s.words(word, last, func(found string, postings []byte) error {
		if begun == nil {
			begun = make([]posting, 0, len(postings)/minPosting)
			err := s.each(postings, func(record, frequency uint32, _ []byte) {
				begun = append(begun, posting{record, frequency})
			})
			if found == word {
				whole = begun
			}
			return err
		}
		if all == nil {
			if used, found := s.frequencies.Get().(*[]uint32); found {
				all = *used
			} else {
				all = make([]uint32, len(s.ids))
			}
			for _, p := range begun {
				add(p.record, p.frequency, nil)
			}
		}
		return s.each(postings, add)
	})
	if all == nil || err != nil {
		return whole, begun, err
	}
	begun = make([]posting, 0, n)
	for record, frequency := range all {
		if frequency > 0 {
			begun = append(begun, posting{uint32(record), frequency})
		}
	}
	clear(all)
	s.frequencies.Put(&all)
	return whole, begun, nil
}

// following returns those of the places where a word from first to last follows as the n-th, and for n = 0 all places
// of these words. The upper half of a place is the record.
func (s *search) following(places []uint64, n int, first, last string) (kept []uint64, err error) {
	shift := uint64(n * nextPlace)
	err = s.words(first, last, func(_ string, postings []byte) error {
		k := 0
		return s.eachPlace(postings, func(at uint64) {
			for k < len(places) && places[k]+shift < at {
				k++
			}
			if n == 0 || k < len(places) && places[k]+shift == at {
				kept = append(kept, at-shift)
			}
		})
	})
	slices.Sort(kept)
	return kept, err
}

// countPlaces returns the postings of a phrase that begins at some places.
func countPlaces(places []uint64) (all []posting) {
	for _, at := range places {
		record, frequency := uint32(at>>32), columnWeights[at%nextPlace]
		if n := len(all) - 1; n >= 0 && all[n].record == record {
			all[n].frequency += frequency
		} else {
			all = append(all, posting{record, frequency})
		}
	}
	return all
}

// words calls list with each word from first to last, in order, and its postings, which are valid until it returns.
func (s *search) words(first, last string, list func(word string, postings []byte) error) error {
	const query = "SELECT word, postings FROM word WHERE word BETWEEN ? AND ? ORDER BY word"
	return s.store.each(s.ctx, query, []any{first, last}, func(rows *sql.Rows) error {
		var word, postings sql.RawBytes
		if err := rows.Scan(&word, &postings); err != nil {
			return err
		}
		if err := s.ctx.Err(); err != nil {
			return err
		}
		return list(string(word), postings)
	})
}

// each calls posting with each record in the postings of a word.
func (s *search) each(postings []byte, posting func(record, frequency uint32, places []byte)) error {
	d := decoder{rest: postings}
	for next := uint64(0); len(d.rest) > 0; {
		next += d.number()
		frequency := uint32(d.number())
		size := min(d.number(), uint64(len(d.rest)))
		places := d.rest[:size]
		d.rest = d.rest[size:]
		if d.err != nil || next == 0 || next > uint64(len(s.ids)) {
			return errPostings
		}
		posting(uint32(next-1), frequency, places)
	}
	return nil
}

// eachPlace calls place with each place of a word.
func (s *search) eachPlace(postings []byte, place func(at uint64)) error {
	var bad error
	err := s.each(postings, func(record, _ uint32, places []byte) {
		d := decoder{rest: places}
		for at := uint64(record) << 32; len(d.rest) > 0; {
			at += d.number()
			place(at)
		}
		bad = cmp.Or(bad, d.err)
	})
	return cmp.Or(err, bad)
}
