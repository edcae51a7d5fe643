// The CSV of each view, read by a CSVW parser as its metadata says, has the values of the NDJSON.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { test } from "node:test";
import jsonld from "jsonld";
import { Parser as NQuads, Store } from "n3";
import CSVW from "rdf-parser-csvw";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const csvw = "http://www.w3.org/ns/csvw#";
const xsd = "http://www.w3.org/2001/XMLSchema#";

/** W3C's context, of which rdf-parser-csvw has a copy. */
const context = createRequire(import.meta.url)("rdf-parser-csvw/test/support/csvw.json");

const documentLoader = async (url) => {
  assert.equal(url, "http://www.w3.org/ns/csvw");
  return { documentUrl: url, document: context };
};

/** The metadata as a graph. Safe mode fails on keys that W3C's context does not have. */
const graphOf = async (metadata, base) =>
  new Store(new NQuads().parse(
    await jsonld.toRDF(metadata, { base, safe: true, documentLoader, format: "application/n-quads" })));

/** The rows of a CSV file in their order, each a map of predicates to values. */
const rowsOf = async (text, metadata, baseIRI) => {
  const quads = await Readable.from(new CSVW({ metadata, baseIRI }).import(Readable.from([text]))).toArray();
  const graph = new Store(quads);
  return graph.getObjects(null, `${csvw}describes`, null).map((row) =>
    new Map(graph.getQuads(row, null, null).map((q) => [q.predicate.value, q.object])));
};

/** The text of a value in CSV. Lists in lists have separators of their own. */
const textOf = (value, [separator, ...inner]) =>
  Array.isArray(value) ? value.map((v) => textOf(v, inner)).join(separator) : String(value ?? "");

/** The text of a value in CSV, or undefined for an empty cell. */
const cellOf = (value, separator) => textOf(value, [separator, " ; ", " , "]) || undefined;

const guarded = /^'+([\t\r\n]|[\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u;

/** The text of a cell without the apostrophe that keeps spreadsheets from running it as a formula. */
const unguarded = (text) => (text !== undefined && guarded.test(text) ? text.slice(1) : text);

/** The datatype of a value; none for lists in lists, which are strings. */
const datatypeOf = (value) =>
  ({ number: `${xsd}integer`, boolean: `${xsd}boolean` })[typeof (Array.isArray(value) ? value[0] : value)];

const get = async (address) => {
  const response = await fetch(address);
  assert.equal(response.status, 200, address);
  return response;
};

/** Compares a cell that the parser read with the value in NDJSON. */
const compare = (read, value, column, where) => {
  assert.equal(unguarded(read?.value), cellOf(value, column.separator), where);
  assert.equal(Array.isArray(value), Array.isArray(value) && "separator" in column, where);
  const datatype = datatypeOf(value);
  if (read && datatype) assert.equal(read.datatype.value, datatype, where);
  if (!read || !column.datatype.format) return;
  const format = new RegExp(`^(?:${column.datatype.format})$`);
  for (const one of [value].flat()) assert.match(one ?? "", format, where);
};

const { views } = await (await get(`${server}/views`)).json();

test("there are views", () => assert.ok(views.length > 30));

for (const view of views) {
  test(`${view.name} is CSV on the Web`, async () => {
    const addressOf = (extension) => new URL(view.formats.find((f) => f.extension === extension).url, server).href;
    const table = await get(addressOf("csv"));
    const [, link] = table.headers.get("Link").match(/^<([^>]+)>; rel="describedby"; type="application\/csvm\+json"$/);
    const described = new URL(link, table.url);
    const response = await get(described);
    assert.match(response.headers.get("Content-Type"), /^application\/csvm\+json\b/);
    const metadata = await response.json();
    assert.equal(new URL(metadata.url, described).href, table.url);

    const rows = await rowsOf(await table.text(), await graphOf(metadata, described.href), table.url);
    const lines = (await (await get(addressOf("ndjson"))).text()).trimEnd().split("\n").filter(Boolean).map(JSON.parse);
    assert.equal(rows.length, lines.length);
    for (const [i, line] of lines.entries()) {
      const { columns } = metadata.tableSchema;
      assert.deepEqual(columns.map((c) => c.titles[0]), Object.keys(line));
      const names = columns.map((c) => `${table.url}#${encodeURI(c.name)}`);
      for (const name of rows[i].keys()) assert.ok(names.includes(name), name); // no column is undescribed
      for (const [j, c] of columns.entries()) {
        compare(rows[i].get(names[j]), line[c.titles[0]], c, `${view.name}, row ${i}, ${c.name}`);
      }
    }
  });
}
