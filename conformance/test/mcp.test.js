// The official TypeScript client of the Model Context Protocol lists and calls tools, which it validates by their output
// schemas, and reads resources and the prompt.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const server = process.env.SUMMITRY_SERVER ?? "http://localhost:8080";
const client = new Client({ name: "conformance", version: "1" });

before(() => client.connect(new StreamableHTTPClientTransport(new URL(`${server}/mcp`))));
after(() => client.close());

test("instructions", () => assert.match(client.getInstructions(), /null means that the documents do not say/));

test("tools", async () => {
  const { tools } = await client.listTools(); // results are validated by the listed schemas from now on
  assert.equal(tools[0].name, "check_quote");
  const checked = await client.callTool({
    name: "check_quote",
    arguments: { quote: "Putin will not want to reassure his partners that he is very much still in charge" },
  });
  assert.equal(checked.structuredContent.data.check.verdict, "ALTERED");
  const members = await client.callTool({ name: "member_states_on_a_day", arguments: { day: "2023-03-30" } });
  assert.ok(members.structuredContent.data.organization.memberships.nodes.length > 1);
  const wrong = await client.callTool({ name: "member_states_on_a_day", arguments: {} });
  assert.ok(wrong.isError);
  assert.match(wrong.content[0].text, /^day is missing/);
});

test("resources", async () => {
  const { resourceTemplates } = await client.listResourceTemplates();
  const uri = resourceTemplates[0].uriTemplate.replace("{+id}", "person:xi-jinping");
  const { contents } = await client.readResource({ uri });
  assert.equal(JSON.parse(contents[0].text).data.node.name, "Xi Jinping");
});

test("prompt", async () => {
  const { messages } = await client.getPrompt({ name: "quote_with_source", arguments: { words: "cohesive" } });
  assert.match(messages[0].content.text, /check_quote/);
});
