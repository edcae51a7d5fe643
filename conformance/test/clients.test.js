// Clients of the field read partial results (status 294) and errors (status 422) of the server: Apollo Client 3 and 4,
// urql and graphql-request. genqlient and Relay have examples of their own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client/core";
import * as apollo3 from "apollo-client-3/core/core.cjs";
import { Client, fetchExchange, gql } from "@urql/core";
import { ClientError, GraphQLClient } from "graphql-request";

const uri = `${process.env.SUMMITRY_SERVER ?? "http://localhost:8080"}/graphql`;
const partly = gql`
  { dataset { version } person(slug: "xi-jinping") { name citations(property: "x") { exact } } }
`;
const wrong = gql`
  { dataset { vversion } }
`;
const data = /^property must /;
const invalid = /^Cannot query field "vversion"/;

for (const [name, options] of Object.entries({ GET: { useGETForQueries: true }, POST: {} })) {
  test(`Apollo Client 4 by ${name}`, async () => {
    const client = new ApolloClient({ link: new HttpLink({ uri, ...options }), cache: new InMemoryCache() });
    const result = await client.query({ query: partly, errorPolicy: "all" });
    assert.match(result.data.dataset.version, /^0\./);
    assert.match(result.error.errors[0].message, data);
    const failure = await client.query({ query: wrong }).catch((error) => error);
    assert.ok(CombinedGraphQLErrors.is(failure), `${failure}`);
    assert.match(failure.errors[0].message, invalid);
  });

  test(`Apollo Client 3 by ${name}`, async () => {
    const { ApolloClient, HttpLink, InMemoryCache } = apollo3.default ?? apollo3;
    const client = new ApolloClient({ link: new HttpLink({ uri, ...options }), cache: new InMemoryCache() });
    const result = await client.query({ query: partly, errorPolicy: "all" });
    assert.match(result.data.dataset.version, /^0\./);
    assert.match(result.errors[0].message, data);
    const failure = await client.query({ query: wrong }).catch((error) => error);
    const errors = failure.graphQLErrors?.length ? failure.graphQLErrors : failure.networkError.result.errors;
    assert.match(errors[0].message, invalid);
  });

  test(`urql by ${name}`, async () => {
    const client = new Client({ url: uri, exchanges: [fetchExchange], preferGetMethod: name === "GET" && "force" });
    const result = await client.query(partly, {}).toPromise();
    assert.match(result.data.dataset.version, /^0\./);
    assert.match(result.error.graphQLErrors[0].message, data);
    const failure = await client.query(wrong, {}).toPromise();
    assert.match(failure.error.graphQLErrors[0].message, invalid);
  });

  test(`graphql-request by ${name}`, async () => {
    const client = new GraphQLClient(uri, { method: name, errorPolicy: "all" });
    const result = await client.rawRequest(partly.loc.source.body);
    assert.match(result.data.dataset.version, /^0\./);
    assert.match(result.errors[0].message, data);
    const failure = await new GraphQLClient(uri, { method: name }).request(wrong.loc.source.body).catch((e) => e);
    assert.ok(failure instanceof ClientError, `${failure}`);
    assert.match(failure.response.errors[0].message, invalid);
  });
}
