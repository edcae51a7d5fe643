package graph

import (
	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/views"
)

// resolvers says who resolves each type. The store comes with the operation.
type resolvers struct{ views []*views.View }

func (r resolvers) Query() gen.QueryResolver                         { return query(r) }
func (resolvers) Organization() gen.OrganizationResolver             { return organization{} }
func (resolvers) MemberState() gen.MemberStateResolver               { return memberState{} }
func (resolvers) OtherCountry() gen.OtherCountryResolver             { return otherCountry{} }
func (resolvers) Membership() gen.MembershipResolver                 { return membership{} }
func (resolvers) Person() gen.PersonResolver                         { return person{} }
func (resolvers) Position() gen.PositionResolver                     { return position{} }
func (resolvers) Mention() gen.MentionResolver                       { return named[*data.Mention]{} }
func (resolvers) Summit() gen.SummitResolver                         { return summit{} }
func (resolvers) Meeting() gen.MeetingResolver                       { return meeting{} }
func (resolvers) Incident() gen.IncidentResolver                     { return incident{} }
func (resolvers) Participant() gen.ParticipantResolver               { return participant{} }
func (resolvers) Outcome() gen.OutcomeResolver                       { return outcome{} }
func (resolvers) Statement() gen.StatementResolver                   { return statement{} }
func (resolvers) Attribution() gen.AttributionResolver               { return named[*data.Attribution]{} }
func (resolvers) Topic() gen.TopicResolver                           { return topic{} }
func (resolvers) Document() gen.DocumentResolver                     { return document{} }
func (resolvers) Citation() gen.CitationResolver                     { return citation{} }
func (resolvers) Claim() gen.ClaimResolver                           { return cited[*data.Claim]{} }
func (resolvers) Discrepancy() gen.DiscrepancyResolver               { return discrepancy{} }
func (resolvers) Annotation() gen.AnnotationResolver                 { return cited[*data.Annotation]{} }
func (resolvers) SearchConnection() gen.SearchConnectionResolver     { return searchConnection{} }
func (resolvers) SearchEdge() gen.SearchEdgeResolver                 { return searchEdge{} }
func (resolvers) TimelineConnection() gen.TimelineConnectionResolver { return timelineConnection{} }
func (resolvers) TimelineEdge() gen.TimelineEdgeResolver             { return timelineEdge{} }
func (resolvers) Facet() gen.FacetResolver                           { return facet{} }
