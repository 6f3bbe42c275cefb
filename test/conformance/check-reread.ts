import assert from 'node:assert/strict'
import type { Arrival, Connector } from '../../src/contract/connector.ts'
import { readJson } from '../../src/contract/json.ts'

/** What is kept of an arrival is all that a replay has: it must give the same payload and files again. */
export async function checkReread({ reread }: Pick<Connector, 'reread'>, { raw, mediaType, payload, files = [] }: Arrival): Promise<void> {
  const again: Pick<Arrival, 'payload' | 'files'> = reread ? await reread({ raw, mediaType }) : { payload: readJson(raw) }
  assert.deepEqual(again.payload, payload, 'reread must give the payload that was given; without it, raw must be that payload as JSON')
  assert.deepEqual(
    (again.files ?? []).map(({ bytes }) => Buffer.from(bytes)),
    files.map(({ bytes }) => Buffer.from(bytes)),
  )
}
