// Set if the server knows its public address. Addresses on the page are then absolute already.
const { site } = document.documentElement.dataset;

// Otherwise they are relative to the server: make them absolute for reading, copying and printing.
for (const element of site ? [] : document.querySelectorAll("[data-address]")) {
  const { address } = element.dataset;
  element.textContent = element.textContent.replace(address, () => new URL(address, location.origin).href);
}

// Downloaded tables and linked data need absolute addresses.
for (const link of document.querySelectorAll('a[download], a[type="application/ld+json"]')) {
  const address = new URL(link.href);
  address.searchParams.set("base", site ?? location.origin);
  link.href = address.href;
}

const button = document.getElementById("copy");

/** Where there is no clipboard, as on pages by HTTP, the text is selected and copied as a reader would. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser does not let it be copied");
}

button?.addEventListener("click", async () => {
  const citation = document.getElementById("citation");
  const told = document.getElementById("copied");
  try {
    await copy(`${citation.dataset.text}\n— ${citation.textContent}`);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "This browser does not allow it: select the text above.";
  }
  button.focus();
});

// Passages that are folded away are printed.
addEventListener("beforeprint", () => document.querySelectorAll(".sources").forEach((details) => (details.open = true)));
