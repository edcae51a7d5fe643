// Package scalar reads and writes the scalars Date and Int, for which gqlgen's own do not fit. The package depends on
// gqlgen and data/store.
package scalar

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/summitry/summitry/data/store"
)

// MarshalDate writes a day as YYYY-MM-DD.
func MarshalDate(d store.Date) graphql.Marshaler { return graphql.MarshalString(string(d)) }

// UnmarshalDate reads a day. Anything else is a store.Invalid error.
func UnmarshalDate(v any) (store.Date, error) {
	text, ok := v.(string)
	if !ok {
		return "", Refused(v, "a date as YYYY-MM-DD")
	}
	return store.ParseDate(text)
}

// MarshalInt writes an Int of GraphQL, which has 32 bits.
func MarshalInt(i int32) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { io.WriteString(w, strconv.Itoa(int(i))) })
}

// UnmarshalInt reads a whole number of 32 bits, never from a string. Anything else is a store.Invalid error.
func UnmarshalInt(v any) (int32, error) {
	var number float64
	switch v := v.(type) {
	case int64:
		number = float64(v)
	case int:
		number = float64(v)
	case float64:
		number = v
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return 0, refused(v)
		}
		number = f
	default:
		return 0, refused(v)
	}
	if number != math.Trunc(number) || number < math.MinInt32 || number > math.MaxInt32 {
		return 0, refused(v)
	}
	return int32(number), nil
}

func refused(v any) error {
	return Refused(v, "an integer from -2147483648 to 2147483647")
}

// A Literal is a value in the text of an operation in a form that its type does not accept.
type Literal string

// Refused returns the store.Invalid error for a value that is not of a type. It goes on from the name of the argument.
func Refused(v any, want string) error {
	return store.Invalid(fmt.Sprintf("must be %s, got %.60s", want, textOf(v)))
}

// textOf returns a value as it was sent.
func textOf(v any) string {
	if literal, ok := v.(Literal); ok {
		return string(literal)
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(text.String(), "\n")
}
