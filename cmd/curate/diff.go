package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/curate"
)

// fingerprintsFolder has the fingerprints of finished versions.
const fingerprintsFolder = "data/curate/testdata"

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

// diff proposes entries of changes.yaml, or renews that file.
func diff(args []string) error {
	flags := flag.NewFlagSet("diff", flag.ContinueOnError)
	update := flags.Bool("update", false, "renew the newest version in "+recordsFolder+"/changes.yaml")
	note := flags.String("note", "", "note of new entries")
	flags.SetOutput(io.Discard) // main prints the error
	if err := flags.Parse(args); err != nil || flags.NArg() > 2 {
		return fmt.Errorf("%w\n%s", cmp.Or(err, errors.New("diff takes two fingerprints or folders at most")), usage)
	}
	version, err := curate.Version(os.DirFS(recordsFolder))
	if err != nil {
		return err
	}
	before, after := flags.Arg(0), cmp.Or(flags.Arg(1), recordsFolder)
	if before == "" {
		if before, err = lastFingerprint(version); err != nil {
			return err
		}
	}
	was, err := fingerprint(before)
	if err != nil {
		return err
	}
	now, err := fingerprint(after)
	if err != nil {
		return err
	}
	differences := curate.Diff(was, now)
	if *update {
		return renewChanges(version, *note, differences)
	}
	fmt.Print(curate.Propose(differences))
	return nil
}

// lastFingerprint names the fingerprint of the version before a version.
func lastFingerprint(version string) (last string, err error) {
	names, err := filepath.Glob(fingerprintsFolder + "/*.fingerprint")
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
			fingerprintsFolder, version)
	}
	return last, nil
}

// renewChanges writes the entries of a version.
func renewChanges(version, note string, differences []curate.Difference) error {
	file := filepath.Join(recordsFolder, "changes.yaml")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	today := time.Now().Format(time.DateOnly)
	renewed, err := curate.RenewChanges(text, version, today, note, differences)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, renewed, 0o644)
}
