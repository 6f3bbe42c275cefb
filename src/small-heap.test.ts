import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

/** 64 MiB live, and as much again is replaced fifteen times. Prints how often V8 collected what is old. */
const CHURN = `
const { constants, PerformanceObserver } = await import('node:perf_hooks')
let collected = 0
const isMajor = ({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
new PerformanceObserver((list) => { collected += list.getEntries().filter(isMajor).length }).observe({ entryTypes: ['gc'] })
const SLOTS = 64 * 1024
const live = new Array(SLOTS).fill(null)
for (let n = 0; n < 16 * SLOTS; n += 1) {
  live[(n * 7919) % SLOTS] = new Array(120).fill(n)
  if (n % 1024 === 0) await new Promise(setImmediate)
}
await new Promise(setImmediate)
console.log(collected)
`

/** As V8 is on a machine with memory to spare, whatever this one has. */
const LARGE = '--max-old-space-size=4096'

async function collections(before: string): Promise<number> {
  const args = [LARGE, '--input-type=module', '--eval', `${before}\n${CHURN}`]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
  assert.equal(stderr, '', 'V8 knows the setting')
  return Number(stdout)
}

test('what is garbage is collected before the heap is twice what lives; Node by itself waits longer', async () => {
  const kept = `const { keepHeapSmall } = await import(${JSON.stringify(import.meta.resolve('./small-heap.ts'))}); keepHeapSmall()`
  const [small, usual] = [await collections(kept), await collections('')]
  assert.ok(small > 1.5 * usual, `${small} collections, and ${usual} by itself`)
})

/** Told before the gateway is loaded: what is set of V8. */
const TELL = `data:text/javascript,${encodeURIComponent(`
import v8 from 'node:v8'
import { syncBuiltinESMExports } from 'node:module'
const set = v8.setFlagsFromString
v8.setFlagsFromString = (flag) => { console.log('set', flag); set(flag) }
syncBuiltinESMExports()
`)}`

test('the gateway sets it before anything else, also when its settings are missing', async () => {
  const gateway = join(import.meta.dirname, 'main.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', TELL, gateway], { env: { PATH: process.env.PATH } }).catch(
    (error: { stdout: string }) => error,
  )
  assert.match(stdout, /^set --heap-growing-percent=\d+$/m)
})
