// Package resolver resolves the fields of the GraphQL schema that are not fields of data's records. It has one file for
// each entity and one line for most fields, which names the relation or list that the field follows. gqlgen's executor
// and the plans of graph/plan both call resolvers. Start at Root. The package depends on graph/load, graph/site, data,
// table and views.
package resolver

import (
	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph/internal/gen"
	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
)

// Root returns the resolver of each type. The store comes with the operation, in the context.
type Root struct {
	Views   []*views.View
	Columns func(*views.View) []*table.Column // of the view's table
}

func (r Root) Query() gen.QueryResolver                         { return query{r.Views} }
func (Root) Organization() gen.OrganizationResolver             { return organization{} }
func (Root) MemberState() gen.MemberStateResolver               { return memberState{} }
func (Root) OtherCountry() gen.OtherCountryResolver             { return otherCountry{} }
func (Root) Membership() gen.MembershipResolver                 { return membership{} }
func (Root) Person() gen.PersonResolver                         { return person{} }
func (Root) Position() gen.PositionResolver                     { return position{} }
func (Root) DayAnswer() gen.DayAnswerResolver                   { return dayAnswer{} }
func (Root) Mention() gen.MentionResolver                       { return mention{} }
func (Root) Summit() gen.SummitResolver                         { return summit{} }
func (Root) Meeting() gen.MeetingResolver                       { return meeting{} }
func (Root) Incident() gen.IncidentResolver                     { return incident{} }
func (Root) Participant() gen.ParticipantResolver               { return participant{} }
func (Root) Outcome() gen.OutcomeResolver                       { return outcome{} }
func (Root) Statement() gen.StatementResolver                   { return statement{} }
func (Root) Attribution() gen.AttributionResolver               { return named[*data.Attribution]{} }
func (Root) Topic() gen.TopicResolver                           { return topic{} }
func (Root) Document() gen.DocumentResolver                     { return document{} }
func (Root) Citation() gen.CitationResolver                     { return citation{} }
func (Root) Claim() gen.ClaimResolver                           { return cited[*data.Claim]{} }
func (Root) Discrepancy() gen.DiscrepancyResolver               { return discrepancy{} }
func (Root) Annotation() gen.AnnotationResolver                 { return cited[*data.Annotation]{} }
func (Root) Change() gen.ChangeResolver                         { return change{} }
func (Root) SearchConnection() gen.SearchConnectionResolver     { return searchConnection{} }
func (Root) SearchEdge() gen.SearchEdgeResolver                 { return searchEdge{} }
func (Root) QuoteCheck() gen.QuoteCheckResolver                 { return quoteCheck{} }
func (Root) QuoteMatch() gen.QuoteMatchResolver                 { return quoteMatch{} }
func (Root) TimelineConnection() gen.TimelineConnectionResolver { return timelineConnection{} }
func (Root) TimelineEdge() gen.TimelineEdgeResolver             { return timelineEdge{} }
func (Root) Facet() gen.FacetResolver                           { return facet{} }
func (r Root) View() gen.ViewResolver                           { return view{r.Columns} }
