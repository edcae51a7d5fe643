// Reads the dataset with prepared statements. Functions of keys return one result for each key, in the same order, as
// DataLoader and Mercurius expect.
import Database from 'better-sqlite3'

const dataset = new Database(process.argv[2], { readonly: true, fileMustExist: true })

// Types by the column kind.
const agentTypes = { PERSON: 'Person', ORGANIZATION: 'Organization', MEMBER_STATE: 'MemberState' }
const agentType = kind => agentTypes[kind] ?? 'OtherCountry'
const eventTypes = { SUMMIT: 'Summit', INCIDENT: 'Incident' }
const eventType = kind => eventTypes[kind] ?? 'Meeting'

const agentColumns = 'agent.id, kind, name, other_names AS otherNames, country_id AS countryId'
const eventColumns = 'event.id, kind, name, organization_id AS organizationId, when_edtf AS edtf'
const statementColumns = `statement.id, statement.slug, statement.kind, text, said_edtf AS saidEdtf,
  said_basis AS saidBasis, occasion_id AS occasionId`

// one returns a function that loads the records of keys.
function one(table, columns, record) {
  const query = dataset.prepare(
    `SELECT ${columns} FROM json_each(?) AS key CROSS JOIN ${table} ON ${table}.id = key.value`)
  return ids => {
    const records = new Map(query.all(JSON.stringify([...new Set(ids)])).map(row => [row.id, record(row)]))
    return ids.map(id => records.get(id) ?? null)
  }
}

// many returns a function that loads a list of records for each key. The query selects its position as position.
function many(sql, record) {
  const query = dataset.prepare(sql)
  return ids => {
    const lists = ids.map(() => [])
    for (const row of query.all(JSON.stringify(ids))) lists[row.position].push(record(row))
    return lists
  }
}

// page returns a function that loads the first records of a list for each key, a record id.
function page(list, order, table, columns, record) {
  const query = dataset.prepare(`
    SELECT ${columns}
    FROM listed CROSS JOIN ${table} ON ${table}.id = listed.record_id
    WHERE list = (SELECT id FROM list WHERE name = '${list}' AND sorted = '${order}' AND record_id = ?)
    ORDER BY rank LIMIT ?`)
  return (id, first) => ({ nodes: query.all(id, first).map(record) })
}

function agent(row) {
  row.__typename = agentType(row.kind)
  return row
}

function event(row) {
  row.__typename = eventType(row.kind)
  row.when = row.edtf === null ? null : { edtf: row.edtf }
  return row
}

function statement(row) {
  row.saidOn = row.saidEdtf === null ? null : { edtf: row.saidEdtf, basis: row.saidBasis }
  return row
}

const asIs = row => row

export const agents = one('agent', agentColumns, agent)

export const events = one('event', eventColumns, event)

export const documents = one('document', 'document.id, file_name AS fileName, title', asIs)

export const speakers = many(`
  SELECT key.key AS position, named_as AS namedAs, agent_id AS agentId
  FROM json_each(?) AS key CROSS JOIN speaker ON statement_id = key.value
  ORDER BY key.key, speaker.position`, asIs)

export const topics = many(`
  SELECT key.key AS position, name
  FROM json_each(?) AS key
  CROSS JOIN statement_topic ON statement_id = key.value
  CROSS JOIN topic ON topic.id = topic_id
  ORDER BY key.key, by_name`, asIs)

export const citations = many(`
  SELECT key.key AS position, exact, start, "end", document_id AS documentId
  FROM json_each(?) AS key CROSS JOIN citation ON subject_id = key.value
  ORDER BY key.key, by_place`, asIs)

export const summits = page('summit organization', 'by_when', 'event', eventColumns, event)

export const statementsOf = page('statement occasion', 'by_said', 'statement', statementColumns, statement)

const agentBySlug = dataset.prepare(`
  SELECT ${agentColumns} FROM agent
  WHERE id = (SELECT record_id FROM slug WHERE space = 'agent' AND slug.slug = ?) AND kind = ?`)

export function agentOf(kind, slug) {
  const row = agentBySlug.get(slug.toLowerCase(), kind)
  return row ? agent(row) : null
}

const statementPage = dataset.prepare(`
  SELECT ${statementColumns}
  FROM (
    SELECT record_id FROM listed
    WHERE list = (SELECT id FROM list WHERE name = 'statement' AND sorted = 'by_said') AND
      rank > coalesce((SELECT by_said FROM statement WHERE slug = ?), -1)
    ORDER BY rank LIMIT ?
  ) AS page
  CROSS JOIN statement ON statement.id = page.record_id
  ORDER BY by_said`)

export function statements(first = 20, after) {
  const slug = after ? JSON.parse(Buffer.from(after, 'base64url').toString())[3] : null
  const nodes = statementPage.all(slug, first + 1)
  const hasNextPage = nodes.length > first
  if (hasNextPage) nodes.pop()
  nodes.forEach(statement)
  const endCursor = nodes.length ? cursor(nodes.at(-1).slug) : null
  return { nodes, pageInfo: { hasNextPage, endCursor } }
}

const cursor = slug => Buffer.from(JSON.stringify([2, 'statement ', 'by_said', slug])).toString('base64url')

// The records that match are read by the same statement.
const searched = dataset.prepare(`
  SELECT findable.space, findable.slug, agent.kind AS agentKind, event.kind AS eventKind, statement.text, summary,
    coalesce(agent.name, event.name, topic.name) AS name, file_name AS fileName
  FROM (
    SELECT rowid AS id, rank - 1000 * (rowid IN (SELECT record_id FROM called WHERE name = ?)) AS score
    FROM search WHERE search MATCH ?
    ORDER BY score, id LIMIT ?
  ) AS hit
  CROSS JOIN findable ON findable.id = hit.id
  LEFT JOIN statement ON statement.id = hit.id
  LEFT JOIN narration ON narration.id = hit.id
  LEFT JOIN agent ON agent.id = hit.id
  LEFT JOIN event ON event.id = hit.id
  LEFT JOIN topic ON topic.id = hit.id
  LEFT JOIN document ON document.id = hit.id
  ORDER BY score, hit.id`)

const types = {
  statement: 'Statement', narration: 'Narration', topic: 'Topic', document: 'Document', membership: 'Membership',
  discrepancy: 'Discrepancy', annotation: 'Annotation',
}
const prefixes = { Person: 'person', Organization: 'organization', MemberState: 'country', OtherCountry: 'country' }

export function search(word, first = 20) {
  const nodes = searched.all(word, `("${word}" OR "${word}"*)`, first)
  for (const node of nodes) {
    node.__typename = node.space === 'agent' ? agentType(node.agentKind)
      : node.space === 'event' ? eventType(node.eventKind) : types[node.space]
    node.id = `${prefixes[node.__typename] ?? node.space}:${node.slug}`
  }
  return { nodes }
}
