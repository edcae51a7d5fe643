package table

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/summitry/summitry/data/store"
)

// Limits of an XLSX file, over all of its sheets.
const (
	MaxCells    = 100_000
	MaxCellText = 4 << 20 // bytes
)

// A Workbook writes a table as an XLSX file with three sheets: the rows, the columns, and facts about the table. Cells
// keep their types: texts are strings and never formulas, days (of the type Date) are dates, and absolute addresses are
// links. The same table gives the same bytes.
//
// Excelize writes what surrounds the sheets: styles, properties, relations. The sheets are written here, row by row
// into the compressed file, because excelize keeps a sheet in memory (25 MB for the largest allowed table) or in a
// temporary file, takes quadratic time for links (minutes for 65,000), truncates texts after 32,767 characters, and
// replaces characters that XML cannot hold.
type Workbook struct {
	zip     *zip.Writer
	frame   *excelize.File
	columns []Column
	rows    *sheet
	styles  styles
	cells   int // written so far
	text    int // bytes of their texts
}

// styles are the numbers of the styles of cells.
type styles struct{ header, text, long, linked, number, day int }

// A Fact is a line of the sheet About.
type Fact struct {
	Name, Value string
}

// NewWorkbook begins an XLSX file. The first sheet has the name, and the file the title. sample is a part of the rows,
// which sets the widths of columns. The errors of a Workbook say which limit the table exceeds, unless to fails.
func NewWorkbook(to io.Writer, name, title string, columns []Column, sample [][]any) (*Workbook, error) {
	w := &Workbook{zip: zip.NewWriter(to), frame: excelize.NewFile(), columns: columns}
	w.prepare(name, title)
	var err error
	if w.rows, err = w.newSheet(1, widthsOf(columns, sample), true); err != nil {
		return nil, err
	}
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return w, w.texts(w.rows, w.styles.header, names...)
}

// prepare sets the names of the sheets, the properties of the file, and the styles.
func (w *Workbook) prepare(name, title string) {
	must := func(err error) {
		if err != nil {
			panic(err) // of constants, and of a name that sheetName returned
		}
	}
	must(w.frame.SetSheetName("Sheet1", sheetName(name)))
	for _, other := range otherSheets {
		_, err := w.frame.NewSheet(other)
		must(err)
	}
	w.frame.Pkg.Store("docProps/core.xml", coreProperties(title))
	must(w.frame.SetAppProps(&excelize.AppProperties{Application: "Summitry"}))
	style := func(format string, font *excelize.Font) int {
		s := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}
		if format != "" {
			s.CustomNumFmt = &format
		}
		n, err := w.frame.NewStyle(s)
		must(err)
		return n
	}
	const asText, asISODay = "@", "yyyy\\-mm\\-dd"
	w.styles = styles{
		header: style(asText, &excelize.Font{Bold: true}), text: style(asText, nil), long: style("", nil),
		linked: style(asText, &excelize.Font{Color: "0563C1", Underline: "single"}),
		number: style("", nil), day: style(asISODay, nil),
	}
}

// coreProperties returns the properties of a file with a title. Excelize would add a date of creation, of 2006 or of
// today.
func coreProperties(title string) []byte {
	var text bytes.Buffer
	out := bufio.NewWriter(&text)
	out.WriteString(xmlDeclaration +
		`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>`)
	writeText(out, title)
	out.WriteString(`</dc:title></cp:coreProperties>`)
	out.Flush()
	return text.Bytes()
}

var otherSheets = []string{"Columns", "About"}

// sheetName returns a name that Excel allows and that no other sheet has.
func sheetName(name string) string {
	const maxName = 31
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '-'
		}
		return r
	}, name), "'")
	for _, taken := range append(otherSheets, "History", "") { // Excel reserves History
		if strings.EqualFold(name, taken) {
			return "Rows"
		}
	}
	return string([]rune(name)[:min(utf8.RuneCountInString(name), maxName)])
}

// widthsOf returns the widths of columns in characters.
func widthsOf(columns []Column, sample [][]any) []int {
	const shortest, longestHeader, longest, margin = 8, 24, 60, 2
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = min(max(utf8.RuneCountInString(c.Name), shortest), longestHeader)
		for _, row := range sample {
			widths[i] = max(widths[i], min(utf8.RuneCountInString(cellText(row[i])), longest))
		}
		widths[i] += margin
	}
	return widths
}

// newSheet begins the sheet with a number, counted from 1.
func (w *Workbook) newSheet(number int, widths []int, header bool) (*sheet, error) {
	part, err := w.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", number))
	if err != nil {
		return nil, err
	}
	return newSheet(part, widths, header), nil
}

// Row writes a row as Table.Rows returns it.
func (w *Workbook) Row(cells []any) error {
	w.rows.beginRow()
	for i, c := range cells {
		if err := w.cell(i, c); err != nil {
			return err
		}
	}
	w.rows.endRow()
	return nil
}

// cell writes one cell of a row. A null has none.
func (w *Workbook) cell(i int, value any) error {
	text := cellText(value)
	if err := w.count(text); err != nil {
		return err
	}
	switch value := value.(type) {
	case nil:
	case bool:
		w.rows.literal(i, "b", w.styles.number, map[bool]string{false: "0", true: "1"}[value])
	case json.Number:
		if isExact(value) {
			w.rows.literal(i, "n", w.styles.number, text)
		} else {
			w.rows.text(i, w.textStyle(text), text)
		}
	case string:
		number, isDay := dayNumber(text)
		switch kind := w.columns[i].Type; {
		case kind == "Date" && isDay:
			w.rows.literal(i, "n", w.styles.day, number)
		case kind == "URL" && w.rows.addLink(i, text):
			w.rows.text(i, w.styles.linked, text)
		default:
			w.rows.text(i, w.textStyle(text), text)
		}
	default:
		w.rows.text(i, w.textStyle(text), text)
	}
	return nil
}

// textStyle returns the style of a text. The format for texts keeps Excel from converting a cell that somebody edits,
// but some versions of Excel show ### for texts of this format that are longer than 255 characters.
func (w *Workbook) textStyle(text string) int {
	if len(text) > 255 {
		return w.styles.long
	}
	return w.styles.text
}

// count counts a cell, and returns an error if the file or the cell is too large.
func (w *Workbook) count(text string) error {
	w.cells++
	w.text += len(text)
	switch {
	case w.cells > MaxCells:
		return store.Exceed("cells", "An XLSX file must have at most %d cells, rows times columns", MaxCells)
	case w.text > MaxCellText:
		return store.Exceed("cell_text", "An XLSX file must have at most %d bytes of text", MaxCellText)
	case len(text) > maxCellCharacters && characters(text) > maxCellCharacters:
		return store.Exceed("cell_text", "A cell of an XLSX file must have at most %d characters, got %d",
			maxCellCharacters, characters(text))
	}
	return nil
}

// texts writes a row of texts in a style, or, if it is 0, in that of the rows.
func (w *Workbook) texts(to *sheet, style int, texts ...string) error {
	to.beginRow()
	for i, text := range texts {
		if err := w.count(text); err != nil {
			return err
		}
		to.text(i, cmp.Or(style, w.textStyle(text)), text)
	}
	to.endRow()
	return nil
}

// Close writes the other sheets and ends the file. Facts whose value is an absolute address are links.
func (w *Workbook) Close(about []Fact) error {
	err := w.closeSheet(1, w.rows)
	if err == nil {
		err = w.writeColumns()
	}
	if err == nil {
		err = w.writeAbout(about)
	}
	if err == nil {
		err = w.writeFrame()
	}
	return err
}

func (w *Workbook) writeColumns() error {
	s, err := w.newSheet(2, []int{32, 32, 80, 16}, true)
	if err != nil {
		return err
	}
	if err := w.texts(s, w.styles.header, "name", "title", "description", "type"); err != nil {
		return err
	}
	for _, c := range w.columns {
		if err := w.texts(s, 0, c.Name, c.Title, c.Description, c.Type); err != nil {
			return err
		}
	}
	return w.closeSheet(2, s)
}

func (w *Workbook) writeAbout(about []Fact) error {
	s, err := w.newSheet(3, []int{24, 100}, false)
	if err != nil {
		return err
	}
	for _, fact := range about {
		s.beginRow()
		if err := cmp.Or(w.count(fact.Name), w.count(fact.Value)); err != nil {
			return err
		}
		s.text(0, w.styles.header, fact.Name)
		style := w.textStyle(fact.Value)
		if s.addLink(1, fact.Value) {
			style = w.styles.linked
		}
		s.text(1, style, fact.Value)
		s.endRow()
	}
	return w.closeSheet(3, s)
}

// closeSheet ends a sheet and writes its links.
func (w *Workbook) closeSheet(number int, s *sheet) error {
	if err := s.close(); err != nil || len(s.links) == 0 {
		return err
	}
	part, err := w.zip.Create(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", number))
	if err != nil {
		return err
	}
	return s.writeRelations(part)
}

// writeFrame writes everything but the sheets.
func (w *Workbook) writeFrame() error {
	w.frame.SetZipWriter(func(io.Writer) excelize.ZipWriter { return frameParts{w.zip} })
	return errors.Join(w.frame.Write(io.Discard), w.zip.Close())
}

// frameParts writes the parts of excelize's file to another one, except the sheets.
type frameParts struct{ *zip.Writer }

func (p frameParts) Create(name string) (io.Writer, error) {
	if strings.HasPrefix(name, "xl/worksheets/") {
		return io.Discard, nil
	}
	return p.Writer.Create(name)
}

// Close leaves the file open.
func (p frameParts) Close() error { return nil }
