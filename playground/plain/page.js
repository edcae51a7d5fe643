const at = (id) => document.getElementById(id);
const [view, query, variables, answer] = ["view", "query", "variables", "answer"].map(at);

function ask(operation, accept) {
  return fetch("graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(operation),
  });
}

function operation() {
  const text = variables.value.trim();
  try {
    return { query: query.value, variables: text ? JSON.parse(text) : {} };
  } catch (problem) {
    throw new Error(`The variables are not valid JSON: ${problem.message}`);
  }
}

async function run() {
  answer.textContent = "Running …";
  const response = await ask(operation(), "application/json");
  answer.textContent = JSON.stringify(await response.json(), null, 2);
}

async function download() {
  const response = await ask(operation(), "text/csv");
  if (!response.headers.get("Content-Type").startsWith("text/csv")) {
    const { errors } = await response.json();
    throw new Error(errors.map((error) => error.message).join("\n"));
  }
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(await response.blob());
  anchor.download = `${view.value || "answer"}.csv`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}

/** Links are in the fragment (#), which browsers do not send, so they never appear in server logs. */
async function link() {
  const parameters = new URLSearchParams({ query: query.value, variables: variables.value });
  history.replaceState(null, "", `#${parameters}`);
  const copied = await copy(location.href);
  at("copied").textContent = copied ? "Copied." : "The browser does not allow copying: copy the link from the address bar.";
}

/**
 * Copies a text to the clipboard and returns whether it could. Browsers have no clipboard API over plain HTTP, so it
 * then selects the text and copies the selection.
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    at("link").focus();
    return copied;
  }
}

const reporting = (action) => () => action().catch((problem) => (answer.textContent = problem.message));

at("operation").addEventListener("submit", (event) => {
  event.preventDefault();
  reporting(run)();
});
at("csv").addEventListener("click", reporting(download));
at("link").addEventListener("click", reporting(link));

function show(chosen) {
  view.value = chosen.name;
  at("description").textContent = chosen.description;
  query.value = chosen.operation;
  variables.value = Object.keys(chosen.example).length > 0 ? JSON.stringify(chosen.example, null, 2) : "";
}

const { views } = await (await fetch("views", { headers: { Accept: "application/json" } })).json();
for (const { name, title } of views) view.add(new Option(title, name));
view.addEventListener("change", () => {
  show(views.find(({ name }) => name === view.value));
  dropLink();
});
at("operation").addEventListener("input", dropLink);

/** Removes the link from the address, so that a reload shows the edits. */
function dropLink() {
  if (location.hash) history.replaceState(null, "", location.pathname);
}

const key = "summitry:playground";

function stored() {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // the browser denies storage
  }
}

addEventListener("pagehide", () => {
  const open = { query: query.value, variables: variables.value, ...(view.value && { view: view.value }) };
  try {
    localStorage.setItem(key, new URLSearchParams(open));
  } catch {
    // storage is full or denied
  }
});
// Follow a link that is pasted into the address bar of the open page.
addEventListener("hashchange", () => {
  if (/[#&](query|view)=/.test(location.hash)) location.reload();
});

const asked = new URLSearchParams(location.hash.slice(1) || stored());
show(views.find(({ name }) => name === (asked.get("view") ?? "statements")) ?? views[0]);
if (asked.has("query")) {
  if (!asked.has("view")) {
    view.selectedIndex = -1;
    at("description").textContent = "";
  }
  query.value = asked.get("query");
  variables.value = "";
}
if (asked.has("variables")) variables.value = asked.get("variables");

const { data } = await (await ask({ query: "{ dataset { version sha256 title creator licence } }" }, "application/json")).json();
const { version, sha256, title, creator, licence } = data.dataset;
if (title) at("home").textContent = title;
const source = [creator, title].filter(Boolean).join(": ");
const reference = [source, `dataset ${version} (SHA-256 of the records ${sha256})`, licence].filter(Boolean).join(", ");
at("citation").textContent = `Cite as: ${reference}. Passages belong to their authors.`;
