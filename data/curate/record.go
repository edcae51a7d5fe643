package curate

import "go.yaml.in/yaml/v4"

// Each kind of records has a type for its files, in the file of its entity. The yaml tag of a field is the key, and its
// comment tells curators what to write there. The tags jsonschema ("required") and enum (the possible values) restrict
// the value. The linter, the JSON Schemas for editors and the list of keys are generated from these types.

// recordFiles holds the content of all record files, by slug.
type recordFiles struct {
	dataset       datasetFile
	changes       changesFile
	documents     map[string]*documentFile
	organizations map[string]*organizationFile
	countries     map[string]*countryFile
	people        map[string]*personFile
	events        map[string]*eventFile
	memberships   map[string]*membershipFile
	statements    map[string]*statementFile // by the slug of the document
	narrations    map[string]*narrationFile // by the slug of the document
	topics        map[string]*topicFile
	discrepancies map[string]*discrepancyFile
	annotations   map[string]*annotationFile

	lock []byte // the content of passages.lock
}

// recordKinds lists the folders of record files in the order in which they are compiled.
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
	kindOf("narrations", func(r *recordFiles) *map[string]*narrationFile { return &r.narrations },
		(*assembler).narrationFiles),
	kindOf("annotations", func(r *recordFiles) *map[string]*annotationFile { return &r.annotations },
		bySlug((*assembler).annotation)),
	kindOf("discrepancies", func(r *recordFiles) *map[string]*discrepancyFile { return &r.discrepancies },
		bySlug((*assembler).discrepancy)),
	// Documents come last because they are checked against all citations.
	kindOf("documents", func(r *recordFiles) *map[string]*documentFile { return &r.documents },
		(*assembler).documentFiles),
}

// at is a position in a record file; lines and columns start at 1.
type at struct{ line, column int }

// A scalar is a value with its position in the file, for messages.
type scalar struct {
	string
	at
}

func (w *scalar) UnmarshalYAML(n *yaml.Node) error {
	w.at = at{n.Line, n.Column}
	if n.Kind != yaml.ScalarNode {
		return n.Decode(&w.string) // returns an error that names the actual type
	}
	w.string = n.Value
	return nil
}

// MarshalYAML writes the text alone.
func (w scalar) MarshalYAML() (any, error) { return w.string, nil }

// isPresent reports whether the file contains the scalar.
func (w scalar) isPresent() bool { return w.line > 0 }

// A passage is a quotation of a document that supports a fact. The compiler finds its position.
type passage struct {
	// The slug of the document, for example harbour-talks. Leave it out in statements and documents: the name of the
	// file is the slug.
	Document scalar `yaml:"document"`
	// The words, copied from the document exactly, including quotation marks, dashes and spaces, for example
	// headquartered in Lowport.
	Exact scalar `yaml:"exact" jsonschema:"required"`
	// Up to 32 characters that come directly before the words. Needed if the document contains the words more than
	// once.
	Prefix scalar `yaml:"prefix"`
	// Up to 32 characters that come directly after the words. Needed if the document contains the words more than once.
	Suffix scalar `yaml:"suffix"`
	// The only field that the passage supports, for example saidOn. Leave it out if the passage supports the record or
	// item as a whole.
	Property scalar `yaml:"property"`
}

// A claim is one value that documents give for a field.
type claim[T any] struct {
	// The value, for example Lowport.
	Value T `yaml:"value" jsonschema:"required"`
	// The rank among the claims of the field, by default NORMAL. Where values differ, rank one of them PREFERRED.
	Rank scalar `yaml:"rank" enum:"PREFERRED NORMAL DEPRECATED"`
	// Why the claim has its rank, or how the value follows from the printed words, for example: "Ruritanian"
	// names Ruritania.
	Reason scalar `yaml:"reason"`
	// The passages that support this value.
	Cite []passage `yaml:"cite" jsonschema:"required"`
	at
}

func (c *claim[T]) UnmarshalYAML(n *yaml.Node) error {
	type plain claim[T]
	err := n.Load((*plain)(c), yaml.WithKnownFields())
	c.at = at{n.Line, n.Column}
	return err
}

// claims are all values that documents give for a field. A single claim is written without a list.
type claims[T any] []claim[T]

func (c *claims[T]) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Load((*[]claim[T])(c), yaml.WithKnownFields())
	}
	*c = make(claims[T], 1)
	return n.Load(&(*c)[0], yaml.WithKnownFields())
}

// A date is a date that may be imprecise or uncertain.
type date struct {
	// The date in EDTF: 2023-07-04, 2023-07, 2023 or 202X; followed by ? (uncertain), ~ (approximate) or % (both); two
	// dates with / between them for a period, with .. for an open end; [2023-07-04..2023-07-31] for one day out of a
	// range, with either end absent if it is open.
	EDTF scalar `yaml:"edtf" jsonschema:"required"`
	// The printed words of the date, for example last Tuesday. Required if the basis is STATED.
	AsPrinted scalar `yaml:"asPrinted"`
	// STATED: the document prints the date. INFERRED: the date follows from the document. EXTERNAL: the date needs
	// other knowledge.
	Basis scalar `yaml:"basis" jsonschema:"required" enum:"STATED INFERRED EXTERNAL"`
	// What is printed and what was added. Required if the basis is INFERRED or EXTERNAL.
	Note scalar `yaml:"note"`
}

// A mention is an agent as a document names it.
type mention struct {
	// The slug of the agent, for example jane-doe. Leave it out if the words do not say exactly who is meant.
	Agent scalar `yaml:"agent"`
	// The words that name the agent here, for example She, Freeland or Union Member States.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The slug of the organization whose members are meant as a body, such as example-union for Union Members; without
	// agent.
	MembersOf scalar `yaml:"membersOf"`
}
