package pages

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPlacePages is the maximum number of pages of passages that a browser compares with a file.
const maxPlacePages = 20

// placesOf returns the passages of a document, each place once, from the page that its view returned to the last one.
func (s *server) placesOf(r *http.Request, id string, document map[string]any) (all []any, err error) {
	seen := map[[2]int]bool{}
	for range maxPlacePages {
		connection := document["passages"].(map[string]any)
		for _, n := range connection["nodes"].([]any) {
			passage := n.(map[string]any)
			place := [2]int{toInt(passage["start"]), toInt(passage["end"])}
			if !seen[place] {
				seen[place], all = true, append(all, n)
			}
		}
		info := connection["pageInfo"].(map[string]any)
		if info["hasNextPage"] != true {
			break
		}
		after := url.Values{"id": {id}, "after": {info["endCursor"].(string)}}
		next, err := s.runView(r, "document", after)
		if err != nil {
			return nil, err
		}
		document = next.Data["node"].(map[string]any)
	}
	return all, nil
}

// citationsFor returns the citations of a field, or those of the record as a whole if property is "".
func citationsFor(citations []any, property string) []any {
	var picked []any
	for _, c := range citations {
		if p := c.(map[string]any)["property"]; p == property || p == nil && property == "" {
			picked = append(picked, c)
		}
	}
	return picked
}

// mergePassages removes repeated passages, and gives each all the properties that it is cited for, joined by commas.
func mergePassages(citations []any) []map[string]any {
	var all []map[string]any
	for _, c := range citations {
		passage := c.(map[string]any)
		property, _ := passage["property"].(string)
		property = humanize(property)
		at := slices.IndexFunc(all, func(p map[string]any) bool {
			return p["start"] == passage["start"] && p["end"] == passage["end"] &&
				p["document"].(map[string]any)["url"] == passage["document"].(map[string]any)["url"]
		})
		if at < 0 {
			once := maps.Clone(passage)
			once["properties"] = property
			all = append(all, once)
			continue
		}
		properties := all[at]["properties"].(string)
		if property != "" && !slices.Contains(strings.Split(properties, ", "), property) {
			all[at]["properties"] = strings.TrimPrefix(properties+", "+property, ", ")
		}
	}
	return all
}

// byWeight returns the passages that no other one contains, the most telling one first: those for the whole record,
// then those for its start, longer ones before shorter ones.
func byWeight(citations []any) []map[string]any {
	length := func(c map[string]any) int { return toInt(c["end"]) - toInt(c["start"]) }
	contains := func(a, b map[string]any) bool {
		return a["document"].(map[string]any)["url"] == b["document"].(map[string]any)["url"] &&
			toInt(a["start"]) <= toInt(b["start"]) && toInt(b["end"]) <= toInt(a["end"]) && length(a) > length(b)
	}
	rank := func(c any) int { return slices.Index([]any{"start", nil}, c.(map[string]any)["property"]) }
	all := slices.DeleteFunc(slices.Clone(citations), func(c any) bool {
		return slices.ContainsFunc(citations, func(other any) bool {
			return contains(other.(map[string]any), c.(map[string]any))
		})
	})
	slices.SortStableFunc(all, func(a, b any) int {
		return cmp.Or(rank(b)-rank(a), length(b.(map[string]any))-length(a.(map[string]any)))
	})
	return mergePassages(all)
}

// wordsBefore returns the prefix of a passage without the part of a word with which it may begin: a prefix has as few
// characters as tell the place from others.
func wordsBefore(prefix string) string {
	first, _ := utf8.DecodeRuneInString(prefix)
	if !unicode.IsLetter(first) {
		return prefix
	}
	_, rest, _ := strings.Cut(prefix, " ")
	return rest
}

// wordsAfter returns the suffix of a passage without the part of a word with which it may end.
func wordsAfter(suffix string) string {
	last, _ := utf8.DecodeLastRuneInString(suffix)
	if !unicode.IsLetter(last) {
		return suffix
	}
	return suffix[:strings.LastIndexByte(suffix, ' ')+1]
}

// A subject is a record with the passages that support it.
type subject struct {
	Label, Address string
	Passages       []any
}

// bySubject groups passages by the record that they support, in the order of each record's first passage.
func bySubject(passages []any) []*subject {
	var all []*subject
	subjects := map[string]*subject{}
	for _, p := range passages {
		of := p.(map[string]any)["subject"].(map[string]any)
		address := of["url"].(string)
		if subjects[address] == nil {
			subjects[address] = &subject{Label: label(of, of["__typename"].(string)), Address: address}
			all = append(all, subjects[address])
		}
		subjects[address].Passages = append(subjects[address].Passages, p)
	}
	return all
}

// A reason has the remainders of a document that share it.
type reason struct {
	Reason string
	Places []any
}

// byReason groups the remainders of a document by their reason, in the order of each reason's first remainder.
func byReason(remainders []any) []*reason {
	var all []*reason
	for _, r := range remainders {
		value := r.(map[string]any)["reason"].(string)
		at := slices.IndexFunc(all, func(known *reason) bool { return known.Reason == value })
		if at < 0 {
			at, all = len(all), append(all, &reason{Reason: value})
		}
		all[at].Places = append(all[at].Places, r)
	}
	return all
}

// A contestedProperty is a property for which the documents print several values.
type contestedProperty struct {
	Property string
	Claims   []any
}

// contested returns the properties that have more than one claim.
func contested(claims []any) []contestedProperty {
	var all []contestedProperty
	for _, c := range claims {
		property := c.(map[string]any)["property"].(string)
		if n := len(all); n > 0 && all[n-1].Property == property {
			all[n-1].Claims = append(all[n-1].Claims, c)
		} else {
			all = append(all, contestedProperty{property, []any{c}})
		}
	}
	return slices.DeleteFunc(all, func(a contestedProperty) bool { return len(a.Claims) < 2 })
}
