package rqlite

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// identity selects what identifies the release that a node holds. The digest of the file is not known to a node, since
// loading changes its header. The version and the digest of the records stand for it: the same records give the same
// file in one format. The counts tell synthetic datasets apart, which have no digest.
const identity = "SELECT version, sha256, format, statements, citations, characters FROM dataset"

// A result is what a node answers to one statement.
type result struct {
	Columns, Types []string
	Values         [][]any
	Error          string
}

// errEmpty reports that a node holds no dataset, as before the first release, or after it lost its disk.
var errEmpty = errors.New("it holds no dataset")

// identity returns the result of the query of the same name as one text.
func (r *result) identity() (string, error) {
	if r.Error != "" || len(r.Values) != 1 || len(r.Values[0]) != len(r.Columns) {
		return "", fmt.Errorf("%w (%.200q)", errEmpty, r.Error)
	}
	text, err := json.Marshal(r.Values[0])
	return string(text), err
}

// rows returns the rows of a result, once it is known that they have the shape that Next relies on.
func (r *result) rows() (driver.Rows, error) {
	if len(r.Types) != len(r.Columns) {
		return nil, fmt.Errorf("the answer has %d columns and %d types", len(r.Columns), len(r.Types))
	}
	for _, row := range r.Values {
		if len(row) != len(r.Columns) {
			return nil, fmt.Errorf("the answer has %d columns and a row of %d", len(r.Columns), len(row))
		}
		for i, value := range row {
			var err error
			if row[i], err = valueOf(value, r.Types[i]); err != nil {
				return nil, err
			}
		}
	}
	return &rows{r.Columns, r.Values}, nil
}

// valueOf returns the value that SQLite has.
func valueOf(value any, of string) (driver.Value, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case string:
		return v, nil
	case json.Number:
		if n, err := v.Int64(); err == nil && of != "real" {
			return n, nil
		}
		return v.Float64()
	case []any:
		blob := make([]byte, len(v))
		for i, b := range v {
			number, _ := b.(json.Number)
			n, err := number.Int64()
			if err != nil || n < 0 || n > 255 {
				return nil, fmt.Errorf("the answer has a blob with the byte %.20q", fmt.Sprint(b))
			}
			blob[i] = byte(n)
		}
		return blob, nil
	}
	return nil, fmt.Errorf("the answer has a value of type %T", value)
}

// rows holds all rows, since a node answers in one piece.
type rows struct {
	columns []string
	values  [][]any
}

func (r *rows) Columns() []string { return r.columns }
func (r *rows) Close() error      { return nil }
func (r *rows) Next(to []driver.Value) error {
	if len(r.values) == 0 {
		return io.EOF
	}
	for i, value := range r.values[0] {
		to[i] = value
	}
	r.values = r.values[1:]
	return nil
}

// checkValue converts an argument to a value that JSON has.
func checkValue(argument *driver.NamedValue) (err error) {
	if argument.Value, err = driver.DefaultParameterConverter.ConvertValue(argument.Value); err != nil {
		return err
	}
	switch v := argument.Value.(type) {
	case nil, int64, string:
		return nil
	case []byte:
		argument.Value = bytesOf(string(v))
		return nil
	case float64: // rqlite takes 3.0 for an integer, but not 3e+00
		argument.Value = json.RawMessage(strconv.AppendFloat(nil, v, 'e', -1, 64))
		return nil
	case bool:
		argument.Value = 0
		if v {
			argument.Value = 1
		}
		return nil
	}
	return fmt.Errorf("argument %d has the type %T, which the driver does not send", argument.Ordinal, argument.Value)
}

// bytesOf returns bytes as rqlite reads a blob.
func bytesOf(text string) []int {
	all := make([]int, len(text))
	for i := range len(text) {
		all[i] = int(text[i])
	}
	return all
}

var isHex = regexp.MustCompile(`^\s*[xX]'`)

// survives reports whether a text arrives at SQLite as it is. rqlite takes X'00' for a blob, and JSON cannot hold bytes
// that are not UTF-8.
func survives(text string) bool { return utf8.ValidString(text) && !isHex.MatchString(text) }

// asText returns a query that takes the argument with an index as bytes and casts them to text.
func asText(query string, index int) string {
	var quote byte
	for i := range len(query) {
		switch c := query[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '\'' || c == '"':
			quote = c
		case c == '?' && index == 0:
			return query[:i] + "CAST(? AS TEXT)" + query[i+1:]
		case c == '?':
			index--
		}
	}
	return query
}
