// Compares a file of the reader with the article of the page. The browser does it alone: nothing is sent.

const section = document.getElementById("verify");
const maxBytes = 20e6; // of a file

/** Returns the SHA-256 of bytes in hexadecimal digits. */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const withoutMark = (text) => text.replace(/^\ufeff/, "");
const withoutEnd = (text) => text.replace(/[\r\n]+$/, "");
const withLF = (text) => text.replace(/\r\n?/g, "\n");
const same = (text) => text;

/** Returns the ways to save a text: with or without a byte order mark, CRLF, and a line break at the end. */
function* savings(text) {
  for (const mark of [same, withoutMark, (t) => "\ufeff" + withoutMark(t)]) {
    for (const end of [same, withoutEnd, (t) => withoutEnd(t) + "\n"]) {
      for (const lines of [same, withLF, (t) => withLF(t).replaceAll("\n", "\r\n")]) yield lines(end(mark(text)));
    }
  }
}

/** Says how a text was saved differently from the article. */
function savedDifferently(text, article) {
  const ways = [];
  const add = (has, had, more, less) => has !== had && ways.push(has ? more : less);
  const begins = (t) => t.startsWith("\ufeff");
  add(begins(text), begins(article), "it begins with a byte order mark (BOM), the article’s file does not",
    "it does not begin with a byte order mark (BOM), the article’s file does");
  const returns = (t) => t.includes("\r");
  const ending = text.includes("\r\n") ? "CRLF" : "CR";
  add(returns(text), returns(article), `its lines end in ${ending}, those of the article in LF`,
    "its lines end in LF, those of the article in CRLF");
  const breaks = (t) => t.length - withoutEnd(t).length > 0;
  add(breaks(text), breaks(article), "it ends with a line break, the article’s file does not",
    "it does not end with a line break, the article’s file does");
  return ways.length > 0 ? ways : ["other line breaks at its end"];
}

/** Returns the cited passages in the order of the article. Places are in code points. */
function citedPassages() {
  return Array.from(section.querySelectorAll(".cited > li"), (item) => {
    const { start, end } = item.dataset;
    const { href } = item.querySelector("a");
    return { start: +start, end: +end, exact: item.textContent, place: `${start}–${end}`, href };
  });
}

/** Returns the number of code points in a text. */
const length = (text) => {
  let n = 0;
  for (const _ of text) n++;
  return n;
};

/** Returns each passage with its shift from its place, which is undefined if the passage is not in the text. */
function locate(passages, text) {
  const points = Array.from(text);
  let shift = 0;
  return passages.map((passage) => {
    const { start, end, exact } = passage;
    // HTML has no CR in its texts.
    if (withLF(points.slice(start, end).join("")) === exact) return { ...passage, shift: 0 };
    const expected = points.slice(0, start + shift).join("").length;
    const places = [text.lastIndexOf(exact, expected), text.indexOf(exact, expected)].filter((at) => at >= 0);
    if (places.length === 0) return passage;
    const nearest = places.reduce((a, b) => (Math.abs(b - expected) < Math.abs(a - expected) ? b : a));
    shift = length(text.slice(0, nearest)) - start;
    return { ...passage, shift };
  });
}

const atItsPlace = ({ shift }) => shift === 0;

/** Returns the text where a passage should stand, judged by the nearest passages that were found. */
function textInstead({ start, end }, located, text) {
  const found = located.filter(({ shift }) => shift !== undefined);
  const before = found.findLast((other) => other.end <= start)?.shift ?? 0;
  const after = found.find((other) => other.start >= end)?.shift ?? before;
  const points = Array.from(text);
  return points.slice(Math.max(0, start + before), Math.max(0, Math.min(end + after, end + before + 200))).join("");
}

const wordsOf = (text) => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s]/gu) ?? [];

/** Returns the words of two texts with what happened to each: "del" is only in the first, "ins" only in the second. */
function compareWords(first, second) {
  const a = wordsOf(first), b = wordsOf(second);
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const all = [];
  const add = (kind, word) => {
    if (all.at(-1)?.kind === kind) all.at(-1).text += word;
    else all.push({ kind, text: word });
  };
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) add("", a[i]), i++, j++;
    else if (i < a.length && (j >= b.length || common[i + 1][j] >= common[i][j + 1])) add("del", a[i++]);
    else add("ins", b[j++]);
  }
  return all;
}

/** Returns an element with children. */
function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const collapse = (text) => text.replace(/\s+/g, " ").trim();

/** Groups passages that follow one another and stand the same number of characters later or earlier. */
function runs(passages) {
  const all = [];
  for (const passage of passages) {
    const last = all.at(-1);
    if (passage.shift !== undefined && last?.[0].shift === passage.shift) last.push(passage);
    else all.push([passage]);
  }
  return all;
}

const linkTo = ({ place, href }) => Object.assign(element("a", place), { href });
const print = (...words) => Object.assign(element("span", ...words), { className: "print" });

/** Returns what became of some passages that are not at their places, as a line of the result. */
function describe(run, located, text) {
  const [passage] = run;
  const { shift, exact } = passage;
  if (shift === undefined) {
    return element("li", linkTo(passage), ...differences(exact, textInstead(passage, located, text)));
  }
  const way = `${count(Math.abs(shift), "character")} ${shift > 0 ? "later" : "earlier"}`;
  if (run.length > 1) {
    const [first, last] = [run[0], run.at(-1)].map(linkTo);
    return element("li", `${run.length} passages stand ${way}, from `, first, " to ", last, ".");
  }
  return element("li", linkTo(passage), ` stands ${way}, at ${passage.start + shift}: `, print(exact));
}

/** Returns how a passage differs from the text that stands in its place. */
function differences(exact, instead) {
  const cited = collapse(exact);
  if (collapse(instead) === cited) return [" differs only in spaces and line breaks."];
  const parts = compareWords(exact, instead);
  const kept = parts.filter(({ kind }) => kind === "").reduce((n, part) => n + collapse(part.text).length, 0);
  if (kept * 2 < cited.length) return [" is not in this file: ", print(exact)];
  return [" differs: ", print(...parts.map((part) => (part.kind === "" ? part.text : element(part.kind, part.text))))];
}

/** Returns a sentence on the places of the passages. */
function summary(located) {
  const all = count(located.length, "passage");
  const right = located.filter(atItsPlace).length;
  const elsewhere = located.filter(({ shift }) => shift).length;
  const absent = located.length - right - elsewhere;
  if (absent === located.length) return `None of ${all} is in it: it is probably another text.`;
  if (right === located.length) return `${all}, each at its place.`;
  return `${all}: ${right} at the right place, ${elsewhere} elsewhere, ${absent} altered or missing.`;
}

/** Returns the result for a file, as elements. */
async function compare(file) {
  if (file.size > maxBytes) {
    const size = Math.round(file.size / 1e6);
    return [element("p", `${file.name} has ${size} MB. Choose the article’s text file, of at most 20 MB.`)];
  }
  const bytes = await file.arrayBuffer();
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const instead = " Save the article as plain text in UTF-8, and choose that file.";
    return [element("p", element("b", "This is not a text file in UTF-8."), instead)];
  }
  const hash = await sha256(bytes);
  const wanted = section.dataset.sha256;
  let article = hash === wanted ? text : undefined;
  for (const saved of article === undefined ? new Set(savings(text)) : []) {
    if ((await sha256(new TextEncoder().encode(saved))) === wanted) article = saved;
  }
  return report(text, article, hash);
}

/** Says whether a text is the article. article is the text as the article's file saves it, or undefined. */
function verdict(text, article, hash) {
  if (hash === section.dataset.sha256) return "This is the article, byte for byte.";
  if (article === undefined) return "This is not the same file: its SHA-256 is another.";
  return `This is the article, saved differently: ${savedDifferently(text, article).join("; ")}.`;
}

/** Returns the result for a text. Of two readings of another text, it takes that with fewer shifts. */
function report(text, article, hash) {
  const passages = citedPassages();
  const readings = article === undefined ? [text, withLF(withoutMark(text))] : [article];
  const shifts = ({ located }) => new Set(located.map(({ shift }) => shift)).size;
  const { reading, located } = readings
    .map((saved) => ({ reading: saved, located: locate(passages, saved) }))
    .reduce((a, b) => (shifts(b) < shifts(a) ? b : a));
  const shown = [element("p", element("b", verdict(text, article, hash)), " ", summary(located))];
  if (article === undefined && reading !== text) {
    const ways = savedDifferently(text, reading).join("; ");
    shown.push(element("p", `These differences in saving were ignored: ${ways}.`));
  }
  const wrong = located.filter((passage) => !atItsPlace(passage));
  if (wrong.length > 0 && located.some(({ shift }) => shift !== undefined)) {
    shown.push(element("p", "Struck out: cited, and not in your file. Underlined: in your file, and not cited."),
      element("ul", ...runs(wrong).map((run) => describe(run, located, reading))));
  }
  const digits = Object.assign(element("span", hash), { className: "hash" });
  shown.push(Object.assign(element("p", "SHA-256 of your file: ", digits), { className: "note" }));
  return shown;
}

// Browsers have crypto.subtle only over HTTPS and on the own machine. Elsewhere, and without this script, the page says
// how to compare the file with a command.
if (section && globalThis.crypto?.subtle) {
  const form = section.querySelector("template").content.cloneNode(true);
  section.querySelector("h2").after(form);
  const input = section.querySelector("input");
  const output = section.querySelector("output");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return output.replaceChildren();
    output.replaceChildren("Comparing …");
    let result;
    try {
      result = await compare(file);
    } catch (error) {
      const reason = `The browser could not read ${file.name}: ${error.message}. Choose the file again.`;
      result = [element("p", reason)];
    }
    if (input.files[0] === file) output.replaceChildren(...result);
  });
}
