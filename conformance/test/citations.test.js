// Citation.js reads the citations of statements: BibTeX and CSL-JSON name the same authors, words, address and year, and
// styles of the Citation Style Language format them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const query = `{ statements(first: 100) { nodes { url text speakers { namedAs agent { __typename name } } } } }`;
const { data } = await (await fetch(`${server}/graphql?${new URLSearchParams({ query })}`)).json();
const statements = data.statements.nodes;

const read = (text) => new Cite(text, { generateGraph: false }).data;

/** The items in a file of a statement, with whole addresses. */
const itemsOf = async (url, ending) => read(await (await fetch(`${server}${url}${ending}?base=${server}`)).text());

const words = (text) => text.split(" ").sort().join(" ");
const nameOf = ({ given, family, literal }) => literal ?? [given, family].filter(Boolean).join(" ");

/** Letters and digits, since BibTeX readers change dashes, quotation marks and spaces. */
const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");

test("there is something to cite", () => assert.ok(statements.length > 30));

test("CSL-JSON is read as it stands", async () => {
  for (const { url, text, speakers } of statements) {
    const [item, ...others] = await itemsOf(url, ".csl.json");
    assert.deepEqual(others, []);
    assert.equal(item.title, text);
    assert.equal(item.URL, server + url);
    assert.equal(item.author.length, speakers.length);
    speakers.forEach(({ namedAs, agent }, i) => {
      assert.equal(words(nameOf(item.author[i])), words(agent?.name ?? namedAs));
      assert.equal("family" in item.author[i], agent?.__typename === "Person");
    });
  }
});

test("BibTeX says the same as CSL-JSON", async () => {
  for (const { url } of statements) {
    const [[csl], [bib]] = await Promise.all([itemsOf(url, ".csl.json"), itemsOf(url, ".bib")]);
    assert.equal(bib["citation-key"] ?? bib.id, csl.id);
    assert.equal(letters(bib.title), letters(csl.title));
    assert.equal(bib.URL, csl.URL);
    assert.deepEqual(bib.author.map(nameOf).map(words), csl.author.map(nameOf).map(words));
    assert.ok(letters(csl.note).startsWith(letters(bib.note)), `${bib.note}\n${csl.note}`);
    const year = csl.issued?.["date-parts"]?.[0][0];
    if (year) assert.equal(bib.issued["date-parts"][0][0], year);
  }
});

test("styles format every citation with its author, words and address", async () => {
  for (const { url, text } of statements) {
    for (const ending of [".csl.json", ".bib"]) {
      const [item] = await itemsOf(url, ending);
      for (const template of ["apa", "harvard1", "vancouver"]) {
        const line = new Cite(item, { generateGraph: false }).format("bibliography", { template });
        const { family, literal } = item.author[0];
        assert.ok(letters(line).toLowerCase().includes(letters(text).toLowerCase()), line);
        assert.ok(line.includes(family ?? literal), line);
        assert.ok(line.includes(url), line);
      }
    }
  }
});
