// JSON-LD is valid for its reference implementation, in safe mode, which refuses terms that would be dropped.
import assert from "node:assert/strict";
import { test } from "node:test";
import jsonld from "jsonld";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";

/** Fails if a context is fetched, since contexts are inlined. */
const documentLoader = (url) => Promise.reject(new Error(`${url} would have to be fetched`));

const query = `{
  people(first: 3) { nodes { url } } organizations(first: 100) { nodes { url } } countries(first: 100) { nodes { url } } events { nodes { url } }
  statements(first: 100) { nodes { url citations { url } } } topics(first: 1) { nodes { url } } documents { nodes { url } }
  discrepancies { nodes { url } } annotations(first: 3) { nodes { url } } memberState(slug: "iran") { memberships { nodes { url } } }
}`;

const { data } = await (await fetch(`${server}/graphql?${new URLSearchParams({ query })}`)).json();
const addresses = [...new Set(JSON.stringify(data).match(/\/[a-z]+\/[a-z0-9-]+/g))];

test("there is something to expand", () => assert.ok(addresses.length > 100));

/** Canonical N-Quads of a JSON-LD text. */
const quadsOf = (text, base) => jsonld.canonize(JSON.parse(text), { base, safe: true, documentLoader });

test("a saved file says as much as its address, of whole addresses alone", async () => {
  const site = "https://example.org/summitry";
  for (const address of addresses) {
    const formOf = async (query) => (await fetch(`${server}${address}.jsonld${query}`)).text();
    const [there, saved] = [await formOf(""), await formOf(`?base=${site}`)];
    const [thing] = await jsonld.expand(JSON.parse(saved), { base: "", safe: true, documentLoader });
    assert.equal(thing["@id"], site + address);
    const quads = await quadsOf(saved, "");
    for (const [, iri] of quads.matchAll(/<([^>]*)>/g)) assert.ok(URL.canParse(iri), iri);
    const same = await quadsOf(saved.replaceAll(site, "https://example.org"), "");
    assert.equal(same, await quadsOf(there, `https://example.org${address}`));
  }
});

test("every record is linked data", async () => {
  for (const address of addresses) {
    const response = await fetch(server + address, { headers: { Accept: "application/ld+json" } });
    assert.equal(response.headers.get("Content-Type"), "application/ld+json");
    const [thing] = await jsonld.expand(await response.json(), { base: server + address, safe: true, documentLoader });
    assert.equal(thing["@id"], server + address);
    assert.ok(thing["@type"].every((type) => URL.canParse(type)), address);
    await jsonld.toRDF(thing, { safe: true });
  }
});
