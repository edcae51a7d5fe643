package curate

import "strings"

// A discrepancy is a field whose claims cannot all be true. Change over time is none.
type discrepancyFile struct {
	// The record: its folder and slug, such as organizations/sco.
	Subject scalar `yaml:"subject" jsonschema:"required"`
	// The field, such as founders.
	Property scalar `yaml:"property" jsonschema:"required"`
	// In what way the claims exclude each other.
	Note scalar `yaml:"note" jsonschema:"required"`
}

func (a *assembler) discrepancy(slug string, d *discrepancyFile) {
	a.startRecord("discrepancies", slug)
	folder, of, _ := strings.Cut(d.Subject.string, "/")
	subjects := map[string]map[string]int64{"organizations": a.agents, "countries": a.agents, "people": a.agents,
		"events": a.events}
	name := scalar{of, d.Subject.at}
	subject := "agent"
	if folder == "events" {
		subject = "event"
	}
	if subjects[folder] == nil {
		a.addProblem(d.Subject.at, "%q names no record: write its folder and slug, such as organizations/sco",
			d.Subject.string)
		return
	}
	id := a.id()
	about := a.refer("record", subjects[folder], name)
	a.names("discrepancy", id, scalar{string: slug})
	a.insert("discrepancy", map[string]any{"id": id, "slug": slug, "subject": subject, "subject_id": about,
		"property": d.Property.string, "note": d.Note.string})
	rivals := a.count("claim", func(v map[string]any) bool {
		return v["subject_id"] == about &&
			v["property"] == d.Property.string
	})
	if rivals < 2 {
		a.addProblem(
			d.Property.at,
			"%s has %d claim: a disagreement is between two at least",
			d.Property.string,
			rivals,
		)
	}
}
