import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import possibleTypes from "./gql/possible-types";

const server = import.meta.env.SUMMITRY_SERVER ?? "http://localhost:8080";

/** The hash that replaces a query once the server has stored it. Browsers have crypto.subtle on https and localhost. */
async function sha256(text: string): Promise<string> {
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends queries by GET with their hash alone, which caches can answer. */
export const client = new ApolloClient({
  link: ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
    new HttpLink({ uri: `${server}/graphql` }),
  ]),
  cache: new InMemoryCache({
    possibleTypes: possibleTypes.possibleTypes,
    typePolicies: { Query: { fields: { statements: relayStylePagination(["filter", "order"]) } } },
  }),
});
