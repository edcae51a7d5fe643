package curate

import "github.com/summitry/summitry/data/store"

// setDate sets the six columns of a date.
func (a *assembler) setDate(values map[string]any, prefix string, d *date) {
	u := a.uncertain(d)
	if u == nil {
		return
	}
	values[prefix+"_edtf"], values[prefix+"_basis"] = u.EDTF, string(u.Basis)
	values[prefix+"_earliest"], values[prefix+"_latest"] = (*string)(u.Earliest), (*string)(u.Latest)
	values[prefix+"_as_printed"], values[prefix+"_note"] = u.AsPrinted, u.Note
}

// uncertain converts a date and reports what is missing in it.
func (a *assembler) uncertain(d *date) *store.UncertainDate {
	if d == nil {
		return nil
	}
	days := a.days(d)
	basis := store.DateBasis(d.Basis.string)
	if basis != store.Stated && !d.Note.isPresent() {
		a.addProblem(d.EDTF.at, "a date with the basis %q needs a note: write what is printed and what was added",
			basis)
	}
	if basis == store.Stated && !d.AsPrinted.isPresent() {
		a.addProblem(d.EDTF.at,
			"a date with the basis STATED needs asPrinted: copy the words that state it, or write INFERRED or "+
				"EXTERNAL with a note")
	}
	u := &store.UncertainDate{EDTF: d.EDTF.string, Earliest: days.earliest, Latest: days.latest, Basis: basis}
	if d.AsPrinted.isPresent() {
		u.AsPrinted = &d.AsPrinted.string
	}
	if d.Note.isPresent() {
		u.Note = &d.Note.string
	}
	return u
}

func (a *assembler) days(d *date) interval {
	if d == nil {
		return interval{}
	}
	days, err := parseEDTF(d.EDTF.string)
	if err != nil {
		a.addProblem(d.EDTF.at, "%v", err)
	}
	return days
}
