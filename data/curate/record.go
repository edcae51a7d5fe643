package curate

import "go.yaml.in/yaml/v4"

// The shapes of the record files. A field's yaml tag is its key, and its comment tells curators what it is for. The
// tags jsonschema ("required") and enum (the possible values) say what it must be: the linter and the schemas for
// editors are made from these.

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
}

// The dataset as a whole.
type datasetFile struct {
	// The version of the records; raised whenever their content changes.
	Version scalar `yaml:"version" jsonschema:"required"`
}

// A document is a source: its metadata, its fingerprint, and what of it is not cited.
type documentFile struct {
	// The headline, if one is printed.
	Title scalar `yaml:"title"`
	// The publisher whom the document names.
	Publisher scalar `yaml:"publisher"`
	// What leaves a doubt whether this is the publisher, such as that only a picture is credited to it.
	PublisherNote scalar `yaml:"publisherNote"`
	// When it was published.
	Published *date `yaml:"published"`
	// The language, as a BCP 47 tag such as en.
	Language scalar `yaml:"language" jsonschema:"required"`
	// The name of the file among the documents.
	File scalar `yaml:"file" jsonschema:"required"`
	// The SHA-256 of the file, in hexadecimal.
	SHA256 scalar `yaml:"sha256" jsonschema:"required"`
	// The length of the text in Unicode code points.
	Characters int `yaml:"characters" jsonschema:"required"`
	// The parts of the text that no passage holds, in reading order. Together with the passages they are all of it.
	Remainders []remainder `yaml:"remainders"`
}

// A remainder is a part of a document that bears no fact of the record.
type remainder struct {
	// Where it starts, in code points from the start of the document.
	Start int `yaml:"start" jsonschema:"required"`
	// Where it ends, exclusive.
	End int `yaml:"end" jsonschema:"required"`
	// COMMENT: the reporter's background, inference or description. JOINING: words, stops and blanks between passages.
	Reason scalar `yaml:"reason" jsonschema:"required" enum:"COMMENT HEADLINE CAPTION NAVIGATION REPEATED TORN JOINING"`
	at
}

func (r *remainder) UnmarshalYAML(n *yaml.Node) error {
	type plain remainder
	err := n.Load((*plain)(r), yaml.WithKnownFields())
	r.at = at{n.Line, n.Column}
	return err
}

// An organization is a body that has members, speaks, employs or fights.
type organizationFile struct {
	// Slugs that have been merged into this one.
	Aliases []scalar `yaml:"aliases"`
	// The fullest name that is printed.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Other printed names and spellings, all of which hold.
	OtherNames claims[scalar] `yaml:"otherNames"`
	// The acronym.
	Acronym claims[scalar] `yaml:"acronym"`
	// When it was founded.
	Founded claims[date] `yaml:"founded"`
	// Who founded it, as the document names them.
	Founders claims[[]mention] `yaml:"founders"`
	// Where it has its headquarters.
	Headquarters claims[scalar] `yaml:"headquarters"`
}

// A country is a state, member or not.
type countryFile struct {
	// Slugs that have been merged into this one.
	Aliases []scalar `yaml:"aliases"`
	// The two-letter code of ISO 3166-1.
	ISOAlpha2 scalar `yaml:"isoAlpha2"`
	// The three-letter code of ISO 3166-1.
	ISOAlpha3 scalar `yaml:"isoAlpha3"`
	// The name that is printed.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Other printed names, a capital that stands for its state included, all of which hold.
	OtherNames claims[scalar] `yaml:"otherNames"`
}

// A person is somebody whom a document names.
type personFile struct {
	// Slugs that have been merged into this one.
	Aliases []scalar `yaml:"aliases"`
	// The fullest name that is printed, be it a surname.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// The name as a sorted list of names prints it, such as "Putin, Vladimir" or "Xi, Jinping": its own words, with the
	// family name first and a comma after it. Default: the name. Citations take the family name from it.
	SortName scalar `yaml:"sortName"`
	// Shorter and other printed names, all of which hold.
	OtherNames claims[scalar] `yaml:"otherNames"`
	// The slug of the country that the person belongs to, if a document says so.
	Country claims[scalar] `yaml:"country"`
	// The titles that documents give to the person.
	Positions []positionRecord `yaml:"positions"`
}

// A position is a title held by a person.
type positionRecord struct {
	// The title alone, such as President.
	Title scalar `yaml:"title" jsonschema:"required"`
	// The slug of the country or body that the title belongs to.
	Of scalar `yaml:"of"`
	// When the person took it up.
	Start *date `yaml:"start"`
	// When the person left it.
	End *date `yaml:"end"`
	// The days for which a document gives the person this title.
	Attested []date `yaml:"attested"`
	// The passages that give the title.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// A membership is the relation of a country to an organization; a change of status is another one.
type membershipFile struct {
	// The slug of the organization.
	Organization scalar `yaml:"organization" jsonschema:"required"`
	// The slug of the country.
	State scalar `yaml:"state" jsonschema:"required"`
	// What the country is to the organization.
	Status scalar `yaml:"status" jsonschema:"required" enum:"FULL_MEMBER ACCESSION_AGREED APPLICATION_REFUSED OBSERVER"`
	// When it began.
	Start claims[date] `yaml:"start"`
	// When it ended; a refusal ends as it starts.
	End claims[date] `yaml:"end"`
	// The days on which a document shows it in force, all of which hold.
	Attested claims[date] `yaml:"attested"`
	// Who decided it.
	DecidedBy claims[[]mention] `yaml:"decidedBy"`
	// The slug of the event at which it was decided.
	Occasion claims[scalar] `yaml:"occasion"`
}

// An event is what happened at a time and a place.
type eventFile struct {
	// Slugs that have been merged into this one.
	Aliases []scalar `yaml:"aliases"`
	// SUMMIT: of heads of state. CONFERENCE: of officials. BILATERAL_MEETING: two at a table. INCIDENT: nobody convened
	// it.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"SUMMIT CONFERENCE BILATERAL_MEETING INCIDENT"`
	// The name that is printed.
	Name claims[scalar] `yaml:"name" jsonschema:"required"`
	// Which in its series it is.
	Ordinal claims[int] `yaml:"ordinal"`
	// The slug of the organization that convened it.
	Organization claims[scalar] `yaml:"organization"`
	// The slug of the country that hosted it.
	Host claims[scalar] `yaml:"host"`
	// Whether the participants travelled: IN_PERSON, VIRTUAL or HYBRID.
	Format claims[scalar] `yaml:"format"`
	// SCHEDULED while documents only announce it, otherwise HELD.
	Status claims[scalar] `yaml:"status"`
	// When it took place.
	When claims[date] `yaml:"when"`
	// Where it took place; none for a videoconference.
	Place claims[scalar] `yaml:"place"`
	// The place that is printed, even if nobody travelled there.
	PlaceAsPrinted claims[scalar] `yaml:"placeAsPrinted"`
	// Who took part.
	Participants []participantRecord `yaml:"participants"`
	// What it led to.
	Outcomes []outcomeRecord `yaml:"outcomes"`
}

// A participant is an agent in an event, as a text names it.
type participantRecord struct {
	// The slug of who is meant; absent where the words do not say who exactly.
	Agent scalar `yaml:"agent"`
	// The words of the text.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// What the participant did.
	Role scalar `yaml:"role" jsonschema:"required" enum:"HOST PARTICIPANT LEADER TARGET MEDIATOR"`
	// The passages that say so.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// An outcome is what an event led to.
type outcomeRecord struct {
	// The words of the document.
	Text scalar `yaml:"text" jsonschema:"required"`
	// The slug of the membership that it brought about.
	Membership scalar `yaml:"membership"`
	// The passages that say so.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// A statementFile holds the statements of one document in reading order. The document is the one whose slug names the
// file, for all passages in it.
type statementFile []statementRecord

// A statement is one attributed utterance: one for each verb of saying or attitude with content.
type statementRecord struct {
	// A readable name, its own for ever.
	Slug scalar `yaml:"slug" jsonschema:"required"`
	// DIRECT: what is reported stands in quotation marks. MIXED: a part of it. PARAPHRASE: nothing.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"DIRECT MIXED PARAPHRASE"`
	// What was said: one piece of the document as printed, quotation marks included. The verb stays where it is the
	// content, as in "thanked them".
	Text scalar `yaml:"text" jsonschema:"required"`
	// Who said it.
	Speakers []mention `yaml:"speakers" jsonschema:"required"`
	// Through whom it reached the document, outermost first.
	Attribution []attributionRecord `yaml:"attribution"`
	// When it was said.
	SaidOn *date `yaml:"saidOn"`
	// The slug of the event at which it was said, not of what it is about.
	Occasion scalar `yaml:"occasion"`
	// How the occasion follows, where the sentence does not name it.
	OccasionNote scalar `yaml:"occasionNote"`
	// To whom it was said.
	Addressees []mention `yaml:"addressees"`
	// The slugs of what it is about.
	Topics []scalar `yaml:"topics"`
	// First the passage that holds the text with who says it; then others with the property that they support.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}

// An attribution is a link of the chain through which a statement reached its document.
type attributionRecord struct {
	// The slug of who passed it on.
	Agent scalar `yaml:"agent"`
	// The words of the text, such as Xinhua news agency.
	NamedAs scalar `yaml:"namedAs" jsonschema:"required"`
	// The words that pass it on, such as quoted Xi as saying.
	Cue scalar `yaml:"cue" jsonschema:"required"`
}

// A topic is what statements are about, in the curator's judgement.
type topicFile struct {
	// Its name in a few words.
	Name scalar `yaml:"name" jsonschema:"required"`
}

// A discrepancy is a field whose claims cannot all be true. Change over time is none.
type discrepancyFile struct {
	// The record: its folder and slug, such as organizations/sco.
	Subject scalar `yaml:"subject" jsonschema:"required"`
	// The field, such as founders.
	Property scalar `yaml:"property" jsonschema:"required"`
	// In what way the claims exclude each other.
	Note scalar `yaml:"note" jsonschema:"required"`
}

// An annotation remarks on printed text, which stays as it is.
type annotationFile struct {
	// What is the matter with the text.
	Kind scalar `yaml:"kind" jsonschema:"required" enum:"WRONG TORN AMBIGUOUS REPEATED CAPTION NAVIGATION"`
	// The remark.
	Note scalar `yaml:"note" jsonschema:"required"`
	// What is meant, where that is clear.
	Reading scalar `yaml:"reading"`
	// The slugs of statements that it concerns although its passages do not touch theirs.
	Concerns []scalar `yaml:"concerns"`
	// The passages that are remarked on.
	Cite []passage `yaml:"cite" jsonschema:"required"`
}
