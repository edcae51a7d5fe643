package data

import (
	"fmt"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A Moment is a known date of an event, a membership or a statement.
type Moment struct {
	Subject  store.Ref            `db:"subject"`
	Property string               `db:"property"`
	When     *store.UncertainDate `db:"day"`
	Slug     string               `db:"slug"`
}

// Orders and indexes of moments.
var (
	moments      = store.NewEntity[Moment]("moment")
	momentDay    = store.NewDateColumn("moment", "day", "by_day")
	momentsByDay = momentDay.EarliestFirst("id")
	everyMoment  = moments.All("moment")
	momentTable  = store.Table{
		Name:    "moment",
		Orders:  []store.Order{momentsByDay},
		Indexes: []*store.Index{everyMoment, momentDay.LengthIndex()},
	}
)

// fillMoments inserts every known date of events, memberships and statements. The end of a refused application is left
// out because it equals the start.
var fillMoments = `
	INSERT INTO moment (
		slug, subject, subject_id, property,
		day_edtf, day_earliest, day_latest, day_as_printed, day_basis, day_note
	)
	SELECT slug, subject, id, property, when_edtf, when_earliest, when_latest, when_as_printed, when_basis, when_note
	FROM (` + strings.Join([]string{
	datesOf("event", "when", "when", 0),
	datesOf("membership", "start", "start", 1),
	datesOf("membership", "end", "end", 2) + ` AND status <> 'APPLICATION_REFUSED'`,
	datesOf("statement", "said", "saidOn", 3),
}, " UNION ALL ") + `
	)
	ORDER BY kind, id`

// datesOf selects the known dates of a table from the columns that begin with prefix. kind orders moments of the same
// date.
func datesOf(table, prefix, property string, kind int) string {
	return fmt.Sprintf(`
		SELECT '%[1]s:' || slug || ' %[3]s' AS slug, '%[1]s' AS subject, id, '%[3]s' AS property,
			%[2]s_edtf AS when_edtf, %[2]s_earliest AS when_earliest, %[2]s_latest AS when_latest,
			%[2]s_as_printed AS when_as_printed, %[2]s_basis AS when_basis, %[2]s_note AS when_note,
			%[4]d AS kind
		FROM %[1]s
		WHERE %[2]s_edtf IS NOT NULL`, table, prefix, property, kind)
}

// Timeline lists all moments by date. On the same date events come first, then memberships, then statements as printed.
var Timeline = moments.List(everyMoment, momentsByDay)

// MomentsWhere selects moments that lie between two days, both included. If match is Possible, it also selects those
// that may lie there.
func MomentsWhere(from, to *store.Date, match store.Certainty) store.Where {
	if from == nil && to == nil {
		return store.Where{}
	}
	return store.Where{}.InDateRange("", momentDay, &store.DateRange{From: from, To: to, Match: match})
}

// A TimelineEdge is a moment with its position in the timeline.
type TimelineEdge struct {
	store.ListPosition
	*Moment
}

// A TimelineConnection is a page of moments.
type TimelineConnection = store.Mixed[TimelineEdge]

// NewTimelineConnection converts a page of moments.
func NewTimelineConnection(p *store.Page[*Moment]) *TimelineConnection {
	return store.NewMixed(p, func(at store.ListPosition, m *Moment) *TimelineEdge { return &TimelineEdge{at, m} })
}
