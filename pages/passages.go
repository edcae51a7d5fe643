package pages

import (
	"maps"
	"slices"
	"strings"
)

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
