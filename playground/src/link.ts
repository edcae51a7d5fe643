/** What a link asks for. It stands behind the #, so that it is in no server's log. */
export interface Linked {
  query: string | undefined;
  variables: string | undefined;
  view: string | undefined;
}

export function linked(): Linked {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const get = (name: string) => parameters.get(name) ?? undefined;
  return { query: get("query"), variables: get("variables"), view: get("view") };
}

export function linkTo(query: string, variables: string): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim()) parameters.set("variables", variables);
  return new URL(`#${parameters}`, location.href).href;
}
