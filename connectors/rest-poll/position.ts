import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { readJson } from '../../src/contract/json.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { FeedSchema } from './by-cursor.ts'
import { SinceSchema } from './by-since.ts'
import type { Paging } from './config.ts'
import { WalkSchema } from './walk.ts'

type Positions = {
  readonly page: Static<typeof WalkSchema> | null
  readonly next: Static<typeof WalkSchema> | null
  readonly since: Static<typeof SinceSchema> | null
  readonly cursor: Static<typeof FeedSchema> | null
}

/** The stored cursor, by the paging that wrote it. One of another paging, or of an older form, is as good as none: the list is read from its beginning, and the ledger knows what it has. */
export function readPosition(cursor: string | null): Positions {
  const stored = readStored(cursor)
  return {
    page: readAs('page', WalkSchema, stored),
    next: readAs('next', WalkSchema, stored),
    since: readAs('since', SinceSchema, stored),
    cursor: readAs('cursor', FeedSchema, stored),
  }
}

export function writePosition(paging: Paging['kind'], at: object): string {
  return JSON.stringify({ paging, at })
}

function readAs<T extends TSchema>(paging: Paging['kind'], schema: T, stored: unknown): Static<T> | null {
  const at = readPointer(stored, '/at')
  return readPointer(stored, '/paging') === paging && Check(schema, at) ? at : null
}

function readStored(cursor: string | null): unknown {
  try {
    return cursor === null ? null : readJson(new TextEncoder().encode(cursor))
  } catch {
    return null
  }
}
