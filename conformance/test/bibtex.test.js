// BibTeX entries are valid for an independent parser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "@retorquere/bibtex-parser";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const query = `{
  statements(first: 100) { nodes { slug text cite(style: BIBTEX) speakers { namedAs agent { __typename name } } } }
}`;
const { data } = await (await fetch(`${server}/graphql?${new URLSearchParams({ query })}`)).json();

const letters = (text) => text.toLowerCase().replace(/[^a-z]/g, ""); // the parser changes capitals, dashes and quotation marks
const words = (text) => text.split(" ").sort().join(" ");

test("there is something to cite", () => assert.ok(data.statements.nodes.length > 30));

test("every entry is read whole, with people as people and others in one piece", () => {
  for (const { slug, text, cite, speakers } of data.statements.nodes) {
    const { errors, entries } = parse(cite);
    assert.deepEqual(errors, [], cite);
    assert.equal(entries.length, 1);
    const { key, fields } = entries[0];
    assert.equal(key, `sco-summits-${slug}`);
    assert.equal(fields.author.length, speakers.length, cite);
    assert.equal(letters(fields.title), letters(text));
    speakers.forEach(({ namedAs, agent }, i) => {
      const { name, lastName, firstName } = fields.author[i];
      if (agent?.__typename === "Person") {
        assert.equal(name, undefined, cite);
        assert.equal(words([firstName, lastName].filter(Boolean).join(" ")), words(agent.name));
      } else {
        assert.equal(name ?? lastName, agent?.name ?? namedAs, cite);
        assert.equal(firstName, undefined);
      }
    });
  }
});

test("family names are told from given names", () => {
  const authorsOf = (slug) => parse(data.statements.nodes.find((s) => s.slug === slug).cite).entries[0].fields.author;
  assert.deepEqual(authorsOf("modi-patrushev-collaboration-in-sco"), [
    { lastName: "Patrushev", firstName: "Nikolai" },
    { lastName: "Modi", firstName: "Narendra" },
  ]);
  assert.deepEqual(authorsOf("xi-cold-war-mentality"), [{ lastName: "Xi", firstName: "Jinping" }]);
});
