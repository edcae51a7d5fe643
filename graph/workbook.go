package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
)

// MaxWorkbookTime limits how long an XLSX file may take. The page that is being read at its end may take longer.
const MaxWorkbookTime = 10 * time.Second

// workbook returns a table as an XLSX file. The file exists only when it is whole, so it is made in memory, in a heavy
// slot.
func (a *API) workbook(r *http.Request, asked *request, query *tableQuery) ([]byte, error) {
	slot, leave, problem := a.exec.ReserveHeavy(r.Context())
	if problem != nil {
		return nil, gqlerror.List{problem}
	}
	defer leave()
	until := time.Now().Add(MaxWorkbookTime)
	var file bytes.Buffer
	var book *table.Workbook
	refused := func(err error) error {
		a.exec.CountRefusal(err)
		return asked.orCSV(err)
	}
	err := query.eachPage(slot, func(page *TablePage) (err error) {
		if book == nil {
			book, err = table.NewWorkbook(&file, asked.file, asked.title(), page.Columns, page.Rows)
		}
		for i := 0; i < len(page.Rows) && err == nil; i++ {
			err = book.Row(page.Rows[i])
		}
		if err == nil && page.Next != "" && time.Now().After(until) {
			err = store.Exceed("workbook_time", "An XLSX file must be made within %v", MaxWorkbookTime)
		}
		return refused(err)
	})
	if err == nil {
		err = refused(book.Close(a.factsAbout(r, asked)))
	}
	return file.Bytes(), err
}

// orCSV returns the error of a table that does not fit an XLSX file, and says how to request it as CSV.
func (q *request) orCSV(err error) error {
	if err == nil {
		return nil
	}
	instead := "Accept: text/csv"
	if q.view != nil {
		instead = "the same parameters to /views/" + q.view.Name + ".csv"
	}
	return problemf(http.StatusUnprocessableEntity, "%v: send %s, or request fewer rows or columns", err, instead)
}

func (q *request) title() string {
	if q.view != nil {
		return q.view.Title
	}
	return "Result of a GraphQL operation"
}

// listsInCells explains cells with several values.
const listsInCells = `The values of a list are joined by " | ", those of a list in a list by " ; ". An empty value ` +
	"keeps its place, so that columns of the same list line up. An empty property means that the passage supports " +
	"the record as a whole."

// unknownServer explains an address without a host.
const unknownServer = "No public address of the server is configured. Put the address from which you downloaded " +
	"this file before the path, here and in the column url."

// factsAbout returns what the sheet About says of a table: where it is from and how to cite it.
func (a *API) factsAbout(r *http.Request, asked *request) []table.Fact {
	address := asked.site + (&url.URL{Path: r.URL.Path, RawQuery: queryToCite(r.URL)}).String()
	var facts []table.Fact
	if a.dataset.Title != nil {
		facts = append(facts, table.Fact{Name: "Dataset", Value: *a.dataset.Title})
	}
	facts = append(facts, table.Fact{Name: "Version", Value: a.dataset.Version},
		table.Fact{Name: "SHA-256", Value: a.dataset.SHA256})
	if a.dataset.Licence != nil {
		facts = append(facts, table.Fact{Name: "Licence", Value: *a.dataset.Licence + " for the dataset; the quoted " +
			"passages belong to those who wrote and published the articles."})
	}
	if text := a.dataset.LicenceURL(); text != "" {
		facts = append(facts, table.Fact{Name: "Text of the licence", Value: text})
	}
	if a.dataset.URL != nil {
		facts = append(facts, table.Fact{Name: "Published at", Value: *a.dataset.URL})
	}
	place := address
	if asked.site == "" {
		place = "path " + address
	}
	facts = append(facts, table.Fact{Name: "How to cite", Value: fmt.Sprintf("%s (SHA-256 %.12s), %s",
		a.dataset.Reference(), a.dataset.SHA256, place)}, table.Fact{Name: "Address", Value: address})
	if asked.site == "" {
		facts = append(facts, table.Fact{Name: "Server", Value: unknownServer})
	}
	if v := asked.view; v != nil {
		facts = append(facts, table.Fact{Name: "View", Value: v.Name}, table.Fact{Name: "Question", Value: v.Title},
			table.Fact{Name: "Description", Value: v.Description})
	}
	for _, name := range slices.Sorted(maps.Keys(asked.Variables)) {
		facts = append(facts, table.Fact{Name: "Variable " + name, Value: plainJSON(asked.Variables[name])})
	}
	return append(facts,
		table.Fact{Name: "Operation", Value: asked.Query}, table.Fact{Name: "Lists", Value: listsInCells})
}

// queryToCite returns the query of an address without parameters that change no cell: the pinned dataset, which the
// sheet names beside the address, and those that others append.
func queryToCite(address *url.URL) string {
	cited := address.Query()
	all := len(cited)
	maps.DeleteFunc(cited, func(name string, _ []string) bool {
		return name == views.Dataset || views.IsIgnored(name)
	})
	if len(cited) == all {
		return address.RawQuery
	}
	return cited.Encode()
}

// plainJSON returns a value as JSON for people, without escapes for HTML.
func plainJSON(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // it was decoded from JSON
	}
	return strings.TrimSpace(text.String())
}
