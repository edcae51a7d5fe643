package graph_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// Syntax errors are reported with their position. Columns count from 1, as in graphql-js.
func TestParseErrorsAreLocated(t *testing.T) {
	url := serve(t)
	for _, c := range []struct {
		query        string
		line, column int
		want         string // "" if valid
	}{
		{`{statements(first:1after:null){totalCount}}`, 1, 20,
			`Invalid number: 1 is followed by "a"`},
		{`{statements(first:1_){totalCount}}`, 1, 20,
			`Invalid number: 1 is followed by "_"`},
		{`{statements(first:0x1){totalCount}}`, 1, 20,
			`Invalid number: 0 is followed by "x"`},
		{`{statements(first:-1a){totalCount}}`, 1, 21,
			`Invalid number: -1 is followed by "a"`},
		{`{statements(first:1.5e3f){totalCount}}`, 1, 24,
			`Invalid number: 1.5e3 is followed by "f"`},
		{`{nodes(ids:[1.5.1]){id}}`, 1, 16,
			`Invalid number: 1.5 is followed by "."`},
		{`{nodes(ids:[1...a]){id}}`, 1, 15,
			`Invalid number`},
		{`{a:statements(first:1,after:null){totalCount}}`, 0, 0, ""},
		{`{nodes(ids:[1"a"2]){id}}`, 0, 0, ""},
		{`{nodes(ids:[1$a]){id}}`, 1, 14,
			`Variable "$a" is not defined`},
		{`{statements(first:1#after` + "\n" + `){totalCount}}`, 0, 0, ""},
		{`{person(slug:"\uD800"){name}}`, 1, 15,
			`Invalid character escape sequence: \uD800 is half`},
		{`{person(slug:"a\uDC00"){name}}`, 1, 16,
			`Invalid character escape sequence: \uDC00 is half`},
		{`{person(slug:"\uD800\uD800"){name}}`, 1, 15,
			`Invalid character escape sequence: \uD800 is half`},
		{`{person(slug:"\uD83D\uDE00\uDE00"){name}}`, 1, 27,
			`Invalid character escape sequence: \uDE00 is half`},
		{`{person(slug:"\ud83dA"){name}}`, 1, 15,
			`Invalid character escape sequence: \ud83d is half`},
		{`{person(slug:"\ud83d\n"){name}}`, 1, 15,
			`Invalid character escape sequence: \ud83d is half`},
		{`{person(slug:"\uD83D\uDE00"){name}}`, 0, 0, ""},
		{`{person(slug:"\\uD800"){name}}`, 0, 0, ""},
		{`{person(slug:"\u{1F600} \u0041\""){name}}`, 0, 0, ""},
		{`{person(slug:"""\uD800"""){name}}`, 0, 0, ""},
		{`{person(slug:"\u{D800}"){name}}`, 1, 15,
			`Invalid character escape sequence`},
		{`{person(slug:"\q"){name}}`, 1, 15,
			`Invalid character escape sequence`},
		{`{person(slug:"wang){name}}`, 1, 27,
			`Unterminated string`},
		{`{person(slug:"""a""""){name}}`, 1, 21, `A quotation mark right after a block string is not supported`},
		{"{person(slug:\"\"\"\r\na\n b\"\"\"\"\"\"){name}}", 3, 6,
			`A quotation mark right after a block string is not supported`},
		{`{person(slug:"""""""){name}}`, 1, 20, `A quotation mark right after a block string is not supported`},
		{`{person(slug:""""a \""" """){name}}`, 0, 0, ""},
		{`{person(slug:""""""){name}}`, 0, 0, ""},
		{`{...F} fragment F($x:Int) on Query{topics{totalCount}}`, 1, 19,
			`The fragment F defines the variable $x: define it on the operation`},
		{`{...F} fragment F($x:Int=1) on Query{topics(first:$x){totalCount}}`, 1, 19,
			`The fragment F defines the variable $x`},
		{`{...F} fragment F() on Query{topics{totalCount}}`, 1, 19,
			`expected at least one definition`},
		{"{\r\n  nothing\r\n}", 2, 3,
			`Cannot query field "nothing"`},
		{"{\r\r  nothing\n}", 3, 3,
			`Cannot query field "nothing"`},
		{"{\n  nothing\r\n}", 2, 3,
			`Cannot query field "nothing"`},
		{"{\r\n  statements(first: \"3\") { totalCount } }", 2, 21,
			`first must be an integer from -2147483648 to 2147483647, got "3"`},
		{"query($a: Date)\r\n# of what\r\n{ timeline(from: $b) { totalCount } }", 3, 18,
			`Variable "$b" is not defined`},
		{`{ statements(first: "3") { totalCount } }`, 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got "3"`},
		{`{ statements(first: "") { totalCount } }`, 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got ""`},
		{`{ statements(first: "é\"\u0041", nothing: 1) { totalCount } }`, 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got "é\"A"`},
		{`{ statements(first: """3""") { totalCount } }`, 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got "3"`},
		{"{ statements(first: \"\"\"\r\n3\r\n\"\"\") { totalCount } }", 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got "3"`},
		{"{ statements(first: \"\"\"\r\n3\r\n\"\"\", last: \"4\") { totalCount } }", 1, 21,
			`first must be an integer from -2147483648 to 2147483647, got "3"`},
		{"{\n\n \"topics\" }", 3, 2,
			`Expected Name, found String`},
		{"{\r\n\r\n \"\"\"topics\n\n\"\"\" }", 3, 2,
			`Expected Name, found BlockString`},
		{`{ nodes(ids: ["a", true]) { id } }`, 1, 20,
			`ids[1] must be a string or an integer, got true`},
		{`{ statements(filter: {text: "a", text: "b"}) { totalCount } }`, 1, 34,
			`There can be only one input field named "text"`},
	} {
		body, _ := json.Marshal(map[string]string{"query": c.query})
		_, text := post(t, url, string(body))
		var a struct {
			Errors []struct {
				Message   string
				Locations []struct{ Line, Column int }
			}
		}
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			if len(a.Errors) > 0 {
				t.Errorf("%q is answered with %s", c.query, text)
			}
			continue
		}
		if len(a.Errors) == 0 || !strings.Contains(a.Errors[0].Message, c.want) || len(a.Errors[0].Locations) == 0 {
			t.Errorf("%q is answered with %s, want %q", c.query, text, c.want)
			continue
		}
		if at := a.Errors[0].Locations[0]; at.Line != c.line || at.Column != c.column {
			t.Errorf("%q: %q is said to be at %v, and is at %d:%d", c.query, a.Errors[0].Message, at, c.line, c.column)
		}
	}
}
