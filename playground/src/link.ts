/** The content of a link. It is in the fragment (#), which browsers do not send, so it never appears in server logs. */
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

/** Removes the link from the address. */
export function dropLink() {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

/** Copies a text to the clipboard and returns whether it could. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text); // navigator.clipboard is missing over plain HTTP, and may be denied
  }
}

/** Copies a text by selecting it. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text;
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
