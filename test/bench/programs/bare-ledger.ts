import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import pg from 'pg'
import { Pool } from 'undici'
import { createFor } from './create-for.ts'

/**
 * The least that stores a report in PostgreSQL before it answers, and sends it: one table of one row a report, written together by those that arrive together; no
 * queue but a list, no mark before a call, so that a kill doubles. What is faster than this on a machine stores less.
 */
const { BARE_DATABASE = '', BARE_CENTRE = '' } = process.env
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

const { rows: left } = await ledger.query<Row>('select id, body from reports where sent is null order by id')
const waiting: Row[] = [...left]
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
  waiting.push({ id: await store(body), body })
  send()
  return reply.code(202).send({ accepted: true })
})
await app.listen({ port: 0, host: '127.0.0.1' })
send()
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
