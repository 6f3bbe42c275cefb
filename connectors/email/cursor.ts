import type { Remembered } from '../../src/contract/people.ts'
import type { EmailChannel } from './config.ts'

/** Where reading goes on in a mailbox: remembered, with its numbering. Another numbering (UIDVALIDITY) begins anew with what is not marked. */
export interface Cursor {
  /** null: nothing was read with this numbering. */
  readonly lastUid: number | null
  /** Says that a mail is begun; resolves with how often it was. */
  begin(uid: number): Promise<number>
  /** It is stored and marked. */
  pass(uid: number): Promise<void>
}

const KEY = 'mailbox'

interface Place {
  readonly uidValidity: string
  readonly lastUid: number | null
  readonly begun?: { readonly uid: number; readonly times: number }
}

export async function openCursor(uidValidity: string, channel: EmailChannel): Promise<Cursor> {
  const { memory } = channel.people
  let kept = await memory.read(KEY)
  let place = readPlace(kept, uidValidity)
  const write = async (next: Place): Promise<void> => {
    place = next
    const written = await memory.write(KEY, next, { version: kept?.version ?? 0 })
    // Another listener, whose lease is older or newer, was faster. What is stored twice is known; the later place wins.
    kept = written ?? (await memory.read(KEY))
    if (written === null) place = readPlace(kept, uidValidity)
  }
  return {
    get lastUid() {
      return place.lastUid
    },
    async begin(uid) {
      const times = place.begun?.uid === uid ? place.begun.times + 1 : 1
      await write({ ...place, begun: { uid, times } })
      return times
    },
    async pass(uid) {
      await write({ uidValidity, lastUid: Math.max(uid, place.lastUid ?? 0) })
    },
  }
}

function readPlace(kept: Remembered | null, uidValidity: string): Place {
  const value = kept?.value
  const fresh: Place = { uidValidity, lastUid: null }
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'uidValidity') !== uidValidity) return fresh
  const lastUid: unknown = Reflect.get(value, 'lastUid')
  const begun: unknown = Reflect.get(value, 'begun')
  const [uid, times]: unknown[] =
    typeof begun === 'object' && begun !== null ? [Reflect.get(begun, 'uid'), Reflect.get(begun, 'times')] : []
  return {
    uidValidity,
    lastUid: typeof lastUid === 'number' ? lastUid : null,
    ...(typeof uid === 'number' && typeof times === 'number' ? { begun: { uid, times } } : {}),
  }
}
