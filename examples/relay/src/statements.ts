// The operations. The compiler reads this file and writes __generated__, which the program imports. With React, Relay's
// plugin for your bundler replaces the operations by the generated code.
import { graphql } from "relay-runtime";

export const personQuery = graphql`
  query statementsPersonQuery($slug: String!) {
    person(slug: $slug) {
      name
      ...statements_person
    }
  }
`;

/** From this fragment the compiler generates statementsPageQuery, which requests another page by the person's id. */
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
