package curate

import "go.yaml.in/yaml/v4"

// Each kind of records has a type for its files, in the file of its entity. A field's yaml tag is its key, and its
// comment tells curators what it is for. The tags jsonschema ("required") and enum (the possible values) say what it
// must be. The linter, the schemas for editors and the list of keys are made from these.

// recordFiles holds the content of the record files, by slug.
type recordFiles struct {
	dataset       datasetFile
	documents     map[string]*documentFile
	organizations map[string]*organizationFile
	countries     map[string]*countryFile
	people        map[string]*personFile
	events        map[string]*eventFile
	memberships   map[string]*membershipFile
	statements    map[string]*statementFile // by the slug of the document
	topics        map[string]*topicFile
	discrepancies map[string]*discrepancyFile
	annotations   map[string]*annotationFile

	lock       []byte          // the places of all passages
	unreadable map[string]bool // files that are no YAML
}

// recordKinds are the folders of record files, in the order in which their records become rows.
var recordKinds = []recordKind{
	kindOf("countries", func(r *recordFiles) *map[string]*countryFile { return &r.countries },
		bySlug((*assembler).country)),
	kindOf("organizations", func(r *recordFiles) *map[string]*organizationFile { return &r.organizations },
		bySlug((*assembler).organization)),
	kindOf("people", func(r *recordFiles) *map[string]*personFile { return &r.people },
		bySlug((*assembler).person)),
	kindOf("topics", func(r *recordFiles) *map[string]*topicFile { return &r.topics },
		bySlug((*assembler).topic)),
	kindOf("memberships", func(r *recordFiles) *map[string]*membershipFile { return &r.memberships },
		bySlug((*assembler).membership)),
	kindOf("events", func(r *recordFiles) *map[string]*eventFile { return &r.events },
		bySlug((*assembler).event)),
	kindOf("statements", func(r *recordFiles) *map[string]*statementFile { return &r.statements },
		(*assembler).statementFiles),
	kindOf("annotations", func(r *recordFiles) *map[string]*annotationFile { return &r.annotations },
		bySlug((*assembler).annotation)),
	kindOf("discrepancies", func(r *recordFiles) *map[string]*discrepancyFile { return &r.discrepancies },
		bySlug((*assembler).discrepancy)),
	// Documents come last, when it is known what is cited of them.
	kindOf("documents", func(r *recordFiles) *map[string]*documentFile { return &r.documents },
		(*assembler).documentFiles),
}

// at is a place in a record file, lines and columns from 1.
type at struct{ line, column int }

// A scalar is a value as it is written, with its place in the file for error messages.
type scalar struct {
	string
	at
}

func (w *scalar) UnmarshalYAML(n *yaml.Node) error {
	w.at = at{n.Line, n.Column}
	if n.Kind != yaml.ScalarNode {
		return n.Decode(&w.string) // says what it is instead
	}
	w.string = n.Value
	return nil
}

// isPresent reports whether the file has the scalar.
func (w scalar) isPresent() bool { return w.line > 0 }

// A passage is the curator's part of a citation: which words of which document bear a fact out. The compiler finds the
// place.
type passage struct {
	// The slug of the document. In statements it is the file's.
	Document scalar `yaml:"document"`
	// The words, copied from the document to the letter: quotation marks, dashes, spaces.
	Exact scalar `yaml:"exact" jsonschema:"required"`
	// What stands right before them, 32 characters at most, where they are printed more than once.
	Prefix scalar `yaml:"prefix"`
	// What stands right after them, 32 characters at most, where they are printed more than once.
	Suffix scalar `yaml:"suffix"`
	// The one field that the passage supports, if it does not support the record or item as a whole.
	Property scalar `yaml:"property"`
}

// A claim is one value that documents give to a field.
type claim[T any] struct {
	// The value.
	Value T `yaml:"value" jsonschema:"required"`
	// How it stands against the other claims of the field; NORMAL if absent. Where values differ, one is PREFERRED.
	Rank scalar `yaml:"rank" enum:"PREFERRED NORMAL DEPRECATED"`
	// Why it has its rank, or how the value follows from what is printed.
	Reason scalar `yaml:"reason"`
	// The passages that give this value.
	Cite []passage `yaml:"cite" jsonschema:"required"`
	at
}

func (c *claim[T]) UnmarshalYAML(n *yaml.Node) error {
	type plain claim[T]
	err := n.Load((*plain)(c), yaml.WithKnownFields())
	c.at = at{n.Line, n.Column}
	return err
}

// claims are all values that documents give to a field. One alone is written without a list.
type claims[T any] []claim[T]

func (c *claims[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Load((*[]claim[T])(c), yaml.WithKnownFields())
	}
	*c = make(claims[T], 1)
	return n.Load(&(*c)[0], yaml.WithKnownFields())
}

// A date is a date as far as it is known.
type date struct {
	// In EDTF: 2023-07-04, 2023-07, 2023, 202X; with ?, ~ or % behind it; two with / between, .. for an open end.
	EDTF scalar `yaml:"edtf" jsonschema:"required"`
	// The words of the document; needed where STATED.
	AsPrinted scalar `yaml:"asPrinted"`
	// STATED: printed so. INFERRED: follows from the document. EXTERNAL: needs other knowledge.
	Basis scalar `yaml:"basis" jsonschema:"required" enum:"STATED INFERRED EXTERNAL"`
	// What is printed and what was added; needed unless STATED.
	Note scalar `yaml:"note"`
}

// A mention is an agent as a text names it.
type mention struct {
	// The slug of who is meant; absent where the words do not say who exactly.
	Agent scalar `yaml:"agent"`
	// The words of the text at this place, such as He, Moscow, SCO Member Countries.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The slug of the organization whose members are meant as a body, such as sco for SCO Member Countries; without
	// agent.
	MembersOf scalar `yaml:"membersOf"`
}

// The dataset as a whole.
type datasetFile struct {
	// The version of the records; raised whenever their content changes.
	Version scalar `yaml:"version" jsonschema:"required"`
}
