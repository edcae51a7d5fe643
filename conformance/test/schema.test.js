// The schema removes and loosens nothing in the last release or the contract.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  buildClientSchema,
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from "graphql";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";

const read = (file) => readFileSync(new URL(file, import.meta.url), "utf8");
const ours = read("../../schema.graphqls");

function broken(before, after) {
  const [from, to] = [buildSchema(before), buildSchema(after)];
  const defaults = findDangerousChanges(from, to).filter((c) => c.type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE);
  return [...findBreakingChanges(from, to), ...defaults].map((c) => c.description);
}

for (const before of ["released", "contract"]) {
  test(`nothing of ${before}.graphql is dropped or loosened`, () => {
    assert.deepEqual(broken(read(`../${before}.graphql`), ours), []);
  });
}

test("introspection tells what the schema's file tells, and has no directives but the specified", async () => {
  const address = `${server}/graphql?query=${encodeURIComponent(getIntrospectionQuery({ specifiedByUrl: true }))}`;
  const { data } = await (await fetch(address)).json();
  const print = (schema) => printSchema(lexicographicSortSchema(schema));
  const served = buildClientSchema(data);
  assert.equal(print(served), print(buildSchema(ours)));
  const names = (directives) => directives.map((d) => d.name).sort();
  assert.deepEqual(names(served.getDirectives()), names(specifiedDirectives));
  const known = { locations: specifiedDirectives.find((d) => d.name === "deprecated").locations };
  assert.deepEqual([...served.getDirective("deprecated").locations].sort(), [...known.locations].sort());
});

test("what is dropped or loosened is seen", () => {
  const changes = {
    "Person.sortName was removed.": ["  sortName: String!", "  sortedName: String!"],
    "Query.dataset changed type from Dataset! to Dataset.": ["  dataset: Dataset!", "  dataset: Dataset"],
    "PARAPHRASE was removed from enum type StatementKind.": ["  PARAPHRASE\n", "  REPORTED\n"],
    "Person no longer implements interface Agent.": ["type Person implements Node & Cited & Agent", "type Person implements Node & Cited"],
    "A required arg day on Query.dataset was added.": ["  dataset: Dataset!", "  dataset(day: Date!): Dataset!"],
    "Query.views was removed.": ["  views: [View!]!", "  savedViews: [View!]!"],
  };
  for (const [description, [before, after]] of Object.entries(changes)) {
    const changed = ours.replace(before, after);
    assert.notEqual(changed, ours, `${before} is not in the schema`);
    assert.ok(broken(ours, changed).includes(description), `${description} is not seen, but ${broken(ours, changed)}`);
  }
});
