import { useQuery } from "@apollo/client/react";
import { graphql } from "./gql";
import { StatementArticle } from "./StatementArticle";

const statementsQuery = graphql(`
  query Statements($topic: [String!], $after: String) {
    statements(filter: { topic: $topic }, first: 5, after: $after) {
      totalCount
      edges {
        node {
          id
          ...StatementArticle
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function Statements({ topic }: { topic?: string | undefined }) {
  const { data, error, loading, fetchMore } = useQuery(statementsQuery, {
    variables: { topic: topic ? [topic] : null },
    notifyOnNetworkStatusChange: true,
  });
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <p>Loading …</p>;
  const { edges, pageInfo, totalCount } = data.statements;
  return (
    <>
      <p>
        {edges.length} of {totalCount} statements
      </p>
      {edges.map(({ node }) => (
        <StatementArticle key={node.id} statement={node} />
      ))}
      {pageInfo.hasNextPage && (
        <button disabled={loading} onClick={() => void fetchMore({ variables: { after: pageInfo.endCursor } })}>
          More
        </button>
      )}
    </>
  );
}
