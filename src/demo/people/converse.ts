import { setTimeout as pause } from 'node:timers/promises'
import { MOVES, moveOnce, readOf, until } from '../follow.ts'
import type { Addresses } from '../send-parcel.ts'
import type { Side } from './side.ts'

/** One conversation as it was, from the person's side. */
export interface Conversation {
  readonly side: Side
  readonly lines: readonly string[]
  readonly good: boolean
  /** What is wrong, or LAPOR!'s id of the case. */
  readonly how: string
}

const NUMBER = /\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/
/** The last of what a person is told when a case was moved to its end. */
const CLOSED = /ditutup/i

/** News of a step come within this time. */
const NEWS_MS = 20_000
const NEWS_TOGETHER_MS = 2_500

/** The person writes, gets a ticket number, the case goes to the centre and through it, and every change comes back to the person. */
export async function converse(side: Side, apiKey: string, addresses: Addresses): Promise<Conversation> {
  const lines: string[] = []
  let shown = 0
  const show = (): void => {
    for (const text of side.told.slice(shown)) lines.push(...`← ${text}`.split('\n'))
    shown = side.told.length
  }
  const end = (good: boolean, how: string): Conversation => {
    show()
    return { side, lines, good, how }
  }
  try {
    for (const text of side.script) {
      const before = side.told.length
      lines.push(...`→ ${text}`.split('\n'))
      await side.write(text, addresses.gateway)
      if ((await until(async () => (side.told.length > before ? true : null))) === null) return end(false, 'nobody answered')
      show()
    }
    if ((await until(async () => side.told.find((text) => NUMBER.test(text)) ?? null)) === null) return end(false, 'no ticket number came')
    show()
    const filed = await until(async () => (await readOf(addresses, apiKey)).find(({ delivery }) => delivery !== 'accepted') ?? null)
    if (filed?.delivery !== 'delivered' || !filed.laporId) return end(false, `at the centre: ${filed?.delivery ?? 'it never got there'}`)
    for (let move = 0; move < MOVES; move++) {
      const statusOf = async () => (await readOf(addresses, apiKey)).find(({ id }) => id === filed.id)?.status
      const before = await statusOf()
      if (!(await moveOnce(filed.laporId, addresses))) break
      await until(async () => ((await statusOf()) !== before ? true : null), NEWS_MS)
      // The answer and the status of a step come one after the other.
      await pause(NEWS_TOGETHER_MS)
      show()
    }
    const closed = await until(async () => (side.told.some((text) => CLOSED.test(text)) ? true : null))
    return end(closed === true, closed ? `LAPOR! ${filed.laporId}` : 'its news did not come back')
  } catch (error) {
    return end(false, error instanceof Error ? error.message : String(error))
  }
}

/** The conversation as it is printed. */
export function conversationText({ side, lines, good, how }: Conversation): string {
  return [`${good ? '✓' : '✗'} ${side.channel} · ${side.person} · ${how}`, ...lines.map((line) => `    ${line}`)].join('\n')
}
