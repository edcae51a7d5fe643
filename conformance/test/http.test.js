// GraphQL over HTTP: the audits that its working group's reference server is held against.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serverAudits } from "graphql-http";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const audits = serverAudits({ url: `${server}/graphql`, fetchFn: fetch });

test("all audits are there", () => assert.equal(audits.length, 61));

for (const audit of audits) {
  test(`${audit.id} ${audit.name}`, async () => {
    const result = await audit.fn();
    assert.equal(result.status, "ok", result.reason);
  });
}
