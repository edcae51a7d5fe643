// The part of Summitry's schema that the workloads need.
export const schema = `
  type Query {
    person(slug: String!): Person
    organization(slug: String!): Organization
    statements(first: Int, after: String): StatementConnection!
    search(query: String!, first: Int): SearchConnection!
  }
  interface Node { id: ID! }
  interface Agent implements Node { id: ID! name: String! }
  interface Country implements Node & Agent { id: ID! name: String! }
  interface Event implements Node { id: ID! name: String! organization: Organization }
  type Person implements Node & Agent { id: ID! name: String! otherNames: [String!]! country: Country }
  type Organization implements Node & Agent { id: ID! name: String! summits(first: Int): SummitConnection! }
  type MemberState implements Node & Agent & Country { id: ID! name: String! }
  type OtherCountry implements Node & Agent & Country { id: ID! name: String! }
  type Summit implements Node & Event {
    id: ID! name: String! organization: Organization when: Date statements(first: Int): StatementConnection!
  }
  type Meeting implements Node & Event { id: ID! name: String! organization: Organization }
  type Incident implements Node & Event { id: ID! name: String! organization: Organization }
  type Statement implements Node {
    id: ID! slug: String! kind: String! text: String! saidOn: Date
    speakers: [Speaker!]! occasion: Event topics: [Topic!]! citations: [Citation!]!
  }
  type Narration implements Node { id: ID! summary: String! }
  type Topic implements Node { id: ID! name: String! }
  type Document implements Node { id: ID! fileName: String! title: String! }
  type Membership implements Node { id: ID! }
  type Discrepancy implements Node { id: ID! }
  type Annotation implements Node { id: ID! }
  type Date { edtf: String! basis: String! }
  type Speaker { namedAs: String! agent: Agent }
  type Citation { exact: String! start: Int! end: Int! document: Document! }
  type SummitConnection { nodes: [Summit!]! }
  type StatementConnection { nodes: [Statement!]! pageInfo: PageInfo! }
  type SearchConnection { nodes: [Node!]! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`
