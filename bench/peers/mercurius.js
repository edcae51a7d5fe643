// Fastify with Mercurius, graphql-jit and better-sqlite3: node mercurius.js DATASET
import compress from '@fastify/compress'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import * as dataset from './dataset.js'
import { schema } from './schema.js'

const resolvers = {
  Query: {
    person: (_, { slug }) => dataset.agentOf('PERSON', slug),
    organization: (_, { slug }) => dataset.agentOf('ORGANIZATION', slug),
    statements: (_, { first, after }) => dataset.statements(first, after),
    search: (_, { query, first }) => dataset.search(query, first),
  },
  Person: { otherNames: person => JSON.parse(person.otherNames) },
  Organization: { summits: (organization, { first }) => dataset.summits(organization.id, first) },
  Summit: { statements: (summit, { first }) => dataset.statementsOf(summit.id, first) },
}

// loader batches the keys of records. A key of null has no record.
const loader = (load, key) => ({
  loader: async queries => load(queries.map(({ obj }) => obj[key])),
  opts: { cache: false },
})

const event = { organization: loader(dataset.agents, 'organizationId') }

const loaders = {
  Person: { country: loader(dataset.agents, 'countryId') },
  Statement: {
    speakers: loader(dataset.speakers, 'id'),
    occasion: loader(dataset.events, 'occasionId'),
    topics: loader(dataset.topics, 'id'),
    citations: loader(dataset.citations, 'id'),
  },
  Speaker: { agent: loader(dataset.agents, 'agentId') },
  Citation: { document: loader(dataset.documents, 'documentId') },
  Summit: event,
  Meeting: event,
  Incident: event,
}

const app = Fastify()
await app.register(compress, { encodings: ['gzip', 'identity'] })
await app.register(mercurius, { schema, resolvers, loaders, jit: 1 })
console.error(`graphql=${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`)
