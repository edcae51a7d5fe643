import { Environment, Network, RecordSource, Store, type GraphQLResponse } from "relay-runtime";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";

/** Sends queries by GET, which caches can answer. */
export const environment = new Environment({
  network: Network.create(async ({ text }, variables) => {
    const address = new URL("/graphql", server);
    address.searchParams.set("query", text ?? "");
    address.searchParams.set("variables", JSON.stringify(variables));
    const response = await fetch(address, { headers: { accept: "application/graphql-response+json" } });
    return (await response.json()) as GraphQLResponse;
  }),
  store: new Store(new RecordSource()),
});
