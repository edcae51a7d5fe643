//go:build attack

package attack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func nest(n int, before, within, after string) string {
	return strings.Repeat(before, n) + within + strings.Repeat(after, n)
}

// repeatNumbered repeats a text n times, with its number in place of each %d.
func repeatNumbered(n int, text string) string {
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return all.String()
}

// fragmentChain returns fragments, each of which spreads the next one several times.
func fragmentChain(rungs int, on, rung, last string) string {
	var all strings.Builder
	for i := range rungs {
		fmt.Fprintf(&all, " fragment f%d on %s{%s}", i, on, strings.ReplaceAll(rung, "...", fmt.Sprintf("...f%d", i+1)))
	}
	return all.String() + fmt.Sprintf(" fragment f%d on %s{%s}", rungs, on, last)
}

// nestedKinds nests citations and their subjects, with a selection for each kind of record at every level.
func nestedKinds(times int) string {
	set := "__typename"
	for range times {
		all := "...on Cited{citations{subject{" + set + "}}}"
		for _, of := range []string{
			"Person", "Organization", "MemberState", "OtherCountry", "Summit", "Meeting", "Incident", "Membership",
			"Statement", "Annotation",
		} {
			all += "...on " + of + "{citations{__typename}}"
		}
		set = all
	}
	return set
}

// spread spreads a fragment sixty times.
func spread(selection string) string {
	return "{" + strings.Repeat("...f ", 60) + "} fragment f on Query{" + selection + "}"
}

// hostile lists operations that would overload a naive executor.
var hostile = map[string]string{
	"a fragment in itself": `{__type(name:"Query"){...S}} ` +
		`fragment S on __Type{name ofType{...S ofType{...S ofType{...S}}}}`,
	"two fragments in each other": `{...a} fragment a on Query{...b views{name}} fragment b on Query{...a}`,
	"braces":                      strings.Repeat("{a", 8000),
	"megabytes of braces":         strings.Repeat("{a", 60_000),
	"brackets":                    `{nodes(ids:` + strings.Repeat("[", 16_000),
	"objects": `{statements(filter:` + strings.Repeat("{said:", 1000) + "1" + strings.Repeat("}", 1000) +
		`){totalCount}}`,
	"repeats":               "{" + strings.Repeat(" __typename", 10_000) + "}",
	"1,300 repeats":         "{" + strings.Repeat(" __typename", 1300) + "}",
	"aliases":               "{" + repeatNumbered(1000, " a%d:views{name}") + "}",
	"directives":            "{__typename" + strings.Repeat(" @skip(if:false)", 400) + "}",
	"unknown directives":    "{__typename" + strings.Repeat("@x", 900) + "}",
	"unknown fields":        "{" + repeatNumbered(990, " x%d") + "}",
	"fields almost known":   "{" + repeatNumbered(990, " statment%d") + "}",
	"a long name":           "{" + strings.Repeat("a", 16_000) + "}",
	"long names":            "{" + strings.Repeat(strings.Repeat("a", 99)+" ", 160) + "}",
	"variables":             "query(" + repeatNumbered(399, "$v%d:Int ") + "){__typename}",
	"operations":            repeatNumbered(300, "query q%d{__typename} "),
	"fragments that double": "{...f0}" + fragmentChain(28, "Query", "... ...", "views{name}"),
	"fragments that double below": "{events{nodes{...f0}}}" +
		fragmentChain(25, "Event", "organization{summits{nodes{...}} events:summits{nodes{...}}}", "id"),
	"objects that double": "{statements(first:100){nodes{...f0}}}" +
		fragmentChain(6, "Statement",
			"a:occasion{statements(first:1){nodes{...}}} b:occasion{statements(first:1){nodes{...}}}", "slug"),
	"width": `{organizations(first:100){nodes{statements(first:100){nodes{` +
		`occasion{statements(first:100){nodes{text}}}}}}}}`,
	"depth":                    "{statements" + nest(40, "{nodes{occasion{statements", "{totalCount}", "}}}") + "}",
	"introspection in circles": "{__schema{types" + nest(12, "{fields{type", "{name}", "}}") + "}}",
	"introspection, aliased":   "{" + repeatNumbered(30, " a%d:__schema{types{fields{args{type{name}}}}}") + "}",
	"introspection, two lists": "{" + repeatNumbered(30, " a%d:__schema{types{fields{type{fields{name}}}}}") + "}",
	"introspection of types": "{" +
		repeatNumbered(30, ` a%d:__type(name:"Query"){fields{type{ofType{fields{args{name}}}}}}`) + "}",
	"values in fragments":      spread("nodes(ids:[" + strings.Repeat("A ", 1680) + "]){id}"),
	"some values in fragments": spread("nodes(ids:[" + strings.Repeat("A ", 150) + "]){id}"),
	"mistakes in fragments":    spread(repeatNumbered(150, strings.Repeat("a", 90)+"%d ")),
	"names without values": `{statements(first:38){nodes{occasion{statements(first:38){nodes{` +
		`speakers{agent{statements(first:12){nodes{...T}edges{node{...T}}}}}}}}}}} ` +
		`fragment T on Statement{` + repeatNumbered(30, strings.Repeat("b", 90)+"%d:__typename ") + "}",
	"lists that wait": `{statements(first:38){nodes{occasion{statements(first:38){nodes{` +
		`speakers{agent{statements(first:12){nodes{` + repeatNumbered(30, " o%d:topics{name}") + `}}}}}}}}}}}`,
	"kinds of kinds":   `{node(id:"person:xi-jinping"){` + nestedKinds(7) + "}}",
	"a block string":   `{person(slug:"""` + strings.Repeat(`\"""`, 4000) + `"""){name}}`,
	"comments":         strings.Repeat("#\n", 8000) + "{__typename}",
	"commas":           "{" + strings.Repeat(",", 16_000) + "__typename}",
	"a mark in front":  "\ufeff{__typename}",
	"no text":          "\x00\xff\xfe{__typename}",
	"half a character": "{person(slug:\"\xc3\"){name}}",
	"surrogates":       `{person(slug:"\ud800\udfff\udc00"){name}}`,
	"numbers":          `{statements(first:` + strings.Repeat("9", 5000) + `){totalCount}}`,
	"a large exponent": `{statements(first:1e999999999){totalCount}}`,
	"a subscription":   "subscription{views{name}}",
	"a mutation":       "mutation{__typename}",
	"deferred":         "{...@defer{views{name}}}",
	"nothing":          "",
	"spaces":           strings.Repeat(" ", 100_000),
}

// hostileVariables lists variables that would overload a naive executor, with the operations that take them.
var hostileVariables = map[string]struct {
	query     string
	variables any
}{
	"a long address in citations": {
		`query($v:String){statements(first:100){nodes{` + repeatNumbered(29, " c%d:cite(base:$v)") + `}}}`,
		map[string]any{"v": "https://" + strings.Repeat("a", 30_000) + ".org"},
	},
	"many values": {
		`query($v:[String!]){statements(filter:{speaker:$v}){totalCount}}`,
		map[string]any{"v": strings.Split(strings.Repeat("x,", 30_000), ",")},
	},
	"null for a default": {`query($n:Int=5){people(first:$n){nodes{name}}}`, map[string]any{"n": nil}},
}

// No text of an operation crashes the server or blocks others, and each gets a response in JSON.
func TestHostileOperations(t *testing.T) {
	s := start(t)
	for name, query := range hostile {
		began := time.Now()
		a, err := s.ask(query, nil)
		if err == nil {
			err = a.check()
		}
		if took := time.Since(began); err != nil || took > endTimeout {
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
	for name, c := range hostileVariables {
		t.Run(name, func(t *testing.T) {
			s.underAttack(t, 16, 2*time.Second, func(context.Context) error {
				a, err := s.ask(c.query, c.variables)
				if err == nil {
					err = a.check()
				}
				return err
			})
		})
	}
	names := make([]string, 0, len(hostile))
	for name := range hostile {
		names = append(names, name)
	}
	s.underAttack(t, 16, 4*time.Second, func(context.Context) error {
		name := names[rand.IntN(len(names))]
		a, err := s.ask(hostile[name], nil)
		if err == nil {
			err = a.check()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

// An operation that is refused late releases all that it held.
func TestRefusedTablesReleaseMemory(t *testing.T) {
	s := start(t)
	query := url.QueryEscape(`{statements(first:38){nodes{` + repeatNumbered(25, " t%d:text") + `}} ` +
		`statement(slug:"xi-cold-war-mentality"){citations(property:"bogus"){id}}}`)
	for range 100 {
		a, err := s.do("GET", "/graphql?query="+query, "", "Accept", "text/csv")
		if err != nil || a.status != http.StatusUnprocessableEntity {
			t.Fatalf("%d %.200s %v", a.status, a.body, err)
		}
	}
	if a, err := s.ask(expensive["views"], nil); err != nil || a.status != http.StatusOK {
		t.Errorf("a large answer afterwards: %d %.200s %v", a.status, a.body, err)
	}
}

// expensive lists operations that are allowed and cost as much as the limits permit.
var expensive = map[string]string{
	"records": `{statements(first:100){nodes{speakers{agent{statements(first:100){nodes{` +
		`speakers{agent{name}} topics{name} citations{exact}}}}}}}}`,
	"texts": `{statements(first:40){nodes{occasion{statements(first:20){nodes{speakers{agent{` +
		`statements(first:20){nodes{` + repeatNumbered(12, " t%d:text") + `}}}}}}}}}}`,
	"citations": `{statements(first:100){nodes{occasion{statements(first:50){nodes{` +
		`cite(style:BIBTEX) citations{exact prefix suffix}}}}}}}`,
	"objects": `{statements(first:100){nodes{` + repeatNumbered(30, " o%d:occasion{organization{name}}") + `}}}`,
	"counts":  `{statements(first:0){` + repeatNumbered(30, ` f%d:facets(by:SPEAKER first:100){label count}`) + `}}`,
	"searches": `{` +
		repeatNumbered(30, ` s%d:search(query:"a" first:100){nodes{id} edges{matches{start end}} totalCount}`) + `}`,
	"checks": `{` + repeatNumbered(5, ` q%d:checkQuote(quote:"%d `+strings.Repeat("the of to and a unity ", 45)+
		`"){explanation matches{printed differences{given printed} citation{exact} statement{text}}}`) + `}`,
	"introspection": `{__schema{types{name description ` +
		`fields{name description args{name description} type{name ofType{name}}} ` +
		`inputFields{name} enumValues{name description} possibleTypes{name}}}}`,
	"wide": `{documents(first:4){nodes{passages(first:70){nodes{` +
		`document{passages(first:70){nodes{subject{id}}}}}}}}}`,
	"plain lists": `{documents{nodes{` + nest(4, "annotations{citations{document{", "slug", "}}}") + `}}}`,
	"views":       `{` + repeatNumbered(30, " v%d:views{name description operation}") + `}`,
}

// Memory stays within bounds under any allowed operations from any number of clients.
func TestExpensiveOperations(t *testing.T) {
	for name, query := range expensive {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			a, err := s.ask(query, nil)
			tooLarge := strings.Contains(a.body, ", and has more: ")
			if err != nil || !strings.HasPrefix(a.body, `{"data":{`) && !tooLarge {
				t.Fatalf("%v %.300s", err, a.body)
			}
			if err := a.check(); err != nil {
				t.Error(err)
			}
			t.Logf("%d bytes", len(a.body))
			s.underAttack(t, 16, 1500*time.Millisecond, func(context.Context) error {
				_, err := s.ask(query, nil)
				return err
			})
		})
	}
}

// The response cache stays small whatever clients request.
func TestResponseCache(t *testing.T) {
	s := start(t, "-cache", "4")
	var sent atomic.Int64
	s.underAttack(t, 16, 5*time.Second, func(context.Context) error {
		n := sent.Add(1)
		query := fmt.Sprintf(`{a%d:statements(first:%d){nodes{text citations{exact prefix suffix}}}}`, n, n%60)
		a, err := s.do("GET", "/graphql?query="+url.QueryEscape(query)+"&"+strings.Repeat("x", int(n%8000)), "")
		if err == nil {
			err = a.check()
		}
		return err
	})
	for range 2 { // equal requests from many clients at once
		s.underAttack(t, 64, 2*time.Second, func(context.Context) error {
			path := fmt.Sprintf("/graphql?query={statements(first:60){nodes{text}}}&%d", rand.IntN(4))
			a, err := s.do("GET", path, "")
			if err == nil && a.status != http.StatusOK {
				err = fmt.Errorf("%d %.200s", a.status, a.body)
			}
			return err
		})
	}
}
