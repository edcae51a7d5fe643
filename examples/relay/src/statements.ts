// What is asked. The compiler reads it and writes __generated__, which the program imports; with React, Relay's plugin for your
// bundler puts the one in place of the other.
import { graphql } from "relay-runtime";

export const personQuery = graphql`
  query statementsPersonQuery($slug: String!) {
    person(slug: $slug) {
      name
      ...statements_person
    }
  }
`;

/** The compiler makes statementsPageQuery of it, which asks for one page more by the person's id. */
export const statementsFragment = graphql`
  fragment statements_person on Person
  @refetchable(queryName: "statementsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" }) {
    id
    statements(first: $count, after: $cursor) @connection(key: "statements_person_statements") {
      totalCount
      edges {
        node {
          text
          saidOn {
            edtf
          }
          citations {
            exact
            document {
              fileName
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
