// GraphQL over HTTP: the audits of graphql-http, which follow the draft of 2022, except those that the standard of
// September 2026 overrules. TestGraphQLOverHTTP has an audit for each clause of the standard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serverAudits } from "graphql-http";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const audits = serverAudits({ url: `${server}/graphql`, fetchFn: fetch });

const notWellFormed = 'Status Codes: "not a well-formed GraphQL-over-HTTP request" is 422';
const legacy = "Body: a legacy client gets the same statuses as any other";

/** The audits that the standard overrules, with the section and clause that does. */
const overruled = new Map([
  ...["423L", "LKJ0", "LKJ1", "LKJ2", "LKJ3"].map((id) => [id, notWellFormed]), // query
  ...["6C00", "6C01", "6C02", "6C03"].map((id) => [id, notWellFormed]), // operationName
  ...["4760", "4761", "4762", "4763"].map((id) => [id, notWellFormed]), // variables
  ...["58B0", "58B1", "58B2", "58B3"].map((id) => [id, notWellFormed]), // extensions
  ["3E3A", notWellFormed],
  ["572B", legacy],
  ["FDE2", legacy],
  ["7B9B", legacy],
  ["86EE", 'Status Codes: "variable values cannot be coerced" is 422'],
]);

test("all audits are there", () => assert.equal(audits.length, 61));

for (const audit of audits) {
  const clause = overruled.get(audit.id);
  test(`${audit.id} ${audit.name}${clause ? `, overruled by ${clause}` : ""}`, async () => {
    const result = await audit.fn();
    if (clause) assert.notEqual(result.status, "ok", "the audit passes: remove it from the list");
    else assert.equal(result.status, "ok", result.reason);
  });
}
