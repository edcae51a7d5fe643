package pages_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/pages"
	"github.com/summitry/summitry/web"
)

// postForm sends the form of /check.
func postForm(t *testing.T, server string, form url.Values) (response *http.Response, body string) {
	t.Helper()
	response, err := http.PostForm(server+"/check", form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

// ofClass returns the elements with a class.
func ofClass(all []*html.Node, class string) (found []*html.Node) {
	for _, e := range all {
		if strings.Contains(" "+attribute(e, "class")+" ", " "+class+" ") {
			found = append(found, e)
		}
	}
	return found
}

// draftOfEachSort has quotations with all verdicts, and one with an unknown speaker, each with what its result says.
var draftOfEachSort = []struct{ text, tone, result string }{
	{
		"“Achieving long-term regional peace and stability is our shared responsibility,” — Xi Jinping",
		"good", "Word for word VERBATIM",
	},
	{`He said "SCO members should … oppose external interference" — Xi.`, "good", "Shortened, and marked so ABRIDGED"},
	{"‘gradually remove all external military presence from Eurasia’", "odd", "The reporter’s words PARAPHRASE"},
	{"«powerful global platform for Putin»", "odd", "The article’s own words NARRATION"},
	{
		"“mutual respect, mutual sensitivity and mutual interest” — Narendra Modi",
		"odd", "Another speaker OTHER_SPEAKER",
	},
	{
		"“the Russian people are cohesive like never before, and leave no doubt that the challenges to his " +
			"government have been crushed”", "bad", "Joined from several places SPLICED",
	},
	{"„SCO members should preserve unity and jointly oppose foreign interference“", "bad", "Altered ALTERED"},
	{"“The Shanghai spirit is the soul of our organization.”", "none", "Not found NOT_FOUND"},
	{"“Cold War mentality” — Putn", "bad", "Not checked"},
}

func wholeDraft() string {
	var draft strings.Builder
	for _, q := range draftOfEachSort {
		draft.WriteString("The draft says " + q.text + "\n\n")
	}
	return draft.String()
}

// A draft is answered with a verdict for each quotation, in order, in words and with a colour. A speaker who is not
// known is an error in its place.
func TestDraftIsChecked(t *testing.T) {
	server := serve(t, "../data")
	response, body := postForm(t, server, url.Values{"quote": {wholeDraft()}})
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, body)
	}
	all := elements(t, body)
	heads, i := ofClass(all, "verdict"), 0
	if len(heads) != len(draftOfEachSort) {
		t.Fatalf("%d verdicts, want %d", len(heads), len(draftOfEachSort))
	}
	for _, head := range heads {
		want := draftOfEachSort[i]
		got, tone := strings.Join(strings.Fields(spaced(head)), " "), attribute(head.Parent, "class")
		if i++; got != want.result || tone != want.tone {
			t.Errorf("%s is %s (%s), want %s (%s)", want.text, got, tone, want.result, want.tone)
		}
	}
	for _, want := range []string{
		"1 of 9 word for word", "<del>preserve</del>", "<ins>consolidate</ins>", "<del>foreign</del>",
		"<ins>external</ins>", `<i class="signed">…</i>`, `<i class="signed">consolidate unity and jointly</i>`,
		`href="/statements/xi-oppose-external-interference"`, `href="/narrations/`,
		"Jaishankar said this, not Narendra Modi.",
		"such as vladimir-putin (Vladimir Putin)", "9212 of 10758 characters of 4 articles",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
}

// spaced returns the text of the elements in an element, with blanks between.
func spaced(e *html.Node) string {
	var text strings.Builder
	for n := range e.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data + " ")
		}
	}
	return text.String()
}

// A word that the quotation lacks is shown as missing, and that of the print is marked.
func TestMissingWordIsShown(t *testing.T) {
	server := serve(t, "../data")
	_, body := postForm(t, server, url.Values{
		"quote": {"and leave doubt that the challenges to his government have been crushed"},
	})
	for _, want := range []string{
		`leave <span class="gap">word missing</span>  doubt`, "leave <ins>no</ins> doubt", "The result",
		"negation: yours nothing, printed <q>no</q>", "Tanvi Madan",
	} {
		if !strings.Contains(strings.ReplaceAll(body, "leave  <", "leave <"), want) {
			t.Errorf("the page does not have %s:\n%s", want, body)
		}
	}
}

// The speaker for all is that of a quotation that names nobody.
func TestSpeakerForAllQuotations(t *testing.T) {
	server := serve(t, "../data")
	_, body := postForm(t, server, url.Values{
		"quote": {"“Cold War mentality” and “Cold War mentality” — Xi"}, "speaker": {" Vladimir Putin "},
	})
	if !strings.Contains(body, "<code>OTHER_SPEAKER</code>") || !strings.Contains(body, "<code>VERBATIM</code>") {
		t.Error(body)
	}
}

// What was sent is shown as text and never runs. Characters that hide or turn text are shown by their codes.
func TestDraftsAreEscaped(t *testing.T) {
	server := serve(t, "../data")
	const hostile = `</textarea></script><script>alert(1)</script>'><img src=x onerror=alert(2)> {{.}} =1+1 ` +
		"\x1b[31m \u202egnorw\u202c \u2066 \x00 \U000e0041 javascript:alert(3)"
	marked := "“" + hostile + "” — Jane"
	for name, form := range map[string]url.Values{
		"a draft":      {"quote": {marked}},
		"one":          {"quote": {hostile}, "speaker": {hostile}},
		"altered":      {"quote": {"SCO members should preserve <b>unity \u202eand jointly oppose foreign"}},
		"an altered":   {"quote": {"“SCO members should consolidate <script> unity, jointly oppose interference”"}},
		"too many":     {"quote": {strings.Repeat(marked, 101)}},
		"not a word":   {"quote": {"<script>…"}, "speaker": {"\u202e"}},
		"invalid UTF8": {"quote": {"“\xff\xfe<script>”"}},
	} {
		response, posted := postForm(t, server, form)
		bodies := []string{posted}
		if address := server + "/check?" + form.Encode(); len(address) < 8000 {
			_, got := get(t, address)
			bodies = append(bodies, got)
		}
		for _, body := range bodies {
			for _, e := range elements(t, body) {
				image := e.Data == "img" || attribute(e, "onerror") != ""
				script := e.Data == "script" && attribute(e, "src") != "/page.js"
				if image || script || strings.HasPrefix(attribute(e, "href"), "javascript:") {
					t.Errorf("%s (%s) obeys: %s %v", name, response.Status, e.Data, e.Attr)
				}
			}
			if at := strings.IndexAny(body, "\x1b\u202e\u202c\u2066\x00\U000e0041"); at >= 0 {
				t.Errorf("%s has a hidden character: %q", name, body[max(0, at-80):at+20])
			}
			for _, code := range []string{"U+001B", "U+202E", "U+2066"} {
				if name == "a draft" &&
					!strings.Contains(html.UnescapeString(body), `<span class="code">`+code+"</span>") {
					t.Errorf("%s does not show %s", name, code)
				}
			}
		}
	}
}

// A draft that is too long, or has too many quotations, is not checked. The page says the limit and keeps the text.
func TestLimitsOfDrafts(t *testing.T) {
	server := serve(t, "../data")
	long := "“A beginning” " + strings.Repeat("a", 128<<10)
	for name, c := range map[string]struct {
		draft  string
		status int
		want   string
	}{
		"100 quotations": {strings.Repeat("“the” ", 100), http.StatusOK, "0 of 100 word for word"},
		"101 quotations": {
			strings.Repeat("“the” ", 101), http.StatusBadRequest, "at most 100 quotations, got 101",
		},
		"too long":  {long, http.StatusRequestEntityTooLarge, "larger than 128 KiB"},
		"no words":  {"“…” ‘!’", http.StatusOK, "must contain a word"},
		"nothing":   {" ", http.StatusBadRequest, "no quotation"},
		"1001 each": {"“" + strings.Repeat("é", 1001) + "”", http.StatusOK, "at most 1000 characters, got 1001"},
	} {
		response, body := postForm(t, server, url.Values{"quote": {c.draft}})
		if name == "100 quotations" { // whatever they are
			c.want = "of 100 word for word"
		}
		if response.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s is answered with %s, want %d and %s:\n%.3000s", name, response.Status, c.status, c.want, body)
		}
		if !strings.Contains(body, strings.TrimSpace(c.draft[:min(len(c.draft), 60)])) {
			t.Errorf("%s: the box does not keep the text", name)
		}
		if response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("ETag") != "" {
			t.Errorf("%s may be stored: %v", name, response.Header)
		}
	}
	for name, media := range map[string]string{"JSON": "application/json", "parts": "multipart/form-data; boundary=x"} {
		response, err := http.Post(server+"/check", media, strings.NewReader("{}"))
		if err != nil || response.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%s is answered with %v (%v)", name, response, err)
		}
		response.Body.Close()
	}
}

// GET gives the same result as POST, and Share leads there: its address gives the same result for one quotation.
func TestSharedChecks(t *testing.T) {
	server := serve(t, "../data")
	form := url.Values{"quote": {"“what they called a ‘Cold War mentality’”\n" + wholeDraft()}}
	_, posted := postForm(t, server, form)
	response, got := get(t, server+"/check?"+form.Encode())
	if got != posted || response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("ETag") != "" {
		t.Errorf("GET answers %v\n%s\nand POST\n%s", response.Header, got, posted)
	}
	if strings.Contains(posted, `rel="canonical"`) {
		t.Error("the page names an address that is its own")
	}
	verdicts := ofClass(elements(t, posted), "verdict")
	shared := 0
	for _, e := range elements(t, posted) {
		if e.Data != "a" || textOf(e) != "This check" {
			continue
		}
		_, body := get(t, server+attribute(e, "href"))
		again := ofClass(elements(t, body), "verdict")
		quoted := textOf(ofClass(elements(t, body), "words")[0])
		if len(again) != 1 || spaced(again[0]) != spaced(verdicts[shared]) ||
			shared == 0 && !strings.HasPrefix(quoted, "what they called") {
			t.Errorf("%s gives %d results, want %s", attribute(e, "href"), len(again), spaced(verdicts[shared]))
		}
		shared++
	}
	if shared != len(draftOfEachSort) || !strings.Contains(posted, "contain the words of the quotation") {
		t.Errorf("%d addresses are shared", shared)
	}
}

// The empty form is an ordinary page, which caches may store. Every page leads to it.
func TestEmptyForm(t *testing.T) {
	server := serve(t, "../data")
	response, body := get(t, server+"/check")
	if response.Header.Get("ETag") == "" || len(ofClass(elements(t, body), "verdict")) > 0 {
		t.Errorf("%v\n%s", response.Header, body)
	}
	for _, address := range []string{"/", "/check", "/search?words=zzz", "/people/xi-jinping"} {
		_, body := get(t, server+address)
		if !strings.Contains(body, `<a href="/check"`) {
			t.Errorf("%s does not lead to /check", address)
		}
	}
	if _, body := get(t, server+"/"); !strings.Contains(body, `method="post" action="/check"`) {
		t.Error("the front page has no form")
	}
	if _, body := get(t, server+"/search?words=zzz+%26"); !strings.Contains(body, `href="/check?quote=zzz&#43;%26"`) {
		t.Errorf("a search without a result does not lead to the check of its words:\n%s", body)
	}
	r, err := http.NewRequest(http.MethodPut, server+"/check", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err = http.DefaultClient.Do(r)
	if err != nil || response.StatusCode != http.StatusMethodNotAllowed ||
		response.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("PUT is answered with %v (%v)", response, err)
	}
	response.Body.Close()
}

// A draft is secret: its words are neither in the log nor in the response cache.
func TestDraftsAreNotStored(t *testing.T) {
	var log bytes.Buffer
	server, executions, stop := serveWithMiddleware(t, &log)
	const secret = "Sekretvorto"
	for range 2 {
		for _, form := range []url.Values{
			{"quote": {"“" + secret + " is a good start” — " + secret}},
			{"quote": {strings.Repeat("“"+secret+"” ", 101)}, "speaker": {secret}},
			{"quote": {secret + strings.Repeat(" a", 128<<10)}},
		} {
			postForm(t, server, form)
		}
		get(t, server+"/check?quote="+secret)
		response, err := http.Post(server+"/views/check-a-quote", "application/json",
			strings.NewReader(`[{"quote":"`+secret+`"}]`))
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatal(response, err)
		}
		response.Body.Close()
	}
	if n := executions.Load(); n != 10 {
		t.Errorf("%d of 10 requests were executed: the others came from the cache", n)
	}
	before := executions.Load()
	for range 2 {
		get(t, server+"/check")
	}
	if n := executions.Load() - before; n != 1 {
		t.Errorf("the empty form was executed %d times: this server has no cache", n)
	}
	stop() // a request is logged after its response
	text := log.String()
	if strings.Count(text, "path=/check ") != 10 || strings.Contains(text, secret) {
		t.Errorf("the log has the words, or not all paths:\n%s", text)
	}
}

// serveWithMiddleware serves the pages behind the middleware of the program, with a response cache. It counts how many
// requests pass the cache. stop waits until all requests are logged.
func serveWithMiddleware(t *testing.T, log io.Writer) (address string, executions *atomic.Int32, stop func()) {
	t.Helper()
	db, err := data.Catalog.Open(t.Context(), os.DirFS("../data"), "summitry.db")
	if err != nil {
		t.Fatal(err)
	}
	text := slog.New(slog.NewTextHandler(log, nil))
	api, err := graph.New(t.Context(), store.New(db), text)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := pages.Handler(api, text)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	executions = &atomic.Int32{}
	counting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		executions.Add(1)
		handler.ServeHTTP(w, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	options := web.Options{Log: text, CacheSize: 1 << 20}
	go func() { done <- web.Serve(ctx, listener, options.Wrap(counting, nil), options) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		db.Close()
	})
	t.Cleanup(stop)
	return "http://" + listener.Addr().String(), executions, stop
}
