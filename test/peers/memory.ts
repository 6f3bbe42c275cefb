import type { Memory, Remembered } from '../../src/contract/people.ts'

const MAX_BYTES = 256 * 1024
const AGAIN_MS = 60_000

export interface TestMemory extends Memory {
  /** What is remembered now, with its times, for looking at. */
  readonly entries: readonly (Remembered & { readonly wakeAt: Date | null; readonly expiresAt: Date | null })[]
  /** What Connector.wake would be called with at this time. What is neither written nor forgotten then is due again a minute later. */
  due(at: Date): readonly Remembered[]
}

interface Entry extends Remembered {
  readonly wakeAt: Date | null
  readonly expiresAt: Date | null
}

/** A memory as the hub's: values are kept as JSON, versions are counted, what has expired is gone. */
export function openTestMemory({ now, ask }: { now: () => Date; ask: () => void }): TestMemory {
  const kept = new Map<string, Entry>()
  // A version is not used twice, also when the key was forgotten in between.
  let last = 0

  const alive = (key: string): Entry | undefined => {
    const entry = kept.get(key)
    if (entry?.expiresAt && entry.expiresAt <= now()) kept.delete(key)
    return kept.get(key)
  }
  const shown = ({ key, value, version }: Entry): Remembered => ({ key, value: structuredClone(value), version })

  return {
    async read(key) {
      ask()
      const entry = alive(key)
      return entry === undefined ? null : shown(entry)
    },
    async write(key, value, { version, wakeAt = null, expiresAt = null }) {
      ask()
      const text = JSON.stringify(value)
      if (text === undefined || Buffer.byteLength(text) > MAX_BYTES)
        throw new RangeError(`what is remembered is at most ${MAX_BYTES} bytes`)
      if ((alive(key)?.version ?? 0) !== version) return null
      last += 1
      const entry: Entry = { key, value: JSON.parse(text), version: last, wakeAt, expiresAt }
      kept.set(key, entry)
      return shown(entry)
    },
    async forget(key, version) {
      ask()
      return alive(key)?.version === version && kept.delete(key)
    },
    get entries() {
      return [...kept.keys()].flatMap((key) => alive(key) ?? [])
    },
    due(at) {
      const due = [...kept.values()].filter(({ wakeAt }) => wakeAt !== null && wakeAt <= at)
      for (const entry of due) kept.set(entry.key, { ...entry, wakeAt: new Date(at.getTime() + AGAIN_MS) })
      return due.map(shown)
    },
  }
}
