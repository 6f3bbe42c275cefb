import type { Item } from './items.ts'

const MOST = 500

/** What was given to the gateway of late: `key:hash`, newest last. Part of a cursor. */
export type Recent = readonly string[]

/**
 * Leaves out items which were given as they are now. An item is known by its id and its last content, so that one that changes and changes back is given each time;
 * one without an id is given always.
 */
export function passNew(items: readonly Item[], recent: Recent): { fresh: Item[]; recent: Recent } {
  const known = new Map(recent.map((entry) => [entry.slice(0, entry.indexOf(':')), entry]))
  const fresh: Item[] = []
  for (const item of items) {
    if (item.key === null) {
      fresh.push(item)
      continue
    }
    const entry = `${item.key}:${item.hash}`
    if (known.get(item.key) !== entry) fresh.push(item)
    known.delete(item.key)
    known.set(item.key, entry)
  }
  return { fresh, recent: [...known.values()].slice(-MOST) }
}
