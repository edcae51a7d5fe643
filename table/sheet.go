package table

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Limits of Excel: UTF-16 code units of a cell, links of a sheet, and characters of a link.
const (
	maxCellCharacters = 32_767
	maxLinks          = 65_530
	maxLinkCharacters = 2_079
)

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// A sheet writes the cells of one sheet of a Workbook as XML (ECMA-376, part 1, section 18.3). All texts are inline
// strings: a sheet holds no formula, whatever a text looks like.
type sheet struct {
	out   *bufio.Writer
	names []string // of the columns: A, B, C
	row   int
	links []cellLink
}

// A cellLink is a cell that links to an address.
type cellLink struct {
	cell, address string
}

// newSheet begins a sheet whose columns have these widths in characters. If it has a header, its first row is frozen.
func newSheet(to io.Writer, widths []int, header bool) *sheet {
	s := &sheet{out: bufio.NewWriter(to)}
	s.out.WriteString(xmlDeclaration +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetViews>`)
	pane := ""
	if header {
		pane = `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`
	}
	s.out.WriteString(`<sheetView workbookViewId="0">` + pane + `</sheetView></sheetViews><cols>`)
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			panic(err) // an operation has fewer columns than a sheet
		}
		s.names = append(s.names, name)
		fmt.Fprintf(s.out, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	s.out.WriteString(`</cols><sheetData>`)
	return s
}

func (s *sheet) beginRow() {
	s.row++
	s.out.WriteString(`<row r="` + strconv.Itoa(s.row) + `">`)
}

func (s *sheet) endRow() { s.out.WriteString(`</row>`) }

// cell writes a cell of the row: its type and style, and then its value as XML.
func (s *sheet) cell(column int, kind string, style int, value func()) {
	fmt.Fprintf(s.out, `<c r="%s%d" s="%d" t="%s">`, s.names[column], s.row, style, kind)
	value()
	s.out.WriteString(`</c>`)
}

// text writes a cell with a text.
func (s *sheet) text(column, style int, text string) {
	s.cell(column, "inlineStr", style, func() {
		s.out.WriteString(`<is><t xml:space="preserve">`)
		writeText(s.out, text)
		s.out.WriteString(`</t></is>`)
	})
}

// literal writes a cell of type b or n.
func (s *sheet) literal(column int, kind string, style int, value string) {
	s.cell(column, kind, style, func() { s.out.WriteString(`<v>` + value + `</v>`) })
}

// addLink makes the address in a cell of the row a link, and reports whether Excel allows it.
func (s *sheet) addLink(column int, address string) bool {
	absolute := strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
	if !absolute || len(address) > maxLinkCharacters || len(s.links) == maxLinks {
		return false
	}
	s.links = append(s.links, cellLink{s.names[column] + strconv.Itoa(s.row), address})
	return true
}

// close ends the sheet. writeRelations must follow if it has links.
func (s *sheet) close() error {
	s.out.WriteString(`</sheetData>`)
	if len(s.links) > 0 {
		s.out.WriteString(`<hyperlinks>`)
		for i, l := range s.links {
			fmt.Fprintf(s.out, `<hyperlink ref="%s" r:id="rId%d"/>`, l.cell, i+1)
		}
		s.out.WriteString(`</hyperlinks>`)
	}
	s.out.WriteString(`</worksheet>`)
	return s.out.Flush()
}

// writeRelations writes the addresses of the sheet's links.
func (s *sheet) writeRelations(to io.Writer) error {
	out := bufio.NewWriter(to)
	out.WriteString(xmlDeclaration +
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, l := range s.links {
		fmt.Fprintf(out, `<Relationship Id="rId%d" Type="%s" TargetMode="External" Target="`, i+1,
			excelize.SourceRelationshipHyperLink)
		writeText(out, l.address)
		out.WriteString(`"/>`)
	}
	out.WriteString(`</Relationships>`)
	return out.Flush()
}

// writeText writes a text as XML. A character that XML cannot hold becomes _xHHHH_, with its number in hexadecimal.
// A text that looks like this gets _x005F_, an underscore, in place of its first underscore (ECMA-376, part 1, section
// 22.9.2.19).
func writeText(out *bufio.Writer, text string) {
	for i, r := range text {
		switch {
		case r == '&':
			out.WriteString("&amp;")
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '"':
			out.WriteString("&quot;")
		case r == '\r': // a bare one would be read as a line feed
			out.WriteString("&#xD;")
		case r == '_' && isEscape(text[i:]):
			out.WriteString("_x005F_")
		case r < ' ' && r != '\t' && r != '\n', r == '\ufffe', r == '\uffff':
			fmt.Fprintf(out, "_x%04X_", r)
		default:
			out.WriteRune(r)
		}
	}
}

// isEscape reports whether a text begins with _xHHHH_.
func isEscape(text string) bool {
	if len(text) < len("_xHHHH_") || text[1] != 'x' || text[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(text[2:6], 16, 16)
	return err == nil
}

// characters returns the length of a text as Excel counts it, in UTF-16 code units.
func characters(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if r > 0xffff {
			n++
		}
	}
	return n
}

// firstDay is the first day that Excel counts correctly: it believes that 1900 was a leap year.
var firstDay = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)

// dayNumber returns an ISO day as Excel's number of it, or false if Excel has none.
func dayNumber(day string) (string, bool) {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil || date.Before(firstDay) {
		return "", false
	}
	const firstNumber = 61
	const seconds = 24 * 60 * 60 // of a day; a time.Duration ends after 292 years
	return strconv.FormatInt(firstNumber+(date.Unix()-firstDay.Unix())/seconds, 10), true
}

// isExact reports whether Excel, which keeps 15 digits, holds a number unchanged.
func isExact(n json.Number) bool { return len(n) <= 15 }
