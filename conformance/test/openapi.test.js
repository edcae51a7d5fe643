// The document at /openapi.json passes Redocly and Spectral. openapi-typescript and openapi-fetch make a typed client
// of it, which gets answers, and which does not compile without a required parameter.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import spectral from "@stoplight/spectral-core";
import parsers from "@stoplight/spectral-parsers";
import rulesets from "@stoplight/spectral-rulesets";
import createClient from "openapi-fetch";
import openapiTS, { astToString } from "openapi-typescript";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const root = fileURLToPath(new URL("..", import.meta.url));
const text = await (await fetch(`${server}/openapi.json`)).text();
const document = JSON.parse(text);
const folder = await mkdtemp(`${root}/openapi-`); // here, so that imports find the packages
after(() => rm(folder, { recursive: true }));

/** Runs a program of the packages, and returns its exit status and output. */
const run = async (name, ...args) => {
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const options = { cwd: folder, env, maxBuffer: 1 << 24 };
  return promisify(execFile)(`${root}/node_modules/.bin/${name}`, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, output: stdout + stderr }),
  );
};

test("Redocly finds nothing", async () => {
  await writeFile(`${folder}/openapi.json`, text);
  const { code, output } = await run("redocly", "lint", "--config", `${root}/redocly.yaml`, "openapi.json");
  assert.equal(code, 0, output);
});

/** Rules of Spectral that are switched off. */
const departures = {
  "contact-properties": "off", // no dataset names an e-mail address
  "license-url": "off", // a licence has an SPDX identifier, and OpenAPI allows one of the two
  "openapi-tags-alphabetical": "off", // tags are sorted by their importance for readers
};

test("Spectral finds nothing", async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[rulesets.oas, "all"]], rules: departures });
  const found = await linter.run(new spectral.Document(text, parsers.Json, "/openapi.json"));
  assert.deepEqual(found.map((p) => `${p.code} ${p.message} ${p.path.join("/")}`), []);
});

const client = (query) => `
import createClient from "openapi-fetch";
import type { paths } from "./api.js";
const client = createClient<paths>({ baseUrl: "http://localhost:8080" });
const { data, error } = await client.GET("/views/member-on-a-day.json", { params: { query: ${query} } });
if (error) throw new Error(error.errors[0]?.message + error.errors[0]!.extensions.code);
const answer: "YES" | "NO" | "UNKNOWN" | undefined = data.data.organization?.member.answer;
const exact: string | undefined = data.data.organization?.member.citations[0]?.exact;
const because: string | undefined = data.data.organization?.member.because;
const person = await client.GET("/people/{slug}.json", { params: { path: { slug: "jane-doe" } } });
const name: string | undefined = person.data?.data.node.name;
const checked = await client.POST("/views/check-a-quote.json", { body: [{ quote: "any words" }] });
console.log(answer, exact, because, name, checked.data?.[0]);
`;

/** Type-checks a client with strict rules. */
const check = async (query) => {
  await writeFile(`${folder}/package.json`, '{"type":"module"}');
  await writeFile(`${folder}/api.d.ts`, astToString(await openapiTS(document)));
  await writeFile(`${folder}/client.ts`, client(query));
  return run("tsc", "--noEmit", "--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--lib",
    "es2022,dom,dom.iterable", "--module", "nodenext", "--skipLibCheck", "client.ts");
};

test("a typed client compiles", async () => {
  const { code, output } = await check('{ country: "ir", day: "2023-03-30", status: "OBSERVER" }');
  assert.equal(code, 0, output);
});

test("a typed client without the required day does not compile", async () => {
  const { code, output } = await check('{ country: "ir" }');
  assert.notEqual(code, 0);
  assert.match(output, /client\.ts\(5,.*error TS/);
  assert.match(output, /'day' is missing/);
});

test("a typed client with an unknown value of an enum does not compile", async () => {
  const { code, output } = await check('{ country: "ir", day: "2023-03-30", status: "MEMBER" }');
  assert.notEqual(code, 0);
  assert.match(output, /Type '"MEMBER"' is not assignable/);
});

test("openapi-fetch gets answers and errors", async () => {
  const api = createClient({ baseUrl: server });
  const example = (name) => document.components.parameters[name].example;
  const query = { country: example("member-on-a-day.country"), day: example("member-on-a-day.day") };
  const { data } = await api.GET("/views/member-on-a-day.json", { params: { query } });
  assert.match(data.data.organization.member.answer, /^(YES|NO|UNKNOWN)$/);
  const { error, response } = await api.GET("/views/member-on-a-day.json", { params: { query: {} } });
  assert.equal(response.status, 400);
  assert.equal(error.errors[0].extensions.code, "BAD_USER_INPUT");
  const slug = example("person.slug");
  const person = await api.GET("/people/{slug}.json", { params: { path: { slug } } });
  assert.equal(person.data.data.node.slug, slug);
  const speaker = [slug, slug]; // a list is sent as several parameters
  const said = await api.GET("/views/statements.json", { params: { query: { speaker, first: 1 } } });
  assert.equal(said.response.status, 200);
});
