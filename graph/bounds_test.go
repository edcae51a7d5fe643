package graph_test

import "testing"

// What was in print by 2024 cannot have been said later, and what is about the SCO was not said before there was one.
func TestNothingIsPossibleOutsideOfWhatIsKnown(t *testing.T) {
	for _, year := range []string{"1900", "2030"} {
		got := get(t, serve(t), `{
			statements(filter: {said: {from: "`+year+`-01-01", to: "`+year+`-12-31", match: POSSIBLE}}) {
				totalCount nodes { slug } }
			events(filter: {when: {from: "`+year+`-01-01", to: "`+year+`-12-31", match: POSSIBLE}}) {
				totalCount nodes { slug } }
			timeline(from: "`+year+`-01-01", to: "`+year+`-12-31") { totalCount nodes { id } } }`)
		for _, list := range []string{"statements", "events", "timeline"} {
			if n := at(got, list+".totalCount"); n != 0.0 {
				t.Errorf("%s of %s: %v: %v", list, year, n, at(got, list+".nodes"))
			}
		}
	}
}

// Every statement has a day, which is no later than the last on which its document can have been published.
func TestStatementsAreNoLaterThanTheirDocuments(t *testing.T) {
	got := get(t, serve(t), `{ documents { nodes { slug published { latest }
		statements(first: 100) { nodes { slug saidOn { earliest latest basis note } } } } } }`)
	checked := 0
	for _, d := range at(got, "documents.nodes").([]any) {
		for _, s := range at(d, "statements.nodes").([]any) {
			checked++
			if at(s, "saidOn.latest").(string) > at(d, "published.latest").(string) {
				t.Errorf("%v is from %v, and said on %v", at(d, "slug"), at(d, "published"), s)
			}
			if at(s, "saidOn.basis") != "STATED" && at(s, "saidOn.note") == nil {
				t.Errorf("%v has a day without a note", at(s, "slug"))
			}
		}
	}
	if checked < 38 {
		t.Errorf("only %d statements were checked", checked)
	}
}
