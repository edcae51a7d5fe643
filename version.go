package main

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/summitry/summitry/data"
)

// A version says which program and which dataset answer, at /version and by -version.
type version struct {
	Version  string         `json:"version"`  // of the module; "(devel)" if it was built in its folder
	Revision string         `json:"revision"` // of the repository; "unknown" if it was built outside
	Modified bool           `json:"modified"` // the files differed from the revision
	Go       string         `json:"go"`
	Format   string         `json:"format"` // of the dataset files that this program reads
	Dataset  datasetVersion `json:"dataset"`
}

type datasetVersion struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// versionWith returns the version of this program with a dataset.
func versionWith(dataset *data.Dataset) version {
	v := version{
		Version: "unknown", Revision: "unknown", Format: data.Catalog.Format(),
		Dataset: datasetVersion{dataset.Version, dataset.SHA256},
	}
	build, found := debug.ReadBuildInfo()
	if !found {
		return v
	}
	v.Version, v.Go = build.Main.Version, build.GoVersion
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}

func (v version) print(to io.Writer) {
	modified := ""
	if v.Modified {
		modified = ", modified"
	}
	fmt.Fprintf(to, "summitry %s (revision %s%s, %s)\n", v.Version, v.Revision, modified, v.Go)
	fmt.Fprintf(to, "dataset %s (SHA-256 %s)\n", v.Dataset.Version, v.Dataset.SHA256)
	fmt.Fprintf(to, "reads dataset files of the format %s\n", v.Format)
}
