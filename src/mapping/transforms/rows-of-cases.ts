import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault, type Transform, type TransformOptions } from '../reading.ts'

/** What a row may expect besides a value. */
export const NOTHING = Symbol('nothing was said')
export const FAULT = Symbol('a fault')

export type Row = readonly [seen: unknown, expected: unknown, options?: Partial<TransformOptions>]

/** One test for each row of a transform's table. */
export function testRows(name: string, transform: Transform, rows: readonly Row[]): void {
  for (const [seen, expected, options] of rows) {
    const written = typeof seen === 'string' && seen.length > 60 ? `${seen.slice(0, 60)}… (${seen.length})` : seen
    const title = `${name} reads ${JSON.stringify(written)}${options ? ` with ${JSON.stringify(options)}` : ''} as ${typeof expected === 'symbol' ? expected.description : JSON.stringify(expected).slice(0, 60)}`
    test(title, () => {
      const reading = transform.read(seen, { zone: 'Asia/Jakarta', order: undefined, ...options })
      if (expected === FAULT) assert.ok(reading instanceof Fault, `read as ${String(reading)}`)
      else assert.deepEqual(reading, expected === NOTHING ? undefined : expected)
    })
  }
}
