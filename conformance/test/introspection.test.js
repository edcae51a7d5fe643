// Introspection compared with graphql-js over the same SDL, for every combination of options of its introspection
// query.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as graphql16 from "graphql";
import * as graphql17 from "graphql17";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";

const flags = [
  "descriptions",
  "specifiedByUrl",
  "directiveIsRepeatable",
  "schemaDescription",
  "inputValueDeprecation",
  "oneOf",
];

/** The maximum depth of types: the query then nests as many fields as the server allows (MaxInspection). */
const deepest = 19;

/**
 * The versions of graphql-js differ in the built-in definitions. The specification of September 2025 decides:
 * includeDeprecated and @deprecated(reason:) are non-null, which graphql-js 16 lacks; deprecated directives and
 * variables of fragments, which graphql-js 17 has, are not part of it. It does not specify descriptions; those of
 * graphql-js 16 are expected.
 */
const differences = {
  16({ types, directives }, wrapped) {
    const fields = types.filter((t) => t.name.startsWith("__")).flatMap((t) => t.fields ?? []);
    for (const { args } of [...fields, directives.find((d) => d.name === "deprecated")]) {
      for (const arg of args) arg.type = wrapped(arg.type);
    }
  },
  17({ types, directives }) {
    const named = (name) => types.find((t) => t.name === name);
    named("__Schema").fields.find((f) => f.name === "directives").args = [];
    const directive = named("__Directive");
    directive.fields = directive.fields.filter((f) => !["isDeprecated", "deprecationReason"].includes(f.name));
    const added = ["FRAGMENT_VARIABLE_DEFINITION", "DIRECTIVE_DEFINITION"];
    const locations = named("__DirectiveLocation");
    locations.enumValues = locations.enumValues.filter((v) => !added.includes(v.name));
    for (const value of locations.enumValues.filter((v) => "description" in v)) {
      value.description = value.description.replace("an operation variable", "a variable");
    }
    for (const d of directives) d.locations = d.locations.filter((l) => !added.includes(l));
  },
};

let sdl;
before(async () => (sdl = await (await fetch(`${server}/schema.graphql`)).text()));

async function same(version, options) {
  const { buildSchema, getIntrospectionQuery, graphqlSync } = version === 16 ? graphql16 : graphql17;
  const query = getIntrospectionQuery(options);
  const { data: want } = JSON.parse(JSON.stringify(graphqlSync({ schema: buildSchema(sdl), source: query })));
  differences[version](want.__schema, (type) => ({ kind: "NON_NULL", name: null, ofType: type }));
  const response = await fetch(`${server}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data: got, errors } = await response.json();
  assert.equal(errors, undefined);
  assert.deepEqual(got, want);
}

for (const version of [16, 17]) {
  test(`graphql-js ${version}, every combination of options`, async () => {
    for (let chosen = 0; chosen < 1 << flags.length; chosen++) {
      await same(version, Object.fromEntries(flags.map((flag, i) => [flag, Boolean(chosen & (1 << i))])));
    }
  });
}

test("graphql-js 17, every depth of types", async () => {
  const all = Object.fromEntries(flags.map((flag) => [flag, true]));
  for (let typeDepth = 0; typeDepth <= deepest; typeDepth++) await same(17, { ...all, typeDepth });
});

test("single types, by variables", async () => {
  const query = `query($name: String!, $deprecated: Boolean) { __type(name: $name) {
    __typename kind name fields { name args(includeDeprecated: $deprecated) { __typename name defaultValue } }
    enumValues(includeDeprecated: $deprecated) { name } inputFields { name defaultValue }
    possibleTypes { name kind } interfaces { name } isOneOf specifiedByURL ofType { name } } }`;
  const schema = graphql17.buildSchema(sdl);
  for (const name of [...Object.keys(schema.getTypeMap()), "Float", "Nobody", "[Person]", ""]) {
    if (["__Schema", "__Directive", "__DirectiveLocation"].includes(name)) continue; // see differences
    const variableValues = { name };
    const want = graphql17.graphqlSync({ schema, source: query, variableValues });
    const address = `${server}/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variableValues) })}`;
    const got = await (await fetch(address)).json();
    assert.deepEqual(got.data, JSON.parse(JSON.stringify(want.data)), name);
  }
});
