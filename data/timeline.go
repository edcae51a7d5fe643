package data

// A Moment is a day, as far as it is known, of an event, a membership or a statement.
type Moment struct {
	Subject  Subject
	Property string
	When     *UncertainDate
	slug     string
}

func (m *Moment) columns() []column {
	return append([]column{{"subject", &m.Subject.Space}, {"subject_id", &m.Subject.Key}, {"property", &m.Property}, {"slug", &m.slug}}, date("day", &m.When)...)
}

// What moments are ordered and listed by.
var (
	momentDay    = &DateColumn{"moment", "day", "by_day"}
	momentsByDay = byDate(momentDay, "by_day", "id", false)
	everyMoment  = AllOf("moment")
	momentTable  = Table{
		Name: "moment", Orders: []Order{momentsByDay}, Indexes: []*Index{everyMoment, momentDay.LengthIndex()},
	}
)

// Timeline leads to every moment. On equal days events come first, then memberships, then statements as printed.
var Timeline = List[*Moment]{describe("moment", (*Moment).columns, itself), everyMoment, momentsByDay}

// MomentsWhere takes moments between two days, both included: those that may lie there, or with Certain only those that do.
func MomentsWhere(from, to *Date, match Certainty) Where {
	if from == nil && to == nil {
		return Where{}
	}
	return Where{}.InDateRange("", momentDay, &DateRange{from, to, match})
}

// A TimelineEdge is a moment in a list.
type TimelineEdge struct {
	ListPosition
	*Moment
}

// A TimelineConnection is a page of moments.
type TimelineConnection = Mixed[TimelineEdge]

// NewTimelineConnection makes edges of a page.
func NewTimelineConnection(p *Page[*Moment]) *TimelineConnection {
	return NewMixed(p, func(at ListPosition, m *Moment) *TimelineEdge { return &TimelineEdge{at, m} })
}
