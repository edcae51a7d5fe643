//go:build linux

package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The statements of handwritten, as few as possible for each workload.
const (
	personSQL = `SELECT person.name, person.other_names, country.name
FROM slug
JOIN agent AS person ON person.id = record_id
LEFT JOIN agent AS country ON country.id = person.country_id
WHERE space = 'agent' AND slug.slug = ? AND person.kind = 'PERSON'`

	statementsSQL = `SELECT statement.slug, statement.kind, text, said_edtf, said_basis,
  event.name, organization.name, speaker.named_as, agent.name
FROM (
  SELECT record_id FROM listed
  WHERE list = (SELECT id FROM list WHERE name = 'statement' AND sorted = 'by_said')
  ORDER BY rank LIMIT 50
) AS page
CROSS JOIN statement ON statement.id = page.record_id
LEFT JOIN event ON event.id = occasion_id
LEFT JOIN agent AS organization ON organization.id = organization_id
LEFT JOIN speaker ON statement_id = statement.id
LEFT JOIN agent ON agent.id = agent_id
ORDER BY by_said, speaker.position`

	summitsSQL = `SELECT organization.name, event.id, event.name, when_edtf
FROM slug
CROSS JOIN agent AS organization ON organization.id = record_id
CROSS JOIN event
WHERE space = 'agent' AND slug.slug = ? AND event.id IN (
  SELECT listed.record_id FROM listed
  WHERE list = (
    SELECT id FROM list
    WHERE name = 'summit organization' AND sorted = 'by_when' AND record_id = organization.id
  )
  ORDER BY rank LIMIT 5
)
ORDER BY by_when`

	saidSQL = `SELECT summit.key, statement.id, statement.slug, text
FROM json_each(?) AS summit
CROSS JOIN statement
WHERE statement.id IN (
  SELECT listed.record_id FROM listed
  WHERE list = (
    SELECT id FROM list
    WHERE name = 'statement occasion' AND sorted = 'by_said' AND record_id = summit.value
  )
  ORDER BY rank LIMIT 10
)
ORDER BY summit.key, by_said`

	speakersSQL = `SELECT statement_id, named_as, name
FROM json_each(?)
CROSS JOIN speaker ON statement_id = value
LEFT JOIN agent ON agent.id = agent_id
ORDER BY json_each.key, position`

	topicsSQL = `SELECT statement_id, name
FROM json_each(?)
CROSS JOIN statement_topic ON statement_id = value
CROSS JOIN topic ON topic.id = topic_id
ORDER BY json_each.key, by_name`

	citationsSQL = `SELECT subject_id, exact, start, "end", file_name, title
FROM json_each(?)
CROSS JOIN citation ON subject_id = value
CROSS JOIN document ON document.id = document_id
ORDER BY json_each.key, by_place`

	searchSQL = `SELECT findable.space, findable.slug, agent.kind,
  coalesce(statement.text, summary, agent.name, event.name, topic.name, file_name)
FROM (
  SELECT rowid AS id,
    rank - 1000 * (rowid IN (SELECT record_id FROM called WHERE name = ?)) AS score
  FROM search WHERE search MATCH ?
  ORDER BY score, id LIMIT 20
) AS hit
CROSS JOIN findable ON findable.id = hit.id
LEFT JOIN statement ON statement.id = hit.id
LEFT JOIN narration ON narration.id = hit.id
LEFT JOIN agent ON agent.id = hit.id
LEFT JOIN event ON event.id = hit.id
LEFT JOIN topic ON topic.id = hit.id
LEFT JOIN document ON document.id = hit.id
ORDER BY score, hit.id`

	pageSQL = `SELECT statement.slug, text, said_edtf
FROM (
  SELECT record_id FROM listed
  WHERE list = (SELECT id FROM list WHERE name = 'statement' AND sorted = 'by_said')
    AND rank > (SELECT by_said FROM statement WHERE slug = ?)
  ORDER BY rank LIMIT 21
) AS page
CROSS JOIN statement ON statement.id = page.record_id
ORDER BY by_said`
)

// handwrittenSQL lists the statements of each workload, in the order of workloads.
var handwrittenSQL = [][]string{
	{personSQL},
	{statementsSQL},
	{summitsSQL, saidSQL, speakersSQL, topicsSQL, citationsSQL},
	{searchSQL},
	{pageSQL},
}

// handwritten answers only the workloads, as cheaply as possible: it prepares the statements of each, and writes JSON
// while it reads the rows. It is a lower bound for any executor of arbitrary queries.
type handwritten struct {
	prepared  map[string]*sql.Stmt
	workloads map[string]*workload // by the query of an address, without its variables
}

func newHandwritten(ctx context.Context, db *sql.DB) (*handwritten, error) {
	h := &handwritten{map[string]*sql.Stmt{}, map[string]*workload{}}
	for i, s := range workloads {
		h.workloads["query="+url.QueryEscape(s.query)] = s
		for _, query := range handwrittenSQL[i] {
			statement, err := db.PrepareContext(ctx, query)
			if err != nil {
				return nil, fmt.Errorf("%w in %s", err, query)
			}
			h.prepared[query] = statement
		}
	}
	return h, nil
}

func (h *handwritten) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query, escaped, _ := strings.Cut(r.URL.RawQuery, variablesParameter)
	s := h.workloads[query]
	var variables struct{ Value string }
	text, err := url.QueryUnescape(escaped)
	if s == nil || err != nil || json.Unmarshal([]byte(text), &variables) != nil {
		http.Error(w, "Only the operations of the workloads are supported", http.StatusBadRequest)
		return
	}
	answer, err := s.handwritten(h, variables.Value, []byte(`{"data":{`))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer = append(answer, `},"extensions":{"dataset":{"version":"0.0.0"},"cost":{"maxRecords":20000,"records":`...)
	answer = append(strconv.AppendInt(answer, int64(s.cost), 10), "}}}\n"...)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	w.Write(answer)
}

// eachRow calls row with the columns of every row of a statement. The columns are valid until the next call.
func (h *handwritten) eachRow(query string, columns int, row func([]sql.RawBytes), args ...any) error {
	rows, err := h.prepared[query].Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	all, into := make([]sql.RawBytes, columns), make([]any, columns)
	for i := range all {
		into[i] = &all[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row(all)
	}
	return rows.Err()
}

func (h *handwritten) person(slug string, to []byte) ([]byte, error) {
	to = append(to, `"person":`...)
	err := h.eachRow(personSQL, 3, func(c []sql.RawBytes) {
		to = appendText(append(to, `{"name":`...), c[0])
		to = append(append(to, `,"otherNames":`...), c[1]...)
		to = append(appendNamed(append(to, `,"country":`...), c[2]), '}')
	}, slug)
	return to, err
}

func (h *handwritten) statements(_ string, to []byte) ([]byte, error) {
	to = append(to, `"statements":{"nodes":[`...)
	var last, rest []byte // of the current statement: its slug, and the JSON after its speakers
	err := h.eachRow(statementsSQL, 9, func(c []sql.RawBytes) {
		if !bytes.Equal(c[0], last) {
			to = append(to, rest...)
			if last != nil {
				to = append(to, ',')
			}
			last = append(last[:0], c[0]...)
			to = appendText(append(to, `{"slug":`...), c[0])
			to = appendText(append(to, `,"kind":`...), c[1])
			to = appendText(append(to, `,"text":`...), c[2])
			to = append(to, `,"saidOn":`...)
			if c[3] == nil {
				to = append(to, `null`...)
			} else {
				to = appendText(append(to, `{"edtf":`...), c[3])
				to = append(appendText(append(to, `,"basis":`...), c[4]), '}')
			}
			to = append(to, `,"speakers":[`...)
			rest = append(rest[:0], `],"occasion":`...)
			if c[5] == nil {
				rest = append(rest, `null`...)
			} else {
				rest = appendText(append(rest, `{"name":`...), c[5])
				rest = append(appendNamed(append(rest, `,"organization":`...), c[6]), '}')
			}
			rest = append(rest, '}')
		} else {
			to = append(to, ',')
		}
		to = appendSpeaker(to, c[7], c[8])
	})
	return append(append(to, rest...), `]}`...), err
}

func (h *handwritten) summits(slug string, to []byte) ([]byte, error) {
	to = append(to, `"organization":{"name":`...)
	var summits, statements []string // keys
	var heads [][]byte
	err := h.eachRow(summitsSQL, 4, func(c []sql.RawBytes) {
		if summits == nil {
			to = append(appendText(to, c[0]), `,"summits":{"nodes":[`...)
		}
		summits = append(summits, string(c[1]))
		head := appendText([]byte(`{"name":`), c[2])
		head = append(head, `,"when":`...)
		if c[3] == nil {
			head = append(head, `null`...)
		} else {
			head = append(appendText(append(head, `{"edtf":`...), c[3]), '}')
		}
		heads = append(heads, append(head, `,"statements":{"nodes":[`...))
	}, slug)
	if err != nil {
		return nil, err
	}
	said := make([][][]byte, len(summits)) // by summit
	err = h.eachRow(saidSQL, 4, func(c []sql.RawBytes) {
		summit, _ := strconv.Atoi(string(c[0]))
		statements = append(statements, string(c[1]))
		text := appendText([]byte(`{"slug":`), c[2])
		text = appendText(append(text, `,"text":`...), c[3])
		said[summit] = append(said[summit], text)
	}, "["+strings.Join(summits, ",")+"]")
	if err != nil {
		return nil, err
	}
	all := "[" + strings.Join(statements, ",") + "]"
	speakers, err := h.itemsByKey(speakersSQL, 3, all, func(to []byte, c []sql.RawBytes) []byte {
		return appendSpeaker(to, c[1], c[2])
	})
	if err != nil {
		return nil, err
	}
	topics, err := h.itemsByKey(topicsSQL, 2, all, func(to []byte, c []sql.RawBytes) []byte {
		return appendNamed(to, c[1])
	})
	if err != nil {
		return nil, err
	}
	citations, err := h.itemsByKey(citationsSQL, 6, all, func(to []byte, c []sql.RawBytes) []byte {
		to = appendText(append(to, `{"exact":`...), c[1])
		to = append(append(to, `,"start":`...), c[2]...)
		to = append(append(to, `,"end":`...), c[3]...)
		to = appendText(append(to, `,"document":{"fileName":`...), c[4])
		return append(appendText(append(to, `,"title":`...), c[5]), "}}"...)
	})
	next := 0
	for i, head := range heads {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, head...)
		for k, statement := range said[i] {
			if k > 0 {
				to = append(to, ',')
			}
			key := statements[next]
			next++
			to = append(append(to, statement...), `,"speakers":[`...)
			to = append(append(to, speakers[key]...), `],"topics":[`...)
			to = append(append(to, topics[key]...), `],"citations":[`...)
			to = append(append(to, citations[key]...), "]}"...)
		}
		to = append(to, "]}}"...)
	}
	return append(to, "]}}"...), err
}

// itemsByKey writes the list items of many records. The first column is the key of the record.
func (h *handwritten) itemsByKey(
	query string, columns int, keys string, item func(to []byte, c []sql.RawBytes) []byte,
) (map[string][]byte, error) {
	lists := map[string][]byte{}
	err := h.eachRow(query, columns, func(c []sql.RawBytes) {
		list := lists[string(c[0])]
		if list != nil {
			list = append(list, ',')
		}
		lists[string(c[0])] = item(list, c)
	}, keys)
	return lists, err
}

func (h *handwritten) search(word string, to []byte) ([]byte, error) {
	to = append(to, `"search":{"nodes":[`...)
	first := true
	err := h.eachRow(searchSQL, 4, func(c []sql.RawBytes) {
		if !first {
			to = append(to, ',')
		}
		first = false
		kind, field := string(c[0]), `","name":`
		switch kind {
		case "statement":
			field = `","text":`
		case "narration":
			field = `","summary":`
		case "document":
			field = `","fileName":`
		case "agent":
			kind = map[string]string{"PERSON": "person", "ORGANIZATION": "organization"}[string(c[2])]
			if kind == "" {
				kind = "country"
			}
		}
		to = append(append(append(append(to, `{"id":"`...), kind...), ':'), c[1]...)
		if c[3] == nil { // the operation selects no field of this kind
			to = append(to, `"}`...)
			return
		}
		to = append(appendText(append(to, field...), c[3]), '}')
	}, word, matchPhrase(word))
	return append(to, "]}"...), err
}

// matchPhrase returns the FTS5 query for a word or for words that begin with it.
func matchPhrase(word string) string { return `("` + word + `" OR "` + word + `"*)` }

func (h *handwritten) page(cursor string, to []byte) ([]byte, error) {
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, err
	}
	var position [4]any
	if err := json.Unmarshal(after, &position); err != nil {
		return nil, err
	}
	to = append(to, `"statements":{"nodes":[`...)
	n := 0
	var end []byte
	err = h.eachRow(pageSQL, 3, func(c []sql.RawBytes) {
		if n++; n > 20 {
			return
		}
		if n > 1 {
			to = append(to, ',')
		}
		to = appendText(append(to, `{"slug":`...), c[0])
		to = appendText(append(to, `,"text":`...), c[1])
		if c[2] == nil {
			to = append(to, `,"saidOn":null}`...)
		} else {
			to = append(appendText(append(to, `,"saidOn":{"edtf":`...), c[2]), "}}"...)
		}
		end = append(end[:0], c[0]...)
	}, position[3])
	to = strconv.AppendBool(append(to, `],"pageInfo":{"hasNextPage":`...), n > 20)
	to = appendCursor(append(to, `,"endCursor":"`...), string(end))
	return append(to, `"}}`...), err
}

// appendCursor appends the cursor of a slug in the list of all statements by day.
func appendCursor(to []byte, slug string) []byte {
	return base64.RawURLEncoding.AppendEncode(to, []byte(`[2,"statement ","by_said","`+slug+`"]`))
}

func appendSpeaker(to, namedAs, agent []byte) []byte {
	to = appendText(append(to, `{"namedAs":`...), namedAs)
	return append(appendNamed(append(to, `,"agent":`...), agent), '}')
}

func appendNamed(to, name []byte) []byte {
	if name == nil {
		return append(to, `null`...)
	}
	return append(appendText(append(to, `{"name":`...), name), '}')
}

// appendText appends a text as JSON.
func appendText(to, text []byte) []byte {
	if text == nil {
		return append(to, `null`...)
	}
	to = append(to, '"')
	for _, b := range text {
		switch {
		case b == '"' || b == '\\':
			to = append(to, '\\', b)
		case b < ' ':
			to = fmt.Appendf(to, `\u%04x`, b)
		default:
			to = append(to, b)
		}
	}
	return append(to, '"')
}
