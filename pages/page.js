// site is set if the server knows its public address. The addresses on the page are then absolute already.
const { site } = document.documentElement.dataset;

// Without it, addresses are relative to the server. Make them absolute for reading, copying and printing.
for (const element of site ? [] : document.querySelectorAll("[data-address]")) {
  const { address } = element.dataset;
  element.textContent = element.textContent.replaceAll(address, () => new URL(address, location.origin).href);
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

// Print collapsed passages.
addEventListener("beforeprint", () => document.querySelectorAll(".sources").forEach((details) => (details.open = true)));
