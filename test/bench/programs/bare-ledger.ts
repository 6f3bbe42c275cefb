import type { AddressInfo } from 'node:net'
import { Queue, Worker } from 'bullmq'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import pg from 'pg'
import { Pool } from 'undici'
import { createFor } from './create-for.ts'

/**
 * The least that stores a report in PostgreSQL before it answers, and then (BARE_SENDING) keeps it, sends it from a list, or sends it as one BullMQ job each: one table
 * of one row a report, written together by those that arrive together; no mapping, no sealing, no history, no mark before a call, so that a kill doubles. What is
 * faster than this on a machine stores less.
 */
const { BARE_DATABASE = '', BARE_CENTRE = '', BARE_REDIS = '', BARE_SENDING = 'list' } = process.env
/** Statements of a kind under way, and rows of each. */
const STATEMENTS = 2
const MOST_ROWS = 100
const CALLS = 64

interface Row {
  readonly id: string
  readonly body: Record<string, unknown>
}

const ledger = new pg.Pool({ connectionString: BARE_DATABASE, max: 2 * STATEMENTS })
await ledger.query(
  'create table if not exists reports (id bigint generated always as identity primary key, body jsonb not null, sent timestamptz)',
)
const centre = new Pool(BARE_CENTRE, { connections: CALLS })

const store = together(async (bodies: readonly unknown[]) => {
  const text = 'insert into reports (body) select unnest($1::jsonb[]) returning id'
  const { rows } = await ledger.query<{ id: string }>({ name: 'store', text, values: [bodies.map((body) => JSON.stringify(body))] })
  return rows.map(({ id }) => id)
})
const noteSent = together(async (ids: readonly string[]) => {
  await ledger.query({ name: 'sent', text: 'update reports set sent = now() where id = any($1::bigint[])', values: [ids] })
  return ids
})

/** How what is stored is sent. */
const SENDING: Readonly<Record<string, () => (row: Row) => void>> = { no: () => () => undefined, list: sendFromList, queue: sendByQueue }
const sendSoon = (SENDING[BARE_SENDING] ?? sendFromList)()
const { rows: left } = await ledger.query<Row>('select id, body from reports where sent is null order by id')
for (const row of left) sendSoon(row)

function sendFromList(): (row: Row) => void {
  const waiting: Row[] = []
  let calling = 0
  function send(): void {
    for (; calling < CALLS; calling += 1) {
      const next = waiting.shift()
      if (next === undefined) return
      void post(next).finally(() => {
        calling -= 1
        send()
      })
    }
  }
  return (row) => {
    waiting.push(row)
    send()
  }
}

/** One job a report, which holds its id only; those that come while others are added go together. */
function sendByQueue(): (row: Row) => void {
  const connection = () => new Redis(new URL(BARE_REDIS).pathname, { maxRetriesPerRequest: null })
  const defaultJobOptions = { removeOnComplete: true, removeOnFail: true }
  const queue = new Queue<Pick<Row, 'id'>>('bare', { connection: connection(), prefix: BARE_DATABASE, defaultJobOptions })
  const add = together(async (rows: readonly Row[]) =>
    queue.addBulk(rows.map(({ id }) => ({ name: 'report', data: { id }, opts: { jobId: `r${id}` } }))),
  )
  const read = together(async (ids: readonly string[]) => {
    const text = 'select id, body from reports where id = any($1::bigint[])'
    const { rows } = await ledger.query<Row>({ name: 'read', text, values: [ids] })
    const found = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => found.get(id))
  })
  const work = async ({ data }: { data: Pick<Row, 'id'> }) => {
    const row = await read(data.id)
    if (row !== undefined) await post(row)
  }
  new Worker<Pick<Row, 'id'>>('bare', work, { connection: connection(), prefix: BARE_DATABASE, concurrency: CALLS })
  return (row) => void add(row)
}

async function post({ id, body }: Row): Promise<void> {
  const { statusCode, body: answer } = await centre.request({
    ...{ method: 'POST', path: '/lapor/3.0.0/complaints/complaint', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(createFor(body)),
  })
  await answer.dump()
  if (statusCode < 300) await noteSent(id)
}

const app = Fastify({ logger: false })
app.post('/in', async (request, reply) => {
  const body = request.body as Row['body']
  sendSoon({ id: await store(body), body })
  return reply.code(202).send({ accepted: true })
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.on('disconnect', () => process.exit())
process.send?.({ ready: true, port: (app.server.address() as AddressInfo).port })

/** One statement for all that wait, some at a time. */
function together<Item, Result>(run: (items: readonly Item[]) => Promise<readonly Result[]>): (item: Item) => Promise<Result> {
  const held: { item: Item; resolve(result: Result): void; reject(error: unknown): void }[] = []
  let running = 0
  async function next(): Promise<void> {
    if (running >= STATEMENTS || held.length === 0) return
    running += 1
    const batch = held.splice(0, MOST_ROWS)
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [at, one] of batch.entries()) one.resolve(results[at] as Result)
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
    running -= 1
    void next()
  }
  return (item) =>
    new Promise((resolve, reject) => {
      held.push({ item, resolve, reject })
      void next()
    })
}
