package plan

import (
	"bytes"
	"reflect"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/summitry/summitry/data/store"
)

// A writer makes the JSON of an answer, in the bytes that gqlgen would write.
type writer struct {
	json         []byte
	values, text int // that were written and not spent: fields, and bytes of texts
	charge       func(values, text int) error
	variables    map[string]any
	err          error
}

// What is written before it is spent.
const (
	someValues = 1000
	someText   = 64 << 10
)

func (w *writer) null(s *output) {
	if s.nonNull && w.err == nil {
		w.err = unsupportedf("null for a non-null field")
	}
	w.json = append(w.json, "null"...)
}

// value writes a value without a selection set.
func (w *writer) value(s *output, v reflect.Value) {
	switch {
	case s.elem != nil:
		w.json = append(w.json, '[')
		for i := range v.Len() {
			if i > 0 {
				w.json = append(w.json, ',')
			}
			w.value(s.elem, v.Index(i))
		}
		w.json = append(w.json, ']')
	case s.node == nil:
		w.scalar(s, v)
	default:
		w.object(s, recordsOf(v), nil)
	}
}

// rows writes records with a selection set.
func (w *writer) rows(s *output, rows []*resultRow) {
	if s.elem == nil {
		w.row(s, rows[0])
		return
	}
	w.json = append(w.json, '[')
	for i, r := range rows {
		if i > 0 {
			w.json = append(w.json, ',')
		}
		w.row(s.elem, r)
	}
	w.json = append(w.json, ']')
}

func (w *writer) row(s *output, r *resultRow) {
	if r == nil {
		w.null(s)
		return
	}
	w.object(s, r.read, r.results)
}

// object writes the record of a row that stands at the place of its shape.
func (w *writer) object(s *output, records store.Row, answers []result) {
	if records == nil || records[s.at] == nil {
		w.null(s)
		return
	}
	o := s.objects[reflect.TypeOf(records[s.at])]
	if o == nil {
		w.err = unsupportedf("unexpected record of type %T", records[s.at])
		return
	}
	record := reflect.ValueOf(records[s.at])
	w.values += o.values
	if w.chargeSome(); w.err != nil {
		return // nothing of it will be seen
	}
	w.json = append(w.json, '{')
	for _, f := range o.fields {
		w.json = append(w.json, f.key...)
		switch {
		case f.name:
		case f.joined:
			w.object(f.output, records, answers)
		case f.inspection != nil:
			w.inspection(f.inspection)
		case f.accessor != nil:
			w.value(f.output, f.accessor.of(record))
		case f.output.inert():
			w.value(f.output, answers[f.fetch].value)
		default:
			w.rows(f.output, answers[f.fetch].rows)
		}
	}
	w.json = append(w.json, '}')
}

// chargeSome charges the budget with what was written since the last charge, once that is worth a call.
func (w *writer) chargeSome() {
	if w.values <= someValues && w.text <= someText {
		return
	}
	if w.err == nil {
		w.err = w.charge(w.values, w.text)
	}
	w.values, w.text = 0, 0
}

var stringType = reflect.TypeFor[string]()

func (w *writer) scalar(s *output, v reflect.Value) {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			w.null(s)
			return
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.String:
		text := v.String()
		if v.Type() == stringType {
			w.text += len(text)
		}
		w.json = appendText(w.json, text)
	case v.CanInt():
		w.json = strconv.AppendInt(w.json, v.Int(), 10)
	case v.Kind() == reflect.Bool:
		w.json = strconv.AppendBool(w.json, v.Bool())
	default:
		w.err = unsupportedf("%s is not a scalar", v.Type())
	}
}

// appendText writes a text as gqlgen does, at once if all of its letters may stand for themselves.
func appendText(to []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			var quoted bytes.Buffer
			graphql.MarshalString(text).MarshalGQL(&quoted)
			return append(to, quoted.Bytes()...)
		}
	}
	return append(append(append(to, '"'), text...), '"')
}
