import { randomUUID } from 'node:crypto'
import { after, type TestContext } from 'node:test'
import { Client } from 'pg'

const made: string[] = []

/** A fresh, empty database; dropped when the tests of the file are over. */
export async function testDatabase(_t: Pick<TestContext, 'after'>): Promise<string> {
  const server = required('TEST_DATABASE_URL')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(server, [`CREATE DATABASE ${name}`])
  made.push(name)
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** The tests' Redis, with a prefix of the test's own: tests run at the same time on one server. */
export async function testRedis(_t: Pick<TestContext, 'after'>): Promise<{ readonly url: string; readonly prefix: string }> {
  return { url: required('TEST_REDIS_URL'), prefix: `t${randomUUID().slice(0, 13)}` }
}

// Not in t.after: that runs before the test's own, which close its connections.
after(async () => {
  if (made.length > 0)
    await run(
      required('TEST_DATABASE_URL'),
      made.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
    )
})

async function run(server: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: server })
  client.on('error', () => {})
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set; run tests with: npm test -- <part of the file name>`)
  return value
}
