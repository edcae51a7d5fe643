package curate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/store"
)

// Every kind of event but a summit and an incident is a meeting, and keeps the printed words for its kind and roles.
func TestKindsOfMeetings(t *testing.T) {
	kinds := "CONFERENCE BILATERAL_MEETING DEBATE HEARING INTERVIEW PRESS_CONFERENCE OTHER"
	for _, kind := range strings.Fields(kinds) {
		records, documents := small(t)
		records["events/meeting.yaml"] = &fstest.MapFile{Data: []byte(`kind: ` + kind + `
kindAsPrinted: {value: meeting, cite: [{document: news, exact: at a meeting}]}
name: {value: meeting, cite: [{document: news, exact: a meeting}]}
participants:
  - {agent: ann-lee, namedAs: Ann Lee, role: OTHER, roleAsPrinted: Minister, cite:
      [{document: news, exact: Minister Ann Lee said in May 2024 at a meeting}]}
`)}
		dataset := compile(t, records, documents)
		files := fstest.MapFS{"small.db": {Data: dataset.Database}}
		db, err := data.Catalog.Open(t.Context(), files, "small.db")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		found, err := data.EventBySlug.Single(t.Context(), store.New(db), []string{"meeting"})
		if err != nil {
			t.Fatal(err)
		}
		meeting, isMeeting := found["meeting"].(*data.Meeting)
		if !isMeeting || string(meeting.Kind) != kind || meeting.KindAsPrinted == nil ||
			*meeting.KindAsPrinted != "meeting" {
			t.Errorf("%s: %+v", kind, found["meeting"])
			continue
		}
		participants, err := data.Participants.All(t.Context(), store.New(db), []store.Key{meeting.Key})
		if all := participants[meeting.Key]; err != nil || len(all) != 1 || *all[0].RoleAsPrinted != "Minister" {
			t.Errorf("%s: %v (%v)", kind, all, err)
		}
	}
}

// A state that was suspended or left an organization is a state with a membership, and each day has an answer in words.
func TestStatusesOfFormerMembers(t *testing.T) {
	for status, want := range map[string]string{
		"SUSPENDED": "Freeland became a suspended member of the Union",
		"WITHDRAWN": "Freeland became a country that had left the Union",
	} {
		records, documents := small(t)
		membership := records["memberships/union-freeland.yaml"]
		membership.Data = []byte(strings.Replace(string(membership.Data), "FULL_MEMBER", status, 1))
		files := fstest.MapFS{"small.db": {Data: compile(t, records, documents).Database}}
		db, err := data.Catalog.Open(t.Context(), files, "small.db")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var because string
		row := db.QueryRowContext(t.Context(), "SELECT because FROM day_answer WHERE because LIKE ?", want+"%")
		if err := row.Scan(&because); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
}
