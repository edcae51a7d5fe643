package pages

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
)

// maxColumns is the number of columns that a table for people has at most.
const maxColumns = 7

// A composedTable is a table for people. Its first column names the record of the row and links to it.
type composedTable struct {
	Heads []tableHead
	Rows  [][]composedCell
	Same  []line // values that are the same in every row, with the title of their column, instead of a column
}

// A tableHead is the title of a column. Sorts says how its values compare: text, number or date.
type tableHead struct {
	Title, Sorts string
	Wide         bool
}

// A composedCell has the lines of a cell.
type composedCell struct {
	Lines   []line
	More    []line // shown on demand
	SortKey string // "" if the cell sorts by its text
	Keyed   bool   // SortKey is set, and may be empty
}

// maxDoubts is the number of doubts up to which a cell shows all. Of more, it shows the first, and the rest on demand.
const maxDoubts = 2

// rareDoubts is the number of rows for each one with doubts from which these take no column.
const rareDoubts = 4

// composedColumn is a group with its cells.
type composedColumn struct {
	*group
	cells []composedCell
}

// compose returns the table for people, of at most maxColumns columns. articles has the names and addresses of
// articles, by the names of their files and by their addresses.
func compose(t *graph.TablePage, articles map[string]suggestion) *composedTable {
	root := newTree(t.Columns)
	var all []*composedColumn
	for _, g := range groupsOf(root) {
		all = append(all, &composedColumn{g, nil})
	}
	for _, row := range t.Rows {
		fields, _ := root.item(row, nil).(map[string]any)
		setLanguages(fields, "")
		for _, c := range all {
			c.cells = append(c.cells, c.cell(fields, articles))
		}
	}
	all = slices.DeleteFunc(all, (*composedColumn).isEmpty)
	lead := max(0, slices.IndexFunc(all, func(c *composedColumn) bool { return c.kind == leadGroup }))
	if len(all) > 0 {
		first := all[lead]
		all = slices.Insert(slices.Delete(all, lead, lead+1), 0, first)
		linkToRecords(root, t.Rows, first, articles)
	}
	table := &composedTable{}
	all = foldRareDoubts(mergeDoubts(table.limit(all)))
	for _, c := range all {
		table.Heads = append(table.Heads, tableHead{c.title, c.sorts, c.wide})
	}
	for i := range t.Rows {
		var cells []composedCell
		for _, c := range all {
			cells = append(cells, c.cells[i])
		}
		table.Rows = append(table.Rows, cells)
	}
	return table
}

// cell returns the cell of a column in a row.
func (c *composedColumn) cell(fields map[string]any, articles map[string]suggestion) composedCell {
	cell := composedCell{Lines: c.lines(fields)}
	for i, l := range cell.Lines {
		if article, known := articles[l.File]; known {
			cell.Lines[i].Address = article.Address
			if l.Text == l.File || l.Text == article.Slug {
				cell.Lines[i].Text = article.Name
			}
		}
	}
	if c.sortKey != nil {
		cell.SortKey, cell.Keyed = c.sortKey(fields), true
	}
	if c.address != nil && len(cell.Lines) > 0 {
		cell.Lines[0].Address = c.address(fields)
	}
	return cell
}

func (c *composedColumn) isEmpty() bool {
	return !slices.ContainsFunc(c.cells, func(cell composedCell) bool { return len(cell.Lines) > 0 })
}

// linkToRecords links the first column to the records of the rows, unless it links to records of its own.
func linkToRecords(root *fieldNode, rows [][]any, first *composedColumn, articles map[string]suggestion) {
	url := root.child("url")
	if url == nil {
		return
	}
	for i, row := range rows {
		if lines := first.cells[i].Lines; len(lines) > 0 && lines[0].Address == "" {
			lines[0].Address = textOf(row[url.column])
		} else if len(lines) == 0 {
			address := textOf(row[url.column])
			name := cmp.Or(articles[address].Name, path.Base(address))
			first.cells[i].Lines = []line{{Text: name, Address: address}}
		}
	}
}

// limit leaves out columns until there are few enough: values that are the same in every row stand above the table,
// words of enums follow the name of the record, and the marks of what else is left out are among the doubts.
func (t *composedTable) limit(all []*composedColumn) []*composedColumn {
	for i := 1; i < len(all); {
		if !all[i].isSame() || all[i].kind == wordGroup && count(all) <= maxColumns {
			i++
			continue
		}
		t.Same = append(t.Same, all[i].labelled(all[i].cells[0].Lines)...)
		all = slices.Delete(all, i, i+1)
	}
	for i := 1; i < len(all) && count(all) > maxColumns; {
		if all[i].kind != wordGroup {
			i++
			continue
		}
		for row, cell := range all[i].cells {
			for _, l := range cell.Lines {
				l.Class = "note"
				all[0].cells[row].Lines = append(all[0].cells[row].Lines, l)
			}
		}
		all = slices.Delete(all, i, i+1)
	}
	for count(all) > maxColumns {
		all = leaveOut(all)
	}
	return all
}

// count returns the number of columns, of which those with doubts become one.
func count(all []*composedColumn) int {
	doubts := 0
	for _, c := range all {
		if c.kind == doubtGroup {
			doubts++
		}
	}
	return len(all) - max(0, doubts-1)
}

// leaveOut leaves out the last column of those that matter least. Its marks become doubts.
func leaveOut(all []*composedColumn) []*composedColumn {
	last := 1
	for i, c := range all[1:] {
		if c.kind >= all[last].kind {
			last = i + 1
		}
	}
	out := all[last]
	doubts := &composedColumn{&group{title: "Doubts", kind: doubtGroup, sorts: "text", wide: true}, nil}
	for _, cell := range out.cells {
		marked := slices.DeleteFunc(out.labelled(cell.Lines), func(l line) bool {
			return l.Mark == "" || l.Mark == enumLabels["STATED"] && l.Note == ""
		})
		doubts.cells = append(doubts.cells, composedCell{Lines: marked})
	}
	if all = slices.Delete(all, last, last+1); !doubts.isEmpty() {
		all = append(all, doubts)
	}
	return all
}

// mergeDoubts makes one column of all that have doubts, in the place of the first. Doubts of a record in the row come
// before those of the row.
func mergeDoubts(all []*composedColumn) (merged []*composedColumn) {
	var doubts *composedColumn
	for _, c := range all {
		switch {
		case c.kind != doubtGroup:
			merged = append(merged, c)
		case doubts == nil:
			doubts, merged = c, append(merged, c)
		default:
			for i := range c.cells {
				first, second := doubts.cells[i].Lines, c.cells[i].Lines
				if c.nested {
					first, second = second, first
				}
				doubts.cells[i].Lines = slices.Concat(first, second)
			}
		}
	}
	if doubts != nil {
		for i := range doubts.cells {
			doubts.cells[i].foldDoubts()
		}
	}
	return merged
}

// foldRareDoubts moves doubts to the first column if few rows have any, so that they take no column of their own.
func foldRareDoubts(all []*composedColumn) []*composedColumn {
	at := slices.IndexFunc(all, func(c *composedColumn) bool { return c.kind == doubtGroup })
	if at < 1 {
		return all
	}
	doubtful := 0
	for _, cell := range all[at].cells {
		if len(cell.Lines) > 0 {
			doubtful++
		}
	}
	if doubtful*rareDoubts > len(all[at].cells) {
		return all
	}
	for i, cell := range all[at].cells {
		first := &all[0].cells[i]
		for _, l := range cell.Lines {
			l.Class = "doubt"
			first.Lines = append(first.Lines, l)
		}
		first.More = append(first.More, cell.More...)
	}
	return slices.Delete(all, at, at+1)
}

// foldDoubts leaves out repeated doubts, and moves those after the first to where they are shown on demand.
func (c *composedCell) foldDoubts() {
	var lines []line
	for _, l := range c.Lines {
		same := func(other line) bool { return slices.Equal(textsOf([]line{l}), textsOf([]line{other})) }
		if !slices.ContainsFunc(lines, same) {
			lines = append(lines, l)
		}
	}
	if c.Lines = lines; len(lines) > maxDoubts {
		c.Lines, c.More = lines[:1], lines[1:]
	}
}

// isSame reports whether a column of plain values or articles has the same one in each of several rows.
func (c *composedColumn) isSame() bool {
	isArticle := c.kind == factGroup && len(c.cells[0].Lines) > 0 && c.cells[0].Lines[0].File != ""
	if c.kind != wordGroup && c.kind != plainGroup && !isArticle || len(c.cells) < 2 {
		return false
	}
	return !slices.ContainsFunc(c.cells, func(cell composedCell) bool {
		return len(cell.Lines) == 0 || !slices.Equal(textsOf(cell.Lines), textsOf(c.cells[0].Lines))
	})
}

// textsOf returns what lines say, marks included.
func textsOf(lines []line) (texts []string) {
	for _, l := range lines {
		texts = append(texts, strings.Join([]string{l.Label, l.Text, l.Aside, l.Mark, l.Note}, "\n"))
	}
	return texts
}

// labelled returns lines with the title of the column.
func (c *composedColumn) labelled(lines []line) (all []line) {
	for _, l := range lines {
		if l.Label == "" {
			l.Label = c.title
		}
		all = append(all, l)
	}
	return all
}
