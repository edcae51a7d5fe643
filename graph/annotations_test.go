package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

// overlap reports whether two passages share a character.
func overlap(a, b any) bool {
	p, q := a.(object), b.(object)
	same := p["document"].(object)["slug"] == q["document"].(object)["slug"]
	return same && p["start"].(float64) < q["end"].(float64) && q["start"].(float64) < p["end"].(float64)
}

// An annotation stands with an event or a membership whose passages its own touch, and with no other one.
func TestAnnotationsOfEventsAndMemberships(t *testing.T) {
	url := serve(t)
	const passages = "citations { start end document { slug } }"
	all := nodesOf(t, url, "annotations", "{ annotations(first: 100) { nodes { id "+passages+" } } }")
	records := nodesOf(t, url, "events", "{ events(first: 100) { nodes { id annotations { id } "+passages+" } } }")
	states := nodesOf(t, url, "memberStates", "{ memberStates(first: 100) { nodes { memberships(first: 100) { nodes { "+
		"id annotations { id } "+passages+" } } } } }")
	for _, s := range states {
		for _, m := range s["memberships"].(object)["nodes"].([]any) {
			records = append(records, m.(object))
		}
	}
	for _, r := range records {
		shown := fmt.Sprint(r["annotations"])
		for _, a := range all {
			touches := false
			for _, p := range a["citations"].([]any) {
				for _, q := range r["citations"].([]any) {
					touches = touches || overlap(p, q)
				}
			}
			if is := strings.Contains(shown, "[id:"+a["id"].(string)+"]"); is != touches {
				t.Errorf("%s touches %s: %t, stands with it: %t", a["id"], r["id"], touches, is)
			}
		}
	}
	for id, want := range map[string]string{
		"event:sco-summit-2023": "new-delhi-meeting", "event:wagner-rebellion-2023": "his-operatives",
		"event:sco-security-councils-18": "security-council-russia", "event:modi-patrushev-2023": "caption-meeting",
		"membership:sco-iran-observer": "observer-since-2005", "membership:sco-iran-accession-agreed": "join-tehran",
	} {
		r := get(t, url, fmt.Sprintf(`{ node(id: %q) { ... on Event { annotations { id } }
			... on Membership { annotations { id } } } }`, id))["node"]
		if !strings.Contains(fmt.Sprint(r), "id:annotation:"+want) {
			t.Errorf("%s has %v, without %s", id, r, want)
		}
	}
}

// A note on Putin's sentence does not stand with Xi's, nor the other way round.
func TestAnnotationsConcernTheirOwnSentence(t *testing.T) {
	url := serve(t)
	for slug, want := range map[string]string{
		"putin-thanks-for-support":    "[oic-for-sco during-the-rebellion]",
		"putin-i-thank-my-colleagues": "[oic-for-sco during-the-rebellion my-colleagues]",
		"xi-maintain-regional-peace":  "[xi-when-and-where oic-countries-for-sco]",
	} {
		var got []string
		s := get(t, url, fmt.Sprintf(`{ statement(slug: %q) { annotations { id } } }`, slug))["statement"]
		for _, a := range s.(object)["annotations"].([]any) {
			got = append(got, strings.TrimPrefix(a.(object)["id"].(string), "annotation:"))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s has the annotations %v, not %s", slug, got, want)
		}
	}
}

// Both readings of an ambiguous phrase are given, and which of them the topic takes.
func TestTheRussianConflictHasTwoReadings(t *testing.T) {
	note := get(t, serve(t), `{ node(id: "annotation:the-russian-conflict") { ... on Annotation { note } } }`)["node"]
	for _, want := range []string{"rebellion", "war in Ukraine", "topic"} {
		if !strings.Contains(note.(object)["note"].(string), want) {
			t.Errorf("the note does not speak of the %s: %v", want, note)
		}
	}
}

// Each topic has one sentence that decides what belongs to it.
func TestTopicsAreDescribed(t *testing.T) {
	for _, topic := range nodesOf(t, serve(t), "topics", "{ topics(first: 100) { nodes { slug description } } }") {
		text := topic["description"].(string)
		if len(text) < 20 || strings.Count(text, ".") != 1 || !strings.HasSuffix(text, ".") {
			t.Errorf("%s is described as %q", topic["slug"], text)
		}
	}
}
