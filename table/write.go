package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Separator joins the values of a list in a cell of CSV.
const Separator = " | "

// A Writer writes a table in one of the formats.
type Writer struct {
	out      *bufio.Writer
	columns  []Column
	writeRow func(w *Writer, cells []any)
}

// CSV returns a Writer of CSV as defined by RFC 4180: UTF-8, a header line, CRLF at the end of each line. Lists are
// joined by separators. A text that a spreadsheet could run as a formula gets an apostrophe before it; see isFormula.
// encoding/csv is not used because it changes line breaks in cells.
func CSV(to io.Writer, columns []Column) *Writer {
	w := &Writer{bufio.NewWriter(to), columns, (*Writer).csv}
	names := make([]any, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	w.csv(names)
	return w
}

// NDJSON returns a Writer of one JSON object for each row. The keys are the names of the columns, and lists stay lists.
func NDJSON(to io.Writer, columns []Column) *Writer {
	return &Writer{bufio.NewWriter(to), columns, (*Writer).ndjson}
}

func (w *Writer) Row(cells []any) { w.writeRow(w, cells) }

// Flush writes buffered rows, and returns the first error of any write.
func (w *Writer) Flush() error { return w.out.Flush() }

func (w *Writer) csv(cells []any) {
	for i, c := range cells {
		if i > 0 {
			w.out.WriteByte(',')
		}
		text := escapeFormula(c, cellText(c))
		if strings.ContainsAny(text, "\",\r\n") || text != strings.TrimSpace(text) || text == "" && len(cells) == 1 {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		w.out.WriteString(text)
	}
	w.out.WriteString("\r\n")
}

// separators join the values of a list, of a list inside it, and of lists still deeper inside.
var separators = []string{" | ", " ; ", " , "}

// cellText returns a cell as text, in which a list has a place for each of its values, also for one that is empty.
func cellText(cell any) string { return joined(cell, separators) }

func joined(cell any, separators []string) string {
	switch cell := cell.(type) {
	case nil:
		return ""
	case []any:
		texts := make([]string, len(cell))
		for i, c := range cell {
			texts[i] = joined(c, separators[min(1, len(separators)-1):])
		}
		return strings.Join(texts, separators[0])
	default:
		return fmt.Sprint(cell)
	}
}

// escapeFormula prepends an apostrophe to a text that a spreadsheet could run as a formula. Numbers stay numbers.
func escapeFormula(cell any, text string) string {
	if _, number := cell.(json.Number); number || !isFormula(text) {
		return text
	}
	return "'" + text
}

// isFormula reports whether a spreadsheet could run a text as a formula: it begins with a tab or a line break, or with
// = + - @ or their full-width forms, also after blanks or invisible characters, which spreadsheets drop on import.
// Leading apostrophes are skipped, so that readers can distinguish an added apostrophe from a printed one.
func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	if text == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, isInvisible))
	return strings.IndexByte("\t\r\n", text[0]) >= 0 || strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫", first)
}

// isInvisible reports whether r is a blank, control or format character.
func isInvisible(r rune) bool { return unicode.In(r, unicode.Z, unicode.Cc, unicode.Cf) }

func (w *Writer) ndjson(cells []any) {
	w.out.WriteByte('{')
	for i, c := range cells {
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.out.Write(marshal(w.columns[i].Name))
		w.out.WriteByte(':')
		w.out.Write(marshal(c))
	}
	w.out.WriteString("}\n")
}

func marshal(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // cells come from decoded JSON
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
