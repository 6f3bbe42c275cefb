import { setImmediate as nextTurn } from 'node:timers/promises'

/** For work that is short for each and long for all: after each slice whatever else waits in this process has its turn. */
export async function mapInSlices<Item, Result>(items: readonly Item[], slice: number, work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += slice) {
    if (at > 0) await nextTurn()
    results.push(...items.slice(at, at + slice).map(work))
  }
  return results
}
