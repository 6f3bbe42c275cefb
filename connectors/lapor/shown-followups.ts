import { pick } from './answers.ts'
import { isOurs } from './content.ts'

/** Centres, by address, that have shown this process a follow-up which we added. Learned anew after a restart, from the cases that are followed. */
const showing = new Set<string>()

/** Only such a centre's silence about a follow-up means that it does not have it. Nothing that is attested says that every centre lists what we add. */
export function showsWhatWeAdd(centreUrl: string): boolean {
  return showing.has(centreUrl)
}

export function noteShown(centreUrl: string, rows: readonly unknown[]): void {
  if (!showing.has(centreUrl) && rows.some((row) => isOurs(String(pick(row, 'content') ?? '')))) showing.add(centreUrl)
}
