package curate

import (
	"fmt"
	"slices"
	"strings"
)

// says sets what the passages of a claim, or of an item of a list, support: its value in words. Slugs are replaced by
// the names of their records.
func (a *assembler) says(of supported, value string) {
	if isSlug.MatchString(value) {
		value = a.nameInRecords(value)
	}
	for _, q := range a.supporting[of] {
		a.citationRows[q.id]["supports"] = value
	}
}

// nameInRecords returns the name of the record with a slug, or the slug if there is none.
func (a *assembler) nameInRecords(slug string) string {
	name := a.nameOf(slug)
	if p := a.input.people[slug]; p != nil {
		name = bestText(p.Name)
	}
	if e := a.input.events[slug]; e != nil {
		name = bestText(e.Name)
	}
	if name == "" {
		return slug
	}
	return name
}

// participation returns what a passage of a participant supports: the participant and the role.
func (a *assembler) participation(p participantRecord) string {
	who := p.NamedAs.string
	if p.Agent.isPresent() {
		who = a.nameInRecords(p.Agent.string)
	}
	return fmt.Sprintf("%s (%s)", who, p.Role.string)
}

// sayPosition sets what the passages of a position support: the title, and the days for which they attest it.
func (a *assembler) sayPosition(of supported, p positionRecord) {
	all := a.supporting[of]
	a.says(of, p.Title.string)
	for _, q := range all {
		var days []string
		for _, d := range p.Attested {
			if slices.Contains(passagesOfDate(d, p, all), q.id) {
				days = append(days, d.EDTF.string)
			}
		}
		if len(days) > 0 {
			a.citationRows[q.id]["supports"] = p.Title.string + ": " + strings.Join(days, ", ")
		}
	}
}
