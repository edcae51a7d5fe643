package curate

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/summitry/summitry/data"
)

// A Verification says whether a document is the one that a dataset cites.
type Verification struct {
	File     string // the name of the document's file
	Missing  bool   // there is no such file
	Same     bool   // it has the SHA-256 of the document that was cited
	Passages int    // the citations of the document
	Moved    []Move // the passages that stand elsewhere
	Absent   []Move // the passages that the document does not contain; To is -1
}

// OK reports whether the document is the one that was cited, with every passage in its place.
func (v Verification) OK() bool { return v.Same && len(v.Moved)+len(v.Absent) == 0 }

// String returns the result in words, with a line for each passage that is not in its place.
func (v Verification) String() string {
	switch {
	case v.Missing:
		return v.File + ": missing"
	case v.OK():
		return fmt.Sprintf("%s: the document that was cited; all %d passages are in their places", v.File, v.Passages)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: differs from the document that was cited (other SHA-256)", v.File)
	if v.Same {
		b.Reset()
		fmt.Fprintf(&b, "%s: the document that was cited, but the dataset does not fit it", v.File)
	}
	inPlace := v.Passages - len(v.Moved) - len(v.Absent)
	fmt.Fprintf(&b, "; %d of %d passages are in their places", inPlace, v.Passages)
	for _, m := range v.Moved {
		fmt.Fprintf(&b, "\n    %d: %q stands at %d", m.From, firstRunes(m.Exact, 60), m.To)
	}
	for _, m := range v.Absent {
		fmt.Fprintf(&b, "\n    %d: %q is not in the document", m.From, firstRunes(m.Exact, 60))
	}
	return b.String()
}

// Verify compares the documents in a folder with those that a dataset file cites, in the order of their files' names.
func Verify(ctx context.Context, files fs.FS, name string, documents fs.FS) (all []Verification, err error) {
	db, err := data.Catalog.Open(ctx, files, name)
	if err != nil {
		return nil, fmt.Errorf("%s must be a dataset file: %w", name, err)
	}
	defer func() { err = cmp.Or(err, db.Close()) }()
	cited, err := passagesIn(ctx, db)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT slug, file_name, sha256 FROM document ORDER BY file_name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var slug, file, sum string
		if err := rows.Scan(&slug, &file, &sum); err != nil {
			return nil, err
		}
		v, err := verifyDocument(documents, file, sum, cited[slug])
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// passagesIn returns the passages of a dataset by document, each once, in reading order.
func passagesIn(ctx context.Context, db *sql.DB) (map[string][]place, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT DISTINCT document.slug, start, exact
		FROM citation JOIN document ON document.id = document_id
		ORDER BY 1, 2, 3`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]place{}
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.Document, &p.Start, &p.Exact); err != nil {
			return nil, err
		}
		all[p.Document] = append(all[p.Document], p)
	}
	return all, rows.Err()
}

func verifyDocument(documents fs.FS, file, sum string, passages []place) (Verification, error) {
	v := Verification{File: file, Passages: len(passages)}
	content, err := fs.ReadFile(documents, file)
	if v.Missing = errors.Is(err, fs.ErrNotExist); v.Missing {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	found := sha256.Sum256(content)
	v.Same = hex.EncodeToString(found[:]) == sum
	text := []rune(string(content))
	for _, p := range passages {
		if p.Start >= 0 && p.end() <= len(text) && string(text[p.Start:p.end()]) == p.Exact {
			continue
		}
		move := Move{p.Document, p.Exact, p.Start, -1}
		for _, now := range printings(p.Document, string(content), p.Exact) {
			if move.To < 0 || abs(now.Start-p.Start) < abs(move.To-p.Start) {
				move.To = now.Start
			}
		}
		if move.To < 0 {
			v.Absent = append(v.Absent, move)
		} else {
			v.Moved = append(v.Moved, move)
		}
	}
	return v, nil
}
