package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The versions of the Model Context Protocol that are tested: the last one without structured results, and later ones.
const (
	mcpWithoutStructure = "2025-03-26"
	mcpStructured       = "2025-06-18"
	mcpLatest           = "2025-11-25"
)

// message sends a message of the protocol by POST and returns the response.
func message(t *testing.T, address, version, body string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+address+"/mcp", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	r.Header.Set("MCP-Protocol-Version", version)
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	return roundTrip(t, r)
}

// call calls a method and decodes its result.
func call(t *testing.T, address, version, method string, params, result any) (size int) {
	t.Helper()
	sent, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		t.Fatal(err)
	}
	response, body := message(t, address, version, string(sent))
	var decoded struct {
		Result json.RawMessage
		Error  *struct{ Message string }
	}
	if err := json.Unmarshal(body, &decoded); err != nil || decoded.Error != nil {
		t.Fatalf("%s %v: %s %s", method, params, response.Status, body)
	}
	if err := json.Unmarshal(decoded.Result, result); err != nil {
		t.Fatalf("%s: %v in %s", method, err, body)
	}
	return len(body)
}

// A toolResult is what a tool returns.
type toolResult struct {
	Content           []struct{ Text string }
	StructuredContent json.RawMessage
	IsError           bool
}

type toolCall struct {
	tool      string
	arguments string // JSON
}

func (c toolCall) do(t *testing.T, address, version string) (result toolResult, size int) {
	t.Helper()
	params := map[string]any{"name": c.tool, "arguments": json.RawMessage(c.arguments)}
	size = call(t, address, version, "tools/call", params, &result)
	return result, size
}

type listedTool struct {
	Name, Title, Description  string
	InputSchema, OutputSchema json.RawMessage
	Annotations               struct{ ReadOnlyHint, IdempotentHint bool }
}

func listTools(t *testing.T, address string) []listedTool {
	t.Helper()
	var list struct{ Tools []listedTool }
	call(t, address, mcpLatest, "tools/list", map[string]any{}, &list)
	return list.Tools
}

// compiled returns a JSON Schema for validation.
func compiled(t *testing.T, schema json.RawMessage) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("tool.json", document); err != nil {
		t.Fatal(err)
	}
	valid, err := compiler.Compile("tool.json")
	if err != nil {
		t.Fatal(err)
	}
	return valid
}

// Every public view is a tool, quotations are checked by the first, and all say that they only read. The example of
// each is valid by its input schema, and the result by its output schema.
func TestMCPTools(t *testing.T) {
	_, address := start(t)
	tools := listTools(t, address)
	if tools[0].Name != "check_quote" || tools[1].Name != "search" || tools[2].Name != "get_record" {
		t.Errorf("the first tools are %s, %s and %s", tools[0].Name, tools[1].Name, tools[2].Name)
	}
	byName := map[string]listedTool{}
	for _, tool := range tools {
		byName[tool.Name] = tool
		if tool.Title == "" || tool.Description == "" || !tool.Annotations.ReadOnlyHint ||
			!tool.Annotations.IdempotentHint {
			t.Errorf("%+v", tool)
		}
	}
	for _, v := range viewsWithExamples(t) {
		if v.ForPage {
			continue
		}
		tool, found := byName[strings.ReplaceAll(strings.Replace(v.Name, "check-a-quote", "check-quote", 1), "-", "_")]
		if !found {
			t.Errorf("no tool is made of the view %s", v.Name)
			continue
		}
		_, example, _ := strings.Cut(tool.Description, "\nExample: ")
		if example = strings.TrimSuffix(example, "."); example == "" {
			example = "{}"
		}
		expectValid(t, tool.Name+" "+example, tool.InputSchema, []byte(example))
		result, size := toolCall{tool.Name, example}.do(t, address, mcpLatest)
		if result.IsError || size > 20_000 && tool.Name != "speakers_at_summits" { // one summit takes more
			t.Errorf("%s %s: %d bytes %+v", tool.Name, example, size, result.Content)
			continue
		}
		expectValid(t, tool.Name+"'s result", tool.OutputSchema, result.StructuredContent)
	}
}

func expectValid(t *testing.T, name string, schema, value json.RawMessage) {
	t.Helper()
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	if err == nil {
		err = compiled(t, schema).Validate(decoded)
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// A result has its data once: as structured content, or as text for a client that knows only text.
func TestMCPResultsComeOnce(t *testing.T) {
	_, address := start(t)
	asked := toolCall{"member_on_a_day", `{"country": "iran", "day": "2023-03-30"}`}
	const words = "lists the eight members, and Iran is not among them"
	for _, version := range []string{mcpWithoutStructure, mcpStructured, mcpLatest} {
		result, _ := asked.do(t, address, version)
		text := result.Content[0].Text
		inText, inStructure := strings.Count(text, words), strings.Count(string(result.StructuredContent), words)
		structured := version != mcpWithoutStructure
		if structured && (inText != 0 || inStructure != 1) || !structured && (inText != 1 || inStructure != 0) {
			t.Errorf("%s: %s and %s", version, text, result.StructuredContent)
		}
	}
}

// Pages of a list, read one after another by what each says of the next, hold every record once, and each fits.
func TestMCPPages(t *testing.T) {
	_, address := start(t)
	for tool, want := range map[string]int{"said_in_a_span": 38, "timeline": 0, "said_at_an_event": 0, "words": 0} {
		seen, after, pages := map[string]bool{}, "", 0
		arguments := map[string]any{"said_at_an_event": map[string]any{"event": "sco-summit-2023"},
			"words": map[string]any{"words": "security"}}[tool]
		if arguments == nil {
			arguments = map[string]any{"from": "1990-01-01", "to": "2030-01-01", "match": "POSSIBLE"}
		}
		for more := true; more; pages++ {
			if after != "" {
				arguments.(map[string]any)["after"] = after
			}
			sent, _ := json.Marshal(arguments)
			result, size := toolCall{tool, string(sent)}.do(t, address, mcpLatest)
			var page struct {
				Data json.RawMessage
				Next *struct{ After string }
			}
			if err := json.Unmarshal(result.StructuredContent, &page); err != nil || size > 20_000 || seen[after] {
				t.Fatalf("%s %s: %d bytes, %v", tool, sent, size, result.Content)
			}
			seen[after] = true
			want -= strings.Count(string(page.Data), `"textSpan"`)
			if more = page.Next != nil; more {
				after = page.Next.After
				if !strings.Contains(result.Content[0].Text, "more records") {
					t.Errorf("%s says %s", tool, result.Content[0].Text)
				}
			}
		}
		if tool == "said_in_a_span" && want != 0 || pages < 2 {
			t.Errorf("%s: %d pages lack %d records", tool, pages, want)
		}
	}
}

// A wrong call gets an error that an assistant can correct.
func TestMCPErrors(t *testing.T) {
	_, address := start(t)
	for _, c := range []struct {
		call toolCall
		want string
	}{
		{toolCall{"member_on_a_day", `{"country": "iran"}`}, "day is missing: send it as a parameter, such as"},
		{toolCall{"member_on_a_day", `{"country": "iran", "day": "soon"}`}, "day must be a date"},
		{toolCall{"member_on_a_day", `{"country": "iran", "dya": "2023-01-01"}`}, `unknown argument "dya": use one of`},
		{toolCall{"statements", `{"first": 1000}`}, `first must be a number from 1 to 100, got "1000"`},
		{toolCall{"statements", `{"topic": {}}`}, "topic must be [String!], got {}"},
		{toolCall{"statements", `[]`}, "the arguments must be a JSON object"},
		{toolCall{"get_record", `{}`}, "record must be the id of a record"},
		{toolCall{"get_record", `{"record": "person:nobody-at-all"}`},
			`unknown record "person:nobody-at-all": find ids by search`},
		{toolCall{"get_record", `{"record": "nothing"}`}, `unknown kind of record "nothing"`},
		{toolCall{"get_record", `{"record": "person:wang", "fields": ["nmae"]}`}, "fields must be some of"},
	} {
		result, _ := c.call.do(t, address, mcpLatest)
		if !result.IsError || !strings.Contains(result.Content[0].Text, c.want) {
			t.Errorf("%+v: %+v, want %s", c.call, result, c.want)
		}
	}
}

// /mcp takes messages of at most 128 KiB by POST, from this host and from pages of allowed origins.
func TestMCPTransport(t *testing.T) {
	_, address := start(t, "-origins", "https://example.org")
	_, public := start(t, "-url", "https://example.org/summitry", "-origins", "none")
	_, without := start(t, "-mcp=false")
	const ping = `{"jsonrpc": "2.0", "id": 1, "method": "ping"}`
	for name, c := range map[string]struct {
		address, body string
		headers       []string
		want          int
	}{
		"a message":         {address, ping, nil, 200},
		"a large message":   {address, fmt.Sprintf("%-*s", 128<<10, ping), nil, 200},
		"a larger message":  {address, fmt.Sprintf("%-*s", 128<<10+1, ping), nil, 413},
		"an allowed origin": {address, ping, []string{"Origin", "https://example.org"}, 200},
		"another origin":    {address, ping, []string{"Origin", "https://example.com"}, 403},
		"its own origin":    {public, ping, []string{"Origin", "http://" + public}, 200},
		"no origin allowed": {public, ping, []string{"Origin", "https://example.com"}, 403},
		"another host":      {address, ping, []string{"Host", "example.com"}, 403},
		"the public host":   {public, ping, []string{"Host", "example.org"}, 200},
		"no public host":    {public, ping, []string{"Host", "example.com"}, 403},
		"switched off":      {without, ping, nil, 405}, // as at any address of a page
	} {
		if response, body := message(t, c.address, mcpLatest, c.body, c.headers...); response.StatusCode != c.want {
			t.Errorf("%s: %s %s, want %d", name, response.Status, body, c.want)
		}
	}
	for _, method := range []string{"GET", "DELETE", "PUT"} {
		response, _ := send(t, method, "http://"+address+"/mcp", "Accept", "text/event-stream")
		if response.StatusCode != http.StatusMethodNotAllowed || response.Header.Get("Allow") != "POST" {
			t.Errorf("%s: %s %v", method, response.Status, response.Header)
		}
	}
}

// Records and the schema are resources, and the prompt names the tools to call.
func TestMCPResourcesAndPrompt(t *testing.T) {
	_, address := start(t)
	for uri, want := range map[string]string{
		"summitry://records/person:xi-jinping": `"name":"Xi Jinping"`,
		"summitry://schema.graphql":            "type Query",
	} {
		var resource struct{ Contents []struct{ URI, Text string } }
		call(t, address, mcpLatest, "resources/read", map[string]string{"uri": uri}, &resource)
		if len(resource.Contents) != 1 || !strings.Contains(resource.Contents[0].Text, want) {
			t.Errorf("%s: %+v", uri, resource)
		}
	}
	var prompt struct {
		Messages []struct{ Content struct{ Text string } }
	}
	arguments := map[string]string{"words": "cohesive like never before", "speaker": "vladimir-putin"}
	call(
		t,
		address,
		mcpLatest,
		"prompts/get",
		map[string]any{"name": "quote_with_source", "arguments": arguments},
		&prompt,
	)
	for _, want := range []string{"check_quote", "cohesive like never before", "vladimir-putin", "inferred"} {
		if !strings.Contains(prompt.Messages[0].Content.Text, want) {
			t.Errorf("the prompt has no %q: %+v", want, prompt)
		}
	}
}

// On standard input and output the protocol has the same tools, and the log goes to standard error alone.
func TestMCPOverStdio(t *testing.T) {
	c := command(t, "-stdio=true", "-log-level", "debug")
	input, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = io.Discard
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	lines := bufio.NewReader(output)
	exchange := func(sent string) string {
		fmt.Fprintln(input, sent)
		line, err := lines.ReadString('\n')
		if err != nil || !json.Valid([]byte(line)) {
			t.Fatalf("%s is answered with %q (%v)", sent, line, err)
		}
		return line
	}
	started := exchange(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",` +
		`"capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`)
	if !strings.Contains(started, `"protocolVersion":"2025-06-18"`) || !strings.Contains(started, "null means that") {
		t.Error(started)
	}
	fmt.Fprintln(input, `{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	said := exchange(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"check_quote","arguments":` +
		`{"quote":"the Russian people are cohesive like never before"}}}`)
	if !strings.Contains(said, `"verdict":"VERBATIM"`) {
		t.Error(said)
	}
	input.Close()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("afterwards it writes %q (%v)", rest, err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// questionsByTools lists, for each question of docs/questions.md in turn, the calls of tools that answer it, and words
// of the answer after an arrow. A call is the name of a tool and its arguments.
const questionsByTools = `
1. check_quote {"quote": "the Russian people are cohesive like never before"}
    -> Vladimir Putin said this, word for word
2. search {"words": "thanked Asian allies"}; get_record {"record": "/statements/putin-thanks-asian-allies"}
    -> "asPrinted":"on Tuesday"
3. search {"words": "thank my colleagues"}
    -> my colleagues in the SCO countries
4. annotations {"kind": ["WRONG"]}
    -> SCO
5. get_record {"record": "organization:sco", "fields": ["headquarters"]}
    -> "headquarters":"Beijing"
6. get_record {"record": "organization:sco", "fields": ["founded"]}
    -> "edtf":"2001"
7. summits {}
    -> "name":"India"
8. summits {}
    -> "format":"VIRTUAL"
9. narrations {"words": "presidency"}
    -> India holds the presidency
10. get_record {"record": "event:sco-summit-2023", "fields": ["outcomes"]}
    -> Iran
11. road_to_membership {"state": "iran"}
    -> "asPrinted":"since 2005"
12. refused_applications {}
    -> "name":"Tajikistan"
13. road_to_membership {"state": "iran"}
    -> "edtf":"2021-09"
14. member_on_a_day {"country": "iran", "day": "2023-03-30"}
    -> "answer":"NO"
15. member_on_a_day {"country": "belarus", "day": "2023-03-30"}
    -> "answer":"NO"
16. member_on_a_day {"country": "kazakhstan", "day": "2023-03-30"}
    -> "answer":"YES"
17. member_on_a_day {"country": "belarus", "day": "2030-06-01"}
    -> "answer":"UNKNOWN"
18. member_states_on_a_day {"day": "2023-03-30", "first": 20}
    -> Uzbekistan
19. disagreements {}
    -> 002_48efb1f0bba61ee3.txt
20. disagreements {}
    -> "property":"founders"
21. statements_with_words {"words": "protectionism"}
    -> "kind":"MIXED"
22. statements_with_words {"words": "protectionism"}
    -> implicit reference
23. get_record {"record": "event:wagner-rebellion-2023", "fields": ["participants"]}
    -> "role":"MEDIATOR"
24. search {"words": "24 hours"}
    -> less than 24 hours
25. get_record {"record": "event:wagner-rebellion-2023", "fields": ["participants"]}
    -> "namedAs":"Yevgeny Prigozhin","role":"LEADER"
26. get_record {"record": "event:wagner-rebellion-2023", "fields": ["participants"]}
    -> "namedAs":"the Russian military leadership","role":"TARGET"
27. narrations {"words": "first"}
    -> his first appearance at an international forum
28. get_record {"record": "/people/michael-kugelman", "fields": ["positions"]}
    -> South Asia Institute
29. search {"words": "South Asia Institute"}
    -> Wilson Center’s South Asia Institute
30. search {"words": "project strength"}
    -> Michael Kugelman
31. check_quote {"quote": "Putin will want to reassure his partners that he is very much still in charge"}
    -> Tanvi Madan said this, word for word
32. search {"words": "Grossman"}
    -> analyst at the RAND Corporation
33. narrations {"words": "counter"}
    -> a counter to Western alliances
34. narrations {"words": "condemnation"}
    -> lack of condemnation of Russia
35. narrations {"words": "mediation"}
    -> China
36. search {"words": "courted"}
    -> assiduously courted by the U.S. and its allies
37. summits {}
    -> Astana
38. search {"words": "external interference"}
    -> Xinhua news agency quoted Xi as saying
39. search {"words": "Cold War mentality"}
    -> warning against
40. search {"words": "blamed"}
    -> blamed the West for the war in Ukraine
41. statements_with_words {"words": "security pact"}
    -> including current Nato members
42. statements_with_words {"words": "military presence"}
    -> a clear reference to the United States
43. narrations {"words": "commodities"}
    -> new key buyers of Russian commodities
44. search {"words": "redouble efforts"}
    -> Jaishankar
45. search {"words": "LAC"}
    -> Line of Actual Control
46. held_office_on_a_day {"day": "2023-03-30", "first": 100}
    -> Secretary
47. narrations {"words": "conference"}
    -> cybersecurity
48. get_record {"record": "event:sco-security-councils-18", "fields": ["ordinal"]}
    -> "ordinal":18
49. narrations {"words": "economic cooperation"}
    -> Belt and Road Initiative
50. took_part {"person": "narendra-modi"}
    -> Nikolai Patrushev
51. narrations {"words": "Patrushev"}
    -> defense, energy, and space cooperation
52. said_in_a_span {"from": "2030-01-01", "to": "2030-12-31", "match": "POSSIBLE"}
    -> "nodes":[]
53. said_at_an_event {"event": "sco-summit-2023"}
    -> Vladimir Putin
54. search {"words": "reiterated principles"}
    -> SCO Member Countries reiterated the organization’s principles
55. get_record {"record": "/documents/patrushev-in-india", "fields": ["published"]}
    -> "edtf":"2023-03-30"
`

// A program that has the tools alone finds the answer to each question of docs/questions.md with at most three calls
// and 20,000 bytes.
func TestMCPAnswersQuestions(t *testing.T) {
	text, err := os.ReadFile("../docs/questions.md")
	if err != nil {
		t.Fatal(err)
	}
	_, address := start(t)
	found := answerPattern.FindAllStringSubmatch(questionsByTools, -1)
	if asked := strings.Count(string(text), "\n## "); asked != len(found) || asked < 40 {
		t.Errorf("%d questions are answered by tools, want %d", len(found), asked)
	}
	most := 0
	for _, f := range found {
		number, words := f[1], f[3]
		calls := strings.Split(f[2], "; ")
		all, size := "", 0
		for _, c := range calls {
			tool, arguments, _ := strings.Cut(c, " ")
			result, n := toolCall{tool, arguments}.do(t, address, mcpLatest)
			if all, size = all+string(result.StructuredContent), size+n; result.IsError {
				t.Errorf("question %s: %s: %s", number, c, result.Content[0].Text)
			}
		}
		if most = max(most, size); !strings.Contains(all, words) || size > 20_000 || len(calls) > 3 {
			t.Errorf("question %s: %d bytes of %d calls without %q: %.600s", number, size, len(calls), words, all)
		}
	}
	t.Logf("%d questions, at most %d bytes each", len(found), most)
}

var answerPattern = regexp.MustCompile(`(?m)^(\d+)\. (.*)\n    -> (.*)$`)
