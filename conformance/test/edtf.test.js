// Every date of the dataset, read by edtf.js: it is EDTF, and means the days from earliest to latest.
import assert from "node:assert/strict";
import { test } from "node:test";
import edtf from "edtf";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";

const date = "{ edtf earliest latest }";
const query = `{
  statements(first: 100) { nodes { saidOn ${date} } } events(first: 100) { nodes { when ${date} } }
  documents(first: 100) { nodes { published ${date} } } organizations(first: 100) { nodes { founded ${date}
    memberships(first: 100) { nodes { start ${date} end ${date} attested ${date} } } } }
  people(first: 100) { nodes { positions { start ${date} end ${date} attested ${date} } } }
}`;

/** Every object in a value that has an edtf. */
const datesIn = (value) => {
  if (value === null || typeof value !== "object") return [];
  return "edtf" in value ? [value] : Object.values(value).flatMap(datesIn);
};

/** The first and the last day of a date. A set's own max is the end of its first day (edtf.js 4.11.1), so its last range is read. */
const daysOf = (parsed) => {
  const day = (time) => (Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : null);
  const last = parsed.type === "Set" && !parsed.later ? [parsed.values.at(-1)].flat().at(-1).max : parsed.max;
  return [day(parsed.min), day(last)];
};

const response = await fetch(`${server}/graphql?${new URLSearchParams({ query })}`);
const dates = datesIn((await response.json()).data);

test("there are dates of every form", () => {
  assert.ok(dates.length > 60, `only ${dates.length} dates`);
  for (const form of ["Date", "Interval", "Set"]) {
    assert.ok(
      dates.some((d) => edtf(d.edtf).type === form),
      `no ${form}`,
    );
  }
});

test("edtf.js reads the same days", () => {
  for (const { edtf: text, earliest, latest } of dates) {
    assert.deepEqual(daysOf(edtf(text)), [earliest, latest], text);
  }
});
