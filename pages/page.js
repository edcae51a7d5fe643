// site is set if the server knows its public address. The addresses on the page are then absolute already.
const { site } = document.documentElement.dataset;

// Without it, addresses are relative to the server. Make them absolute for reading, copying and printing.
for (const element of site ? [] : document.querySelectorAll("[data-address]")) {
  const { address } = element.dataset;
  for (const text of [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)) {
    text.data = text.data.replaceAll(address, () => new URL(address, location.origin).href);
  }
}

// Downloaded tables, linked data and citations need absolute addresses.
const files = ["ld+json", "x-bibtex", "vnd.citationstyles.csl+json"].map((type) => `a[type="application/${type}"]`);
for (const link of document.querySelectorAll(["a[download]", ...files].join())) {
  const address = new URL(link.href);
  address.searchParams.set("base", site ?? location.origin);
  link.href = address.href;
}

const button = document.getElementById("copy");

/** Copies a text. Browsers have no clipboard API over plain HTTP; there, it copies by selecting the text. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser does not allow copying");
}

if (button) button.hidden = false; // without this script, readers select the text

button?.addEventListener("click", async () => {
  const { id } = document.querySelector(".copy input:checked");
  const form = document.getElementById(id.replace("as-", "form-"));
  const result = document.getElementById("copied");
  try {
    await copy(form.textContent.trimEnd());
    result.textContent = "Copied.";
  } catch {
    result.textContent = "This browser does not allow copying. Select the text above.";
  }
  button.focus();
});

document.querySelector(".copy fieldset")?.addEventListener("change", () => {
  document.getElementById("copied").textContent = "";
});

const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });

/** Returns the value by which a cell sorts. Days sort as text. Cells without a value are last in either direction. */
function sortValue(cell, sorts) {
  const text = cell.dataset.sort ?? cell.textContent.trim();
  return text !== "" && sorts === "number" ? Number(text) : text;
}

/** Sorts the rows of a table by a column. Rows with the same value keep their order. */
function sortBy(table, heading, descending) {
  const { sorts } = heading.dataset;
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: sortValue(row.cells[heading.cellIndex], sorts) }));
  const order = sorts === "number" ? (a, b) => a - b : compare;
  rows.sort(({ value: a }, { value: b }) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return descending ? order(b, a) : order(a, b);
  });
  table.tBodies[0].append(...rows.map(({ row }) => row));
}

// Titles of columns become buttons that sort. Without this script the table has the order of the view.
for (const heading of document.querySelectorAll("th[data-sorts]")) {
  const table = heading.closest("table");
  const sort = document.createElement("button");
  sort.type = "button";
  sort.append(...heading.childNodes);
  heading.append(sort);
  sort.addEventListener("click", () => {
    const descending = heading.ariaSort === "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    sortBy(table, heading, descending);
  });
}

// Print collapsed passages and notes.
addEventListener("beforeprint", () => document.querySelectorAll(".sources, .why").forEach((details) => (details.open = true)));
