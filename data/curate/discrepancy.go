package curate

import "strings"

// A discrepancy is a field whose claims cannot all be true. A value that changed over time is not a discrepancy.
type discrepancyFile struct {
	// The folder and the slug of the record, for example organizations/example-union.
	Subject scalar `yaml:"subject" jsonschema:"required"`
	// The field, for example founders.
	Property scalar `yaml:"property" jsonschema:"required"`
	// Why the claims cannot all be true, for example: One article names two founders, another six.
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
		a.addProblem(d.Subject.at, "subject must be the folder and slug of an organization, a country, a person or an "+
			"event, such as organizations/example-union, got %q", d.Subject.string)
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
		a.addProblem(d.Property.at, "a discrepancy needs at least two claims, got %d for %s: add the claims to "+
			"the record", rivals, d.Property.string)
	}
}
