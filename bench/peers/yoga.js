// GraphQL Yoga with DataLoader and better-sqlite3: node yoga.js DATASET
import { createServer } from 'node:http'
import compression from 'compression'
import DataLoader from 'dataloader'
import { createSchema, createYoga } from 'graphql-yoga'
import * as dataset from './dataset.js'
import { schema } from './schema.js'

const loader = load => new DataLoader(async keys => load(keys))

// The loaders of one request.
const context = () => ({
  agents: loader(dataset.agents),
  events: loader(dataset.events),
  documents: loader(dataset.documents),
  speakers: loader(dataset.speakers),
  topics: loader(dataset.topics),
  citations: loader(dataset.citations),
})

const optional = (loader, key) => key === null ? null : loader.load(key)

const event = { organization: (event, _, context) => optional(context.agents, event.organizationId) }

const resolvers = {
  Query: {
    person: (_, { slug }) => dataset.agentOf('PERSON', slug),
    organization: (_, { slug }) => dataset.agentOf('ORGANIZATION', slug),
    statements: (_, { first, after }) => dataset.statements(first, after),
    search: (_, { query, first }) => dataset.search(query, first),
  },
  Person: {
    otherNames: person => JSON.parse(person.otherNames),
    country: (person, _, context) => optional(context.agents, person.countryId),
  },
  Organization: { summits: (organization, { first }) => dataset.summits(organization.id, first) },
  Statement: {
    speakers: (statement, _, context) => context.speakers.load(statement.id),
    occasion: (statement, _, context) => optional(context.events, statement.occasionId),
    topics: (statement, _, context) => context.topics.load(statement.id),
    citations: (statement, _, context) => context.citations.load(statement.id),
  },
  Speaker: { agent: (speaker, _, context) => optional(context.agents, speaker.agentId) },
  Citation: { document: (citation, _, context) => context.documents.load(citation.documentId) },
  Summit: { ...event, statements: (summit, { first }) => dataset.statementsOf(summit.id, first) },
  Meeting: event,
  Incident: event,
}

const yoga = createYoga({
  schema: createSchema({ typeDefs: schema, resolvers }), context, graphiql: false, logging: false, landingPage: false,
})
const compress = compression()
const server = createServer((request, response) => compress(request, response, () => yoga(request, response)))
server.listen(0, '127.0.0.1', () => console.error(`graphql=http://127.0.0.1:${server.address().port}/graphql`))
