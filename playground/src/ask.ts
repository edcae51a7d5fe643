import type { Fetcher } from "@graphiql/toolkit";
import { parse } from "graphql";

/** Relative to this page, so that it also works behind a proxy that strips a path. */
const graphql = new URL("graphql", location.href);

export interface Operation {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string | undefined;
}

function post(operation: Operation, accept: string): Promise<Response> {
  return fetch(graphql, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(operation),
  });
}

/** Runs an operation for display. Introspection is sent by GET, whose response the browser caches. */
export const fetcher: Fetcher = async ({ query, variables, operationName }) => {
  if (operationName === "IntrospectionQuery") {
    const address = new URL(graphql);
    address.searchParams.set("query", query);
    address.searchParams.set("operationName", operationName);
    return (await fetch(address, { headers: { Accept: "application/json" } })).json();
  }
  const operation = { query, variables, operationName: nameIn(query, operationName) };
  return (await post(operation, "application/json")).json();
};

/**
 * The name of the operation to run: the one that GraphiQL has selected or, if the document has no operation of that
 * name, the first. For a tenth of a second after a tab is opened, GraphiQL still has the operation of the previous tab
 * selected.
 */
export function nameIn(query: string, selected: string | null | undefined): string | undefined {
  try {
    const operations = parse(query).definitions.filter((definition) => definition.kind === "OperationDefinition");
    return (operations.find(({ name }) => name?.value === selected) ?? operations[0])?.name?.value;
  } catch {
    return undefined; // the server reports where the document is wrong
  }
}

/** Runs an operation and returns the result as a table, or throws an error with the server's message. */
export async function csvOf(operation: Operation): Promise<Blob> {
  const response = await post(operation, "text/csv");
  if (response.ok && response.headers.get("Content-Type")?.startsWith("text/csv")) return response.blob();
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  throw new Error(errors.map((error) => error.message).join("\n"));
}
