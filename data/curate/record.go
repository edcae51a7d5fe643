package curate

import "go.yaml.in/yaml/v4"

// The shapes of the record files. A field's yaml tag is its key; FORMAT.md beside the records tells what each is for.

// at is a place in a record file, lines and columns from 1.
type at struct{ line, column int }

// A word is a scalar as it is written, which a problem can point at.
type word struct {
	string
	at
}

func (w *word) UnmarshalYAML(n *yaml.Node) error {
	w.at = at{n.Line, n.Column}
	if n.Kind != yaml.ScalarNode {
		return n.Decode(&w.string) // says what it is instead
	}
	w.string = n.Value
	return nil
}

// given tells whether the file has the word at all.
func (w word) given() bool { return w.line > 0 }

// A passage is the curator's part of a citation: which words of which document bear a fact out. prefix and suffix are
// given where the words occur more than once.
type passage struct {
	Document word `yaml:"document"`
	Exact    word `yaml:"exact"`
	Prefix   word `yaml:"prefix"`
	Suffix   word `yaml:"suffix"`
	Property word `yaml:"property"` // the field that it supports, where it supports one only
}

// A claim is one value that documents give to a field.
type claim[T any] struct {
	Value  T         `yaml:"value"`
	Rank   word      `yaml:"rank"`
	Reason word      `yaml:"reason"`
	Cite   []passage `yaml:"cite"`
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

type date struct {
	EDTF      word `yaml:"edtf"`
	AsPrinted word `yaml:"asPrinted"`
	Basis     word `yaml:"basis"`
	Note      word `yaml:"note"`
}

type mention struct {
	Agent   word `yaml:"agent"`
	NamedAs word `yaml:"namedAs"`
}

type datasetFile struct {
	Version word `yaml:"version"`
}

type documentFile struct {
	Title      word  `yaml:"title"`
	Publisher  word  `yaml:"publisher"`
	Published  *date `yaml:"published"`
	Language   word  `yaml:"language"`
	File       word  `yaml:"file"`
	SHA256     word  `yaml:"sha256"`
	Characters int   `yaml:"characters"`
}

type organizationFile struct {
	Aliases      []word            `yaml:"aliases"`
	Name         claims[word]      `yaml:"name"`
	OtherNames   claims[word]      `yaml:"otherNames"`
	Acronym      claims[word]      `yaml:"acronym"`
	Founded      claims[date]      `yaml:"founded"`
	Founders     claims[[]mention] `yaml:"founders"`
	Headquarters claims[word]      `yaml:"headquarters"`
}

type countryFile struct {
	Aliases    []word       `yaml:"aliases"`
	ISOAlpha2  word         `yaml:"isoAlpha2"`
	ISOAlpha3  word         `yaml:"isoAlpha3"`
	Name       claims[word] `yaml:"name"`
	OtherNames claims[word] `yaml:"otherNames"`
}

type personFile struct {
	Aliases    []word       `yaml:"aliases"`
	Name       claims[word] `yaml:"name"`
	OtherNames claims[word] `yaml:"otherNames"`
	Country    claims[word] `yaml:"country"`
	Positions  []struct {
		Title    word      `yaml:"title"`
		Of       word      `yaml:"of"`
		Start    *date     `yaml:"start"`
		End      *date     `yaml:"end"`
		Attested []date    `yaml:"attested"`
		Cite     []passage `yaml:"cite"`
	} `yaml:"positions"`
}

type membershipFile struct {
	Organization word              `yaml:"organization"`
	State        word              `yaml:"state"`
	Status       word              `yaml:"status"`
	Start        claims[date]      `yaml:"start"`
	End          claims[date]      `yaml:"end"`
	Attested     claims[date]      `yaml:"attested"`
	DecidedBy    claims[[]mention] `yaml:"decidedBy"`
	Occasion     claims[word]      `yaml:"occasion"`
}

type eventFile struct {
	Aliases        []word       `yaml:"aliases"`
	Kind           word         `yaml:"kind"`
	Name           claims[word] `yaml:"name"`
	Ordinal        claims[int]  `yaml:"ordinal"`
	Organization   claims[word] `yaml:"organization"`
	Host           claims[word] `yaml:"host"`
	Format         claims[word] `yaml:"format"`
	Status         claims[word] `yaml:"status"`
	When           claims[date] `yaml:"when"`
	Place          claims[word] `yaml:"place"`
	PlaceAsPrinted claims[word] `yaml:"placeAsPrinted"`
	Participants   []struct {
		Agent   word      `yaml:"agent"`
		NamedAs word      `yaml:"namedAs"`
		Role    word      `yaml:"role"`
		Cite    []passage `yaml:"cite"`
	} `yaml:"participants"`
	Outcomes []struct {
		Text       word      `yaml:"text"`
		Membership word      `yaml:"membership"`
		Cite       []passage `yaml:"cite"`
	} `yaml:"outcomes"`
}

// A statementFile holds the statements of one document in reading order. The document is the one whose slug names the
// file, for all passages in it.
type statementFile []statementRecord

type statementRecord struct {
	Slug        word      `yaml:"slug"`
	Kind        word      `yaml:"kind"`
	Text        word      `yaml:"text"`
	Speakers    []mention `yaml:"speakers"`
	Attribution []struct {
		Agent   word `yaml:"agent"`
		NamedAs word `yaml:"namedAs"`
		Cue     word `yaml:"cue"`
	} `yaml:"attribution"`
	SaidOn       *date     `yaml:"saidOn"`
	Occasion     word      `yaml:"occasion"`
	OccasionNote word      `yaml:"occasionNote"`
	Addressees   []mention `yaml:"addressees"`
	Topics       []word    `yaml:"topics"`
	Cite         []passage `yaml:"cite"`
}

type topicFile struct {
	Name word `yaml:"name"`
}

type discrepancyFile struct {
	Subject  word `yaml:"subject"` // kind/slug, such as organizations/sco
	Property word `yaml:"property"`
	Note     word `yaml:"note"`
}

type annotationFile struct {
	Kind    word      `yaml:"kind"`
	Note    word      `yaml:"note"`
	Reading word      `yaml:"reading"`
	Cite    []passage `yaml:"cite"`
}
