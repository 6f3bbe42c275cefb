import type { Channel } from '../connector.ts'
import { GatewayError } from '../errors.ts'
import type { Remembered } from '../people.ts'
import { type Assembly, finish, isAssembly, joinPart, type Part, partsKey, readIncomplete } from './parts.ts'

/** A message that is as whole as it will be. */
export interface Collected {
  /** The message's own id: the same however often it is handed on. */
  readonly id: string
  readonly text: string
  readonly incomplete: boolean
  /** False: some of its letters could not be read. */
  readonly exact: boolean
  /** That of the part which came first. */
  readonly context: unknown
}

export interface CollectRules {
  readonly channel: Pick<Channel, 'id' | 'people' | 'now'>
  /** After so long what came is used. */
  readonly waitMs: number
  /** What stands where parts are missing: `missing` is '2' or '2, 3'. */
  mark(missing: string, total: number): string
  /** Stores the message; it resolves when nothing can be lost. May be called again with the same id. */
  handOn(message: Collected): Promise<void>
}

/**
 * Remembers one part, and hands the message on with the last of them. Acknowledge the part after it resolved. `alone`: it is no part that can be (7 of 3); its text is a
 * message of its own, and not handed on here.
 */
export async function collectPart(
  part: Part,
  { sender, to, context }: { readonly sender: string; readonly to: string; readonly context: unknown },
  rules: CollectRules,
): Promise<{ readonly outcome: 'kept' } | { readonly outcome: 'alone'; readonly text: string }> {
  const { memory } = rules.channel.people
  const key = partsKey(sender, to, part)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const remembered = await memory.read(key)
    const assembly = isAssembly(remembered?.value) ? remembered.value : null
    const joined = joinPart(assembly, part, rules.channel.now(), context)
    if (joined.outcome === 'alone') return { outcome: 'alone', text: joined.text }
    if (joined.outcome === 'repeated') return { outcome: 'kept' }
    if (joined.outcome === 'reference_reused') {
      if (joined.previous.done !== true) await rules.handOn(readWhatCame(joined.previous, rules))
      await memory.forget(key, remembered?.version ?? 0)
      continue
    }
    const wakeAt = new Date(Date.parse(joined.assembly.startedAt) + rules.waitMs)
    const written = await memory.write(key, joined.assembly, { version: remembered?.version ?? 0, wakeAt })
    if (written === null) continue
    if (joined.outcome === 'waiting') return { outcome: 'kept' }
    await rules.handOn({
      id: joined.assembly.id,
      text: joined.text,
      exact: joined.exact,
      incomplete: false,
      context: joined.assembly.context,
    })
    await remember(written, joined.assembly, rules)
    return { outcome: 'kept' }
  }
  throw new GatewayError('ledger_unavailable', `${rules.channel.id}: the parts of a message changed while they were read`)
}

/** For Connector.wake: the time is over. False: what was remembered are no parts. */
export async function closeParts(remembered: Remembered, rules: CollectRules): Promise<boolean> {
  if (!isAssembly(remembered.value)) return false
  if (remembered.value.done !== true) await rules.handOn(readWhatCame(remembered.value, rules))
  await remember(remembered, remembered.value, rules)
  return true
}

/** Parts of one message come at once, through several connections. */
const ATTEMPTS = 60

/** So long a part that comes again is known. A network counts its references from 0 to 255 for each sender. */
const KNOWN_MS = 24 * 3_600_000

async function remember({ key, version }: Remembered, assembly: Assembly, { channel }: CollectRules): Promise<void> {
  // Somebody was faster: they hand on the same message under the same id, and remember it.
  await channel.people.memory.write(key, finish(assembly), { version, expiresAt: new Date(channel.now().getTime() + KNOWN_MS) })
}

function readWhatCame(assembly: Assembly, rules: CollectRules): Collected {
  const { text, exact, missing } = readIncomplete(assembly, (numbers, total) => rules.mark(numbers.join(', '), total))
  return { id: assembly.id, text, exact, incomplete: missing.length > 0, context: assembly.context }
}
