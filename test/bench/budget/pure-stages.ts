import { readBody } from '../../../connectors/webhook/body.ts'
import { verifyRequest } from '../../../connectors/webhook/verify.ts'
import type { Channel } from '../../../src/contract/connector.ts'
import { openChannel } from '../../../src/intake/channel-context.ts'
import { composeComplaint } from '../../../src/intake/new-complaint.ts'
import { readArrival } from '../../../src/intake/read-arrival.ts'
import { NO_INDEXES } from '../../../src/ledger/contacts.ts'
import type { NewComplaint } from '../../../src/ledger/ledger.ts'
import { prepareComplaint } from '../../../src/ledger/prepared-complaint.ts'
import { newKeys, parseKeys } from '../../../src/ledger/sealing.ts'
import { checkComplaint } from '../../../src/mapping/complaint-check.ts'
import type { Draft } from '../../../src/mapping/draft.ts'
import { type Given, SILENT } from './given.ts'

const WARM_UPS = 3_000
const TIMES = 5_000

export interface PureCosts {
  readonly stages: Readonly<Record<'parse' | 'verify' | 'map' | 'validate' | 'seal', number>>
  /** The part of `seal` that the ledger does when it is given a complaint. */
  readonly inLedger: number
}

/** Microseconds of each stage that touches nothing outside the process, by the very functions that intake calls. */
export async function measurePureStages(given: Given): Promise<PureCosts> {
  const request = given.request('bench0-000001', 1)
  const channel = openChannel(given.channel, { log: SILENT, signal: new AbortController().signal }) as Channel<never, never>
  const { payload } = await readBody(request)
  const arrival = { payload, raw: request.rawBody, mediaType: 'application/json', files: [] }
  const mapped = readArrival({ mappings: () => given.mappings }, given.channel, arrival)
  if (mapped.outcome !== 'complaint') throw new Error(`the report of the bench is not mapped: ${JSON.stringify(mapped)}`)
  const keys = parseKeys(newKeys())
  const compose = makeComposer(given)
  const complaint = await compose('bench0-000001', 1)

  const parse = await measureUs(() => readBody(request))
  const verify = await measureUs(() => verifyRequest(request, channel))
  const whole = await measureUs(() => readArrival({ mappings: () => given.mappings }, given.channel, arrival))
  const validate = await measureUs(() => checkComplaint(mapped.complaint, NO_DRAFT))
  const composing = await measureUs(() => compose('bench0-000001', 1, { arrival, mapped }))
  const sealing = await measureUs(() => prepareComplaint(complaint, keys, NO_INDEXES).sealParts())
  return { stages: { parse, verify, map: whole - validate, validate, seal: composing + sealing }, inLedger: sealing }
}

/** Only looked at where something is wrong. */
const NO_DRAFT: Draft = { values: new Map(), sources: new Map(), attachments: [], errors: [], unread: [], fileCount: 0 }

interface Read {
  readonly arrival: Parameters<typeof composeComplaint>[2]
  readonly mapped: Parameters<typeof composeComplaint>[3]
}

/** Makes the row of a report as intake does: with its content's hash, before it is sealed. */
export function makeComposer(given: Given): (ticket: string, number: number, read?: Read) => Promise<NewComplaint> {
  const desk = { settings: { current: given.settings } } as Parameters<typeof composeComplaint>[0]
  return async (ticket, number, read) => {
    const { arrival, mapped } = read ?? (await readReport(given, ticket, number))
    return composeComplaint(desk, given.channel, arrival, mapped, null)
  }
}

async function readReport(given: Given, ticket: string, number: number): Promise<Read> {
  const request = given.request(ticket, number)
  const { payload } = await readBody(request)
  const arrival = { payload, raw: request.rawBody, mediaType: 'application/json', files: [] }
  const mapped = readArrival({ mappings: () => given.mappings }, given.channel, arrival)
  if (mapped.outcome !== 'complaint') throw new Error(`the report of the bench is not mapped: ${JSON.stringify(mapped)}`)
  return { arrival, mapped }
}

/** CPU of this process, so that what else the machine does counts for nothing. */
async function measureUs(work: () => unknown): Promise<number> {
  for (let warm = 0; warm < WARM_UPS; warm += 1) await work()
  const before = process.cpuUsage()
  for (let done = 0; done < TIMES; done += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / TIMES
}
