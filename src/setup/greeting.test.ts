import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greet } from './greeting.ts'

const PLAN = {
  host: '127.0.0.1',
  port: 8080,
  databaseUrl: null,
  redisUrl: null,
  sandboxPort: 8090,
  configFolder: 'config',
  warning: null,
}
const greeting = (sandboxPort: number | null, env: NodeJS.ProcessEnv) =>
  greet({ plan: PLAN, port: 8080, sandboxPort, servers: [], env, firstAccount: null })

test('the greeting says in one line how a case at the sandbox is moved on, and how all move by themselves', () => {
  const lines = greeting(8091, {}).split('\n')
  assert.deepEqual(
    lines.filter((line) => line.includes('/move')),
    ['Move a case on: curl -s -X POST http://127.0.0.1:8091/sandbox/complaints/<id>/move  (by themselves: SANDBOX_MOVES=auto npm start)'],
  )
})

test('nothing is said of moving where cases move by themselves, or where there is no sandbox', () => {
  assert.ok(!greeting(8091, { SANDBOX_MOVES: 'auto' }).includes('/move'))
  assert.ok(!greeting(null, { LAPOR_URL: 'https://lapor.example/lapor/3.0.0' }).includes('/move'))
})
