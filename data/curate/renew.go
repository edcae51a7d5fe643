package curate

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/summitry/summitry/data"
)

// changesHeader begins changes.yaml when RenewChanges writes it.
const changesHeader = `# What each version of the dataset changed, the newest version first. See FORMAT.md.
# "curate diff -update" renews the newest version; it keeps notes, but no other comments.
`

// RenewChanges returns changes.yaml with one entry for each difference in the given version. Entries whose records do
// not differ are dropped. Entries that remain keep their notes, and CORRECTED stays where the record has changed. New
// entries have the given note, in a group for each folder and kind. A version that is not listed is added with the day
// released.
func RenewChanges(text []byte, version, released, note string, differences []Difference) ([]byte, error) {
	var file changesFile
	if err := yaml.Load(text, &file, yaml.WithKnownFields()); err != nil && len(bytes.TrimSpace(text)) > 0 {
		return nil, err
	}
	at := slices.IndexFunc(file, func(v versionChanges) bool { return v.Version.string == version })
	if at < 0 {
		file = slices.Insert(file, 0, versionChanges{
			Version: scalar{string: version}, Released: scalar{string: released},
		})
		at = 0
	}
	file[at].Changes = renewGroups(file[at].Changes, note, differences)
	var b bytes.Buffer
	b.WriteString(changesHeader)
	dumper, err := yaml.NewDumper(&b, yaml.WithIndent(2), yaml.WithLineWidth(100))
	if err != nil {
		return nil, err
	}
	if err := dumper.Dump(file); err != nil {
		return nil, err
	}
	return b.Bytes(), dumper.Close()
}

// renewGroups returns groups for the differences: first those that were there, in their order.
func renewGroups(groups []changeGroup, note string, differences []Difference) []changeGroup {
	renewed := make([]changeGroup, 0, len(groups)+1)
	for _, g := range groups {
		renewed = append(renewed, changeGroup{Kind: g.Kind, Note: g.Note})
	}
	for _, d := range differences {
		was := slices.IndexFunc(groups, func(g changeGroup) bool { return g.has(d.Record) })
		fits := func(g changeGroup) bool {
			if was < 0 {
				return g.Note.string == note && g.Kind.string == string(d.Kind) && g.ofFolder(d.Record)
			}
			return g.Kind.string == string(d.Kind) && g.Note.string == groups[was].Note.string
		}
		to := was
		if was < 0 || !d.allows(groups[was].Kind.string) {
			to = slices.IndexFunc(renewed, fits)
		}
		if to < 0 {
			to = len(renewed)
			g := changeGroup{Kind: scalar{string: string(d.Kind)}, Note: scalar{string: note}}
			if was >= 0 {
				g.Note = groups[was].Note
			}
			renewed = append(renewed, g)
		}
		renewed[to].RecordNames = append(renewed[to].RecordNames, scalar{string: d.Record})
	}
	return slices.DeleteFunc(renewed, func(g changeGroup) bool { return len(g.RecordNames) == 0 })
}

// allows reports whether an entry of a kind may stand for the difference.
func (d Difference) allows(kind string) bool {
	return kind == string(d.Kind) || kind == string(data.RecordCorrected) && d.Kind == data.RecordChanged
}

func (g changeGroup) has(record string) bool {
	return slices.ContainsFunc(g.RecordNames, func(r scalar) bool { return r.string == record })
}

// ofFolder reports whether the records of the group are in the folder of another one.
func (g changeGroup) ofFolder(record string) bool {
	folder, _, _ := strings.Cut(record, "/")
	return len(g.RecordNames) > 0 && strings.HasPrefix(g.RecordNames[0].string, folder+"/")
}
