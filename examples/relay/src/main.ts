import { fetchQuery, getSingularSelector } from "relay-runtime";
import pageQuery, { type statementsPageQuery } from "./__generated__/statementsPageQuery.graphql";
import fragment, { type statements_person$data, type statements_person$key } from "./__generated__/statements_person.graphql";
import personQuery, { type statementsPersonQuery } from "./__generated__/statementsPersonQuery.graphql";
import { environment } from "./environment";

const slug = process.argv[2] ?? "vladimir-putin";

/** Reads the person's statements from the store: all pages so far, as one list. */
function read(person: statements_person$key): statements_person$data {
  const selector = getSingularSelector(fragment, person);
  return environment.lookup(selector!).data as unknown as statements_person$data;
}

const { person } = (await fetchQuery<statementsPersonQuery>(environment, personQuery, { slug }).toPromise()) ?? {};
if (!person) throw new Error(`the dataset has no person ${slug}`);

let said = read(person);
while (said.statements.pageInfo.hasNextPage) {
  const cursor = said.statements.pageInfo.endCursor;
  await fetchQuery<statementsPageQuery>(environment, pageQuery, { id: said.id, count: 3, cursor }).toPromise();
  said = read(person);
}

console.log(`${person.name}: ${said.statements.edges.length} of ${said.statements.totalCount} statements`);
for (const { node } of said.statements.edges) {
  console.log(`\n${node.saidOn?.edtf ?? "no day"}  ${node.text}`);
  for (const { exact, document } of node.citations) console.log(`    “${exact}” (${document.fileName})`);
}
