package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/summitry/summitry/data/curate"
)

func printFingerprint(folder string) error {
	f, err := curate.NewFingerprint(os.DirFS(folder))
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	fmt.Print(f)
	return nil
}

// fingerprint reads a fingerprint from a file, or makes it of a folder of records.
func fingerprint(name string) (f curate.Fingerprint, err error) {
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

func diff(before, after string) ([]curate.Difference, error) {
	was, err := fingerprint(before)
	if err != nil {
		return nil, err
	}
	now, err := fingerprint(after)
	if err != nil {
		return nil, err
	}
	return curate.Diff(was, now), nil
}

// renewChanges writes the entries of the version in dataset.yaml. before names what the version before it had.
func renewChanges(before string) error {
	differences, err := diff(before, recordsFolder)
	if err != nil {
		return err
	}
	version, err := curate.Version(os.DirFS(recordsFolder))
	if err != nil {
		return err
	}
	file := filepath.Join(recordsFolder, "changes.yaml")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	renewed, err := curate.RenewChanges(text, version, time.Now().Format(time.DateOnly), differences)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, renewed, 0o644)
}
