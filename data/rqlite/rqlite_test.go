package rqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/store"
)

// A node answers as rqlite 8.43 does, from an SQLite database.
type node struct {
	*httptest.Server
	db       *sql.DB
	answer   func(http.ResponseWriter, *http.Request) // replaces the node's own answer; nil for none
	requests atomic.Int64
}

func newNode(t *testing.T, version string) *node {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "node.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	n := &node{db: db}
	if version != "" {
		n.exec(t, "CREATE TABLE dataset (version, sha256, format, statements, citations, characters)")
		n.exec(t, "INSERT INTO dataset VALUES ('"+version+"', 'abc', 'def', 1, 2, 3)")
	}
	n.exec(t, "CREATE TABLE t (id INTEGER, text TEXT, blob BLOB)")
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	return n
}

func (n *node) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := n.db.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.requests.Add(1)
	if n.answer != nil {
		n.answer(w, r)
		return
	}
	var statements []any
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&statements); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var results []result
	for _, s := range statements {
		parts, isList := s.([]any)
		if !isList {
			parts = []any{s}
		}
		results = append(results, n.query(parts))
	}
	json.NewEncoder(w).Encode(map[string]any{"results": results})
}

func (n *node) query(statement []any) (r result) {
	var args []any
	for _, a := range statement[1:] {
		args = append(args, parameter(a))
	}
	rows, err := n.db.Query(statement[0].(string), args...)
	if err != nil {
		return result{Error: err.Error()}
	}
	defer rows.Close()
	types, _ := rows.ColumnTypes()
	for _, of := range types {
		r.Columns, r.Types = append(r.Columns, of.Name()), append(r.Types, strings.ToLower(of.DatabaseTypeName()))
	}
	for rows.Next() {
		row, into := make([]any, len(types)), make([]any, len(types))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return result{Error: err.Error()}
		}
		for i, value := range row {
			switch v := value.(type) {
			case []byte:
				row[i] = bytesOf(string(v))
			case float64:
				r.Types[i] = "real"
			}
		}
		r.Values = append(r.Values, row)
	}
	return r
}

// parameter reads a parameter as rqlite does: a string may be a blob in hexadecimal digits, and 3.0 an integer.
func parameter(a any) any {
	switch v := a.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case string:
		text := strings.TrimSpace(v)
		if len(text) > 2 && strings.EqualFold(text[:2], "x'") && text[len(text)-1] == '\'' {
			if b, err := hex.DecodeString(text[2 : len(text)-1]); err == nil {
				return b
			}
		}
	case []any:
		b := make([]byte, len(v))
		for i := range v {
			n, _ := v[i].(json.Number).Int64()
			b[i] = byte(n)
		}
		return b
	}
	return a
}

// clusterOf returns a cluster of nodes.
func clusterOf(t *testing.T, nodes ...*node) *Cluster {
	t.Helper()
	var hosts []string
	for _, n := range nodes {
		hosts = append(hosts, strings.TrimPrefix(n.URL, "http://"))
	}
	c, err := Parse("http://"+strings.Join(hosts, ","), "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// database opens the current release of a cluster.
func database(t *testing.T, c *Cluster) (*sql.DB, *release.Release, release.Source) {
	t.Helper()
	source := c.Source()
	r, err := source.Next(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(r.Connector())
	t.Cleanup(func() { db.Close() })
	return db, r, source
}

var realCluster = flag.String("cluster", "", "an `address` of rqlite that holds a dataset, for TestValues")

// Arguments arrive as they are, and values return as they are: integers of 64 bits, real numbers without a fraction,
// blobs, NULL, and texts that rqlite would take for blobs or that JSON cannot hold.
func TestValues(t *testing.T) {
	c := clusterOf(t, newNode(t, "1"))
	if *realCluster != "" {
		var err error
		if c, err = Parse(*realCluster, os.Getenv(PasswordVariable)); err != nil {
			t.Fatal(err)
		}
	}
	db, _, _ := database(t, c)
	const query = `SELECT typeof(?), hex(CAST(? AS BLOB)), '?', CAST(? AS TEXT) = ?`
	for _, v := range []struct {
		value any
		kind  string
	}{
		{"", "text"}, {"plain", "text"}, {"X'41'", "text"}, {" x'41' ", "text"}, {"x''", "text"}, {"X'4", "text"},
		{"\xff\xfe", "text"}, {"a\x00b", "text"}, {"<&>\u2028 \U0001f600 \"'?", "text"}, {"[1, 2]", "text"},
		{int64(math.MaxInt64), "integer"}, {int64(math.MinInt64), "integer"}, {int64(1<<53 + 1), "integer"},
		{int64(1_000_000), "integer"}, {3.0, "real"}, {1e300, "real"}, {0.1, "real"}, {true, "integer"},
		{[]byte{0, 255}, "blob"}, {[]byte("X'41'"), "blob"}, {nil, "null"},
	} {
		var kind, text, question string
		var same any
		err := db.QueryRowContext(t.Context(), query, v.value, v.value, v.value, v.value).
			Scan(&kind, &text, &question, &same)
		if err != nil || kind != v.kind || question != "?" {
			t.Errorf("%#v arrives as %s (%v)", v.value, kind, err)
		}
		if s, isText := v.value.(string); isText && (text != strings.ToUpper(hex.EncodeToString([]byte(s)))) {
			t.Errorf("%q arrives as %s", s, text)
		}
	}
	const values = `SELECT 9223372036854775807, -9223372036854775808, 9007199254740993, 1000000, 3.0, 0.1, NULL, 'a"<'`
	got := make([]any, 8)
	into := []any{&got[0], &got[1], &got[2], &got[3], &got[4], &got[5], &got[6], &got[7]}
	if err := db.QueryRowContext(t.Context(), values).Scan(into...); err != nil {
		t.Fatal(err)
	}
	want := []any{int64(math.MaxInt64), int64(math.MinInt64), int64(9007199254740993), int64(1_000_000), 3.0, 0.1, nil,
		`a"<`}
	if !slices.Equal(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

// A column of blobs has the same bytes, also after NULL and after text, and the order of rows stays.
func TestRows(t *testing.T) {
	n := newNode(t, "1")
	n.exec(t, "INSERT INTO t VALUES (1, NULL, NULL), (2, 'b', ?), (3, '', X''), (4, 'x', 'text')", []byte{0, 200, 255})
	db, _, _ := database(t, clusterOf(t, n))
	rows, err := db.QueryContext(t.Context(), "SELECT id, text, blob FROM t WHERE id > ? ORDER BY id", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got strings.Builder
	for rows.Next() {
		var id, text, blob any
		if err := rows.Scan(&id, &text, &blob); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%#v %#v %#v\n", id, text, blob)
	}
	const want = "1 <nil> <nil>\n2 \"b\" []byte{0x0, 0xc8, 0xff}\n3 \"\" []byte{}\n4 \"x\" \"text\"\n"
	if got.String() != want || rows.Err() != nil {
		t.Errorf("got %s (%v), want %s", &got, rows.Err(), want)
	}
}

// The driver only reads.
func TestReadOnly(t *testing.T) {
	db, _, _ := database(t, clusterOf(t, newNode(t, "1")))
	if _, err := db.Exec("DELETE FROM t"); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
	if _, err := db.Begin(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
}

// held is the result of a node that holds the release 1.
const held = `{"columns": ["version", "sha256", "format", "statements", "citations", "characters"], ` +
	`"types": [], "values": [["1", "abc", "def", 1, 2, 3]]}`

// A wrong answer of a node is an error and does no harm, and another node answers instead.
func TestHostileAnswers(t *testing.T) {
	answer := func(result string) string { return `{"results": [` + held + `, ` + result + `]}` }
	for name, body := range map[string]string{
		"nothing":         "",
		"half":            `{"results": [`,
		"HTML":            "<html>",
		"a list":          `[1]`,
		"no results":      `{}`,
		"one result":      `{"results": [` + held + `]}`,
		"three results":   `{"results": [` + held + `,` + held + `,` + held + `]}`,
		"no row":          strings.Replace(answer(`{}`), `["1", "abc", "def", 1, 2, 3]`, "", 1),
		"two rows":        strings.Replace(answer(`{}`), `["1", "abc"`, `[], ["1", "abc"`, 1),
		"an error":        `{"error": "leader not found"}`,
		"short row":       answer(`{"columns": ["a", "b"], "types": ["", ""], "values": [[1]]}`),
		"long row":        answer(`{"columns": ["a"], "types": [""], "values": [[1, 2]]}`),
		"NULL as row":     answer(`{"columns": ["a"], "types": [""], "values": [null]}`),
		"few types":       answer(`{"columns": ["a"], "types": [], "values": [[1]]}`),
		"an object":       answer(`{"columns": ["a"], "types": [""], "values": [[{"b": 1}]]}`),
		"a truth":         answer(`{"columns": ["a"], "types": [""], "values": [[true]]}`),
		"byte 256":        answer(`{"columns": ["a"], "types": ["blob"], "values": [[[256]]]}`),
		"half a byte":     answer(`{"columns": ["a"], "types": ["blob"], "values": [[[0.5]]]}`),
		"text as byte":    answer(`{"columns": ["a"], "types": ["blob"], "values": [[["1"]]]}`),
		"a large number":  answer(`{"columns": ["a"], "types": [""], "values": [[1e999]]}`),
		"values of text":  answer(`{"columns": ["a"], "types": [""], "values": "x"}`),
		"nested too deep": answer(`{"values": ` + strings.Repeat("[", 20_000)),
		"too long":        answer(`{"values": [["` + strings.Repeat("x", MaxAnswer) + `"]]}`),
	} {
		t.Run(name, func(t *testing.T) {
			bad, good := newNode(t, "1"), newNode(t, "1")
			both := clusterOf(t, bad, good)
			db, r, _ := database(t, both)
			only := clusterOf(t, bad).newConnector(r.Digest(), func() {})
			bad.answer = func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
			_, err := only.QueryContext(t.Context(), "SELECT 1", nil)
			if !errors.Is(err, release.ErrUnavailable) ||
				name == "too long" && !strings.Contains(err.Error(), "more than 33554432 bytes") {
				t.Errorf("the node alone: %v", err)
			}
			for range 3 {
				var one int
				if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
					t.Errorf("with another node: %d %v", one, err)
				}
			}
		})
	}
}

// An error in a statement is reported once each node has reported one, since the file of one node may be damaged.
func TestErrorOfStatement(t *testing.T) {
	a, b := newNode(t, "1"), newNode(t, "1")
	db, _, _ := database(t, clusterOf(t, a, b))
	before := a.requests.Load() + b.requests.Load()
	var one int
	err := db.QueryRowContext(t.Context(), "SELECT * FROM missing").Scan(&one)
	if err == nil || !strings.Contains(err.Error(), "no such table: missing") {
		t.Error(err)
	}
	if sent := a.requests.Load() + b.requests.Load() - before; sent != 2 {
		t.Errorf("%d requests were sent, want 2", sent)
	}
	a.answer = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"results": [%s, {"error": "database disk image is malformed"}]}`, held)
	}
	for range 3 {
		if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil {
			t.Error(err)
		}
	}
}

// Other statuses than 200 are failures, and redirects are not followed.
func TestStatuses(t *testing.T) {
	elsewhere := newNode(t, "1")
	for status, want := range map[int]string{
		http.StatusMovedPermanently:   "301 Moved Permanently",
		http.StatusTemporaryRedirect:  "307 Temporary Redirect",
		http.StatusUnauthorized:       "check the user, the permissions and SUMMITRY_RQLITE_PASSWORD",
		http.StatusServiceUnavailable: "leader not found",
	} {
		n := newNode(t, "1")
		db, _, _ := database(t, clusterOf(t, n))
		n.answer = func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", elsewhere.URL+r.URL.Path)
			http.Error(w, "leader not found", status)
		}
		var one int
		if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", status, err)
		}
	}
	if n := elsewhere.requests.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

// A node that does not answer costs one wait. Then it is asked last.
func TestLateNodes(t *testing.T) {
	late, good := newNode(t, "1"), newNode(t, "1")
	db, _, _ := database(t, clusterOf(t, late, good))
	late.answer = func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // so that the server sees when the client leaves
		<-r.Context().Done()
	}
	before := late.requests.Load()
	for range 10 {
		var one int
		if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil {
			t.Fatal(err)
		}
	}
	if n := late.requests.Load() - before; n != 1 {
		t.Errorf("the late node got %d requests, want 1", n)
	}
}

// A node that is alive and reports that the time is over gets the statement again, with all the time that is left. The
// other one would be as slow.
func TestSlowStatement(t *testing.T) {
	a, b := newNode(t, "1"), newNode(t, "1")
	db, _, _ := database(t, clusterOf(t, a, b))
	var limits, asked []string
	a.answer = func(w http.ResponseWriter, r *http.Request) {
		limits, asked = append(limits, r.URL.Query().Get("db_timeout")), append(asked, r.Host)
		if len(limits) > 1 {
			fmt.Fprintf(w, `{"results": [%s, {"columns": ["1"], "types": [""], "values": [[1]]}]}`, held)
			return
		}
		limit, _ := time.ParseDuration(limits[0])
		time.Sleep(limit) // as rqlite does
		fmt.Fprintf(w, `{"results": [%s, {"error": "query timeout"}]}`, held)
	}
	b.answer = a.answer
	var one int
	if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil || one != 1 {
		t.Errorf("%d %v", one, err)
	}
	second, _ := time.ParseDuration(limits[len(limits)-1])
	if len(limits) != 2 || limits[0] != "1000ms" || second <= NodeTimeout || len(asked) != 2 || asked[0] != asked[1] {
		t.Errorf("the limits are %v of %v", limits, asked)
	}
}

// If a node holds another release, its result is not used. If no node holds ours, the source learns it.
func TestOtherRelease(t *testing.T) {
	a, b := newNode(t, "1"), newNode(t, "1")
	db, r, source := database(t, clusterOf(t, a, b))
	ask := func() error {
		var text string
		err := db.QueryRowContext(t.Context(), "SELECT version FROM dataset").Scan(&text)
		if err == nil && text != "1" {
			t.Errorf("the version is %s, want 1", text)
		}
		return err
	}
	a.exec(t, "UPDATE dataset SET version = '2'")
	for range 4 {
		if err := ask(); err != nil {
			t.Error(err)
		}
	}
	if r.Unchanged() != nil || len(source.Notify()) > 0 {
		t.Error("the release is still there, and is reported as replaced")
	}
	b.exec(t, "UPDATE dataset SET statements = 7")
	if err := ask(); !errors.Is(err, store.ErrReplaced) || !errors.Is(r.Unchanged(), store.ErrReplaced) {
		t.Error(err, r.Unchanged())
	}
	if len(source.Notify()) != 1 {
		t.Error("the source does not know that the release is replaced")
	}
	next, err := source.Next(t.Context(), []*release.Release{r})
	if err != nil || next == nil || next.Digest() == r.Digest() {
		t.Errorf("the next release is %v (%v)", next, err)
	}
	a.exec(t, "UPDATE dataset SET version = '1'") // the release is published again
	if back, err := source.Next(t.Context(), []*release.Release{r}); err != nil || back == nil {
		t.Errorf("the release that is there again is %v (%v)", back, err)
	}
	if again, err := source.Next(t.Context(), []*release.Release{next}); err != nil || again == nil {
		t.Errorf("%v %v", again, err)
	}
}

// A node without a dataset is one that failed, and says nothing about the release.
func TestEmptyNode(t *testing.T) {
	empty, good := newNode(t, ""), newNode(t, "1")
	db, r, _ := database(t, clusterOf(t, good, empty))
	var one int
	for range 3 {
		if err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one); err != nil {
			t.Error(err)
		}
	}
	good.Close()
	err := db.QueryRowContext(t.Context(), "SELECT 1").Scan(&one)
	if !errors.Is(err, release.ErrUnavailable) || !errors.Is(err, errEmpty) || r.Unchanged() != nil {
		t.Error(err, r.Unchanged())
	}
}

// A statement ends with its context.
func TestContext(t *testing.T) {
	n := newNode(t, "1")
	db, _, _ := database(t, clusterOf(t, n))
	ctx, cancel := context.WithCancel(t.Context())
	n.answer = func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}
	if _, err := db.QueryContext(ctx, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// With TLS, the certificate must be valid, and the user is sent with each request. No error shows the password.
func TestTLS(t *testing.T) {
	n := newNode(t, "1")
	var users []string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if users = append(users, user); password != "se:cr@et" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		n.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = nil
	server.StartTLS()
	defer server.Close()
	for password, trusted := range map[string]bool{"se:cr@et": true, "wr0ng": true, "se:cr@et ": false} {
		c, err := Parse("https://reader@"+strings.TrimPrefix(server.URL, "https://"), strings.TrimSpace(password))
		if err != nil {
			t.Fatal(err)
		}
		if trusted {
			config := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
			c.client.Transport.(*http.Transport).TLSClientConfig = config
		}
		_, err = c.HeldBy(t.Context(), c.Nodes()[0], "none")
		if good := trusted && password == "se:cr@et"; (err == nil) != good {
			t.Errorf("%v", err)
		}
		if err != nil && strings.Contains(err.Error(), strings.TrimSpace(password)) {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	if !slices.Equal(users, []string{"reader", "reader"}) {
		t.Errorf("the users are %q", users)
	}
}

// Addresses name nodes and a user, and never a password. No error shows one.
func TestParse(t *testing.T) {
	for at, want := range map[string]string{
		"https://a:4001":                          "[https://a:4001]",
		"https://reader@a:4001,b:4001":            "[https://a:4001 https://b:4001]",
		"http://127.0.0.1:1,localhost:2,[::1]:3":  "[http://127.0.0.1:1 http://localhost:2 http://[::1]:3]",
		"http://a:4001":                           "http on this machine only",
		"http://10.0.0.1:4001":                    "http on this machine only",
		"https://a":                               "must be rqlite:https://user@host:port",
		"https://a:4001,":                         "must be rqlite:",
		"https://a:4001,a:4001":                   "different nodes",
		"https://a:4001/db":                       "must be rqlite:",
		"https://a:4001?x":                        "must be rqlite:",
		"https://a:port":                          "must be rqlite:",
		"https://:4001":                           "must be rqlite:",
		"a:4001":                                  "must be rqlite:",
		"ftp://a:4001":                            "must be rqlite:",
		"":                                        "must be rqlite:",
		"https://@a:4001":                         "must name a user",
		"https://user:hunter2@a:4001":             "must not have a password: set it as SUMMITRY_RQLITE_PASSWORD",
		"https://user:hunter2@x@a:4001":           "must not have a password",
		"https://a:4001,user:hunter2@b:4001":      "must not have a password",
		"https://a:1" + strings.Repeat(",b:1", 1): "[https://a:1 https://b:1]",
		"https://" + manyNodes():                  "at most 16 nodes, got 17",
	} {
		password := ""
		if strings.Contains(at, "@") {
			password = "hunter2"
		}
		c, err := Parse(at, password)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(c.Nodes())
		}
		if !strings.Contains(got, want) || err != nil && strings.Contains(got, "hunter2") {
			t.Errorf("%q: got %s, want %s", at, got, want)
		}
	}
	if _, err := Parse("https://reader@a:1", ""); err == nil || !strings.Contains(err.Error(), "set the password as") {
		t.Error(err)
	}
	if _, err := Parse("https://a:1", "hunter2"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}

func manyNodes() string {
	var all []string
	for i := range MaxNodes + 1 {
		all = append(all, fmt.Sprintf("node-%d:4001", i))
	}
	return strings.Join(all, ",")
}

// What is sent is one request: the query of the release, and the statement, in one transaction.
func TestRequest(t *testing.T) {
	n := newNode(t, "1")
	db, _, _ := database(t, clusterOf(t, n))
	var sent bytes.Buffer
	var query string
	n.answer = func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.RawQuery
		sent.ReadFrom(r.Body)
		fmt.Fprintf(w, `{"results": [%s, {"columns": ["a"], "types": ["integer"], "values": [[1]]}]}`, held)
	}
	var one int
	err := db.QueryRowContext(t.Context(), "SELECT id FROM t WHERE id < ? AND text = ?", 7, "a").Scan(&one)
	if err != nil {
		t.Fatal(err)
	}
	const want = `["` + identity + `",["SELECT id FROM t WHERE id < ? AND text = ?",7,"a"]]`
	if got := strings.TrimSpace(sent.String()); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	for _, parameter := range []string{"transaction", "level=none", "db_timeout=", "blob_array"} {
		if !strings.Contains(query, parameter) {
			t.Errorf("the address lacks %s: %s", parameter, query)
		}
	}
}
