import { createHash, randomBytes } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Remembered } from '../../src/contract/people.ts'
import type { CodedText } from '../../src/contract/short-message/coding.ts'
import type { SmppChannel } from './config.ts'

/** What a message without parts is known by. */
export interface ArrivalId {
  readonly id: string
  /** When it first came. */
  readonly at: Date
  /** Call it once the SMSC was answered: from then on the same words are a new message. */
  readonly answered: () => Promise<void>
}

/**
 * SMPP gives a message no id. Where the SMSC has one of its own it is taken. Otherwise the hub remembers what it was given: until it has answered, the same octets
 * from the same sender to the same number are the same message, sent again by the SMSC. Our answer may have been lost: once more within ten minutes they still are. After
 * that, or more often, it is a person who writes again.
 */
export async function identify(
  { from, to, text, smscId }: { readonly from: string; readonly to: string; readonly text: CodedText; readonly smscId: string | null },
  channel: SmppChannel,
): Promise<ArrivalId> {
  const { memory } = channel.people
  const content = createHash('sha256').update(`${to}:${text.alphabet}:`).update(text.octets).digest('base64url')
  const key = ['came', from.replaceAll(':', '_'), smscId === null ? content : `id-${smscId}`].join(':')
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const remembered = await memory.read(key)
    const known = readKnown(remembered)
    if (known !== null) return { id: idOf(known), at: new Date(known.at), answered: () => noteAnswered(known, key, channel) }
    const fresh: Known = {
      id: smscId === null ? `sms-${randomBytes(9).toString('hex')}` : `${OF_SMSC}${smscId}`,
      at: channel.now().toISOString(),
      answers: 0,
    }
    const written = await memory.write(key, fresh, { version: remembered?.version ?? 0, expiresAt: later(channel, UNANSWERED_MS) })
    if (written !== null) return { id: fresh.id, at: new Date(fresh.at), answered: () => noteAnswered(fresh, key, channel) }
  }
  throw new GatewayError('ledger_unavailable', `${channel.id}: the memory of a message changed twenty times while it was read`)
}

/** An SMSC tries for two or three days. */
const UNANSWERED_MS = 3 * 24 * 3_600_000

/** Our answer may be lost on its way: then the SMSC sends again as soon as it is bound again. */
const ANSWERED_MS = 10 * 60_000

interface Known {
  readonly id: string
  /** RFC 3339. */
  readonly at: string
  /** How often it was answered. */
  readonly answers: number
}

/** Nobody writes for nothing by writing the same: what comes a third time counts as a message of its own, unless the SMSC says that it is not. */
function idOf({ id, answers }: Known): string {
  return answers < 2 || id.startsWith(OF_SMSC) ? id : `${id}-${answers}`
}

const OF_SMSC = 'smsc-'

function readKnown(remembered: Remembered | null): Known | null {
  const value = remembered?.value
  if (typeof value !== 'object' || value === null) return null
  const { id, at, answers } = value as Record<string, unknown>
  return typeof id === 'string' && typeof at === 'string' ? { id, at, answers: typeof answers === 'number' ? answers : 0 } : null
}

async function noteAnswered(known: Known, key: string, channel: SmppChannel): Promise<void> {
  const remembered = await channel.people.memory.read(key)
  if (remembered === null || readKnown(remembered)?.id !== known.id) return
  await channel.people.memory.write(
    key,
    { ...known, answers: known.answers + 1 },
    { version: remembered.version, expiresAt: later(channel, ANSWERED_MS) },
  )
}

function later(channel: SmppChannel, ms: number): Date {
  return new Date(channel.now().getTime() + ms)
}
