package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/curate"
)

// fingerprints names the folder of the fingerprints of finished versions.
func (c command) fingerprints() string {
	if c.isProject() {
		return "data/curate/testdata"
	}
	return c.beside("fingerprints")
}

func (c command) fingerprint() error {
	folder := c.recordsFolder
	if len(c.words) == 1 {
		folder = c.words[0]
	}
	f, err := curate.NewFingerprint(os.DirFS(folder))
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	return c.printText(fmt.Sprint(f), nil)
}

// readFingerprint reads a fingerprint from a file, or makes it of a folder of records.
func readFingerprint(name string) (f curate.Fingerprint, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		f, err = curate.NewFingerprint(os.DirFS(name))
	} else {
		var text []byte
		if text, err = os.ReadFile(name); err == nil {
			f, err = curate.ParseFingerprint(string(text))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// diff proposes entries of changes.yaml, or renews that file.
func (c command) diff() error {
	version, err := curate.Version(os.DirFS(c.recordsFolder))
	if err != nil {
		return err
	}
	before, after := "", c.recordsFolder
	if len(c.words) > 0 {
		before = c.words[0]
	}
	if len(c.words) == 2 {
		after = c.words[1]
	}
	if before == "" {
		if before, err = c.lastFingerprint(version); err != nil {
			return err
		}
	}
	was, err := readFingerprint(before)
	if err != nil {
		return err
	}
	now, err := readFingerprint(after)
	if err != nil {
		return err
	}
	differences := curate.Diff(was, now)
	if c.isRenewal {
		return c.renewChanges(version, differences)
	}
	return c.printText(curate.Propose(differences), nil)
}

// lastFingerprint names the fingerprint of the version before a version.
func (c command) lastFingerprint(version string) (last string, err error) {
	names, err := filepath.Glob(c.fingerprints() + "/*.fingerprint")
	if err != nil {
		return "", err
	}
	versionOf := func(name string) string { return strings.TrimSuffix(filepath.Base(name), ".fingerprint") }
	for _, name := range names {
		older := data.CompareVersions(versionOf(name), version) < 0
		if older && (last == "" || data.CompareVersions(versionOf(name), versionOf(last)) > 0) {
			last = name
		}
	}
	if last == "" {
		return "", fmt.Errorf("%s has no fingerprint of a version before %s: name a fingerprint or a folder of records",
			c.fingerprints(), version)
	}
	return last, nil
}

// renewChanges writes the entries of a version.
func (c command) renewChanges(version string, differences []curate.Difference) error {
	file := filepath.Join(c.recordsFolder, "changes.yaml")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	today := time.Now().Format(time.DateOnly)
	renewed, err := curate.RenewChanges(text, version, today, c.note, differences)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, renewed, 0o644)
}
