import { requirePermission, type Viewer } from '../contract/access.ts'
import type { ContactSettings } from '../contract/alert-settings.ts'
import type { Channel, TestAnswer, TestMessage, TestTarget } from '../contract/connector.ts'
import { type ErrorWords, errorWords } from '../contract/error-words.ts'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ChannelError } from '../ledger/channel-records.ts'
import { cleanLine } from '../outbound/clean-error.ts'
import { compareDocuments, type DocumentChange, describeChannel, leaves } from './channel-document.ts'
import type { ChannelOperations } from './channels.ts'
import type { OperationsParts } from './parts.ts'

/** What is known of one channel beside its health. */
export interface ChannelPage {
  readonly channel: ChannelSettings
  /** Its file, field by field: secrets are only set or not set. */
  readonly document: ReadonlyMap<string, string>
  readonly history: readonly ConfigChange[]
  /** Goes on behind it; null: that was all. */
  readonly historyCursor: string | null
  readonly errors: readonly ShownError[]
  readonly pause: { readonly reason: string | null } | null
  /** Of its region, and of the province above it. */
  readonly contacts: readonly (ShownContact & { readonly region: string })[]
  /** null: no test message can be sent. */
  readonly test: TestTarget | null
}

/** Without the secret of its webhook. */
export type ShownContact = Pick<ContactSettings, 'name' | 'role' | 'phone' | 'email' | 'telegram'>

export interface ConfigChange {
  readonly at: Date
  /** first: since then it is known. gone: the file went away. */
  readonly kind: 'first' | 'changed' | 'gone'
  readonly changes: readonly DocumentChange[]
  readonly rotated: readonly string[]
}

export interface ShownError extends ChannelError {
  readonly words: ErrorWords
  /** What was sent and answered the last time, redacted, where it is known. */
  readonly exchange: { readonly host: string; readonly status: number | null; readonly answer: string | null } | null
}

export interface ChannelPageOperations {
  /** Throws `channel_unknown`. */
  show(viewer: Viewer, id: string, historyCursor?: string | null): Promise<ChannelPage>
  /** `to` is sent to and not kept. Throws `channel_unknown`, `not_permitted`, `channel_not_configured`, `throttled`, `request_unreadable`. */
  sendTest(viewer: Viewer, id: string, to: string): Promise<TestResult>
}

/** What came of a test message. Not taken: why, in `answered`. */
export type TestResult =
  | ({ readonly taken: true; readonly code: null } & TestAnswer)
  | { readonly taken: false; readonly code: ErrorCode; readonly sent: null; readonly answered: string }

const HISTORY = 20
const ERRORS = 10
const TEST_EVERY_MS = 10_000
const TEST_MOST_MS = 60_000

export function openChannelPages(parts: OperationsParts, channels: Pick<ChannelOperations, 'get'>): ChannelPageOperations {
  const { ledger, settings, connectors } = parts
  const testedAt = new Map<string, number>()

  async function exchangeOf({ complaintId, lastAt }: ChannelError): Promise<ShownError['exchange']> {
    if (complaintId === null) return null
    const rows = await ledger.exchanges.of(complaintId)
    const failed = rows.findLast((row) => row.peer === 'origin' && row.at <= lastAt && (row.code !== null || (row.status ?? 0) >= 400))
    return failed ? { host: failed.host, status: failed.status, answer: failed.answer } : null
  }

  async function historyOf(id: string, cursor: string | null): Promise<Pick<ChannelPage, 'history' | 'historyCursor'>> {
    const rows = await ledger.channelConfigs.of(id, cursor, HISTORY + 1)
    const history = rows.slice(0, HISTORY).map((row, index): ConfigChange => {
      const older = rows[index + 1]
      const kind = row.document === null ? 'gone' : older === undefined ? 'first' : 'changed'
      const changes = kind === 'changed' ? compareDocuments(older?.document, row.document) : []
      return { at: row.at, kind, changes, rotated: row.rotated }
    })
    return { history, historyCursor: rows.length > HISTORY ? (rows[HISTORY - 1]?.seq ?? null) : null }
  }

  function contactsOf({ region }: ChannelSettings): ChannelPage['contacts'] {
    const codes = [...new Set([region.code, region.code.slice(0, 2)])]
    return codes.flatMap((code) => {
      const { contacts = [], name: of = code } = settings.current.regions.get(code) ?? {}
      return contacts.map(({ name, role, phone, email, telegram }) => ({ region: of, name, role, phone, email, telegram }))
    })
  }

  return {
    async show(viewer, id, historyCursor = null) {
      const channel = channels.get(viewer, id)
      const [history, errors, [state]] = await Promise.all([
        historyOf(id, historyCursor),
        ledger.channelErrors.of(id, ERRORS),
        ledger.channelStates.of([id]),
      ])
      const connector = connectors.get(channel.connector)
      return {
        channel,
        document: leaves(describeChannel(channel, connector?.secrets ?? [])),
        ...history,
        errors: await Promise.all(
          errors.map(async (error) => ({ ...error, words: errorWords(error.code), exchange: await exchangeOf(error) })),
        ),
        pause: state?.paused ? { reason: state.reason } : null,
        contacts: contactsOf(channel),
        test: channel.state === 'not_configured' ? null : (connector?.testMessage?.goesTo(channel.config) ?? null),
      }
    },
    async sendTest(viewer, id, to) {
      const channel = channels.get(viewer, id)
      requirePermission(viewer, 'run_channels')
      const test = connectors.get(channel.connector)?.testMessage
      if (channel.state === 'not_configured' || !test?.goesTo(channel.config) || !parts.openChannel)
        throw new GatewayError(
          'channel_not_configured',
          `channel ${id} has nowhere to send a test message${channel.why ? `: ${channel.why}` : ''}`,
        )
      const last = testedAt.get(id)
      if (last !== undefined && performance.now() - last < TEST_EVERY_MS)
        throw new GatewayError('throttled', 'a test message was just sent; wait a little', { retryAfterMs: TEST_EVERY_MS })
      testedAt.set(id, performance.now())
      const tried = await tryOut(test, to.trim(), parts.openChannel(channel, AbortSignal.timeout(TEST_MOST_MS)))
      const clean = cleanLine(Object.values(channel.secrets))
      const result = { ...tried, answered: clean(tried.answered) }
      await ledger.audit.add({
        actor: viewer.name,
        action: 'channel.test',
        subject: id,
        address: viewer.address,
        region: channel.region.code,
        detail: { taken: result.taken, ...(result.taken ? {} : { code: result.code }) },
      })
      return result
    },
  }
}

async function tryOut(test: TestMessage, to: string, channel: Channel): Promise<TestResult> {
  try {
    return { taken: true, code: null, ...(await test.send(to, channel)) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (error.code === 'request_unreadable') throw error
    return { taken: false, code: error.code, sent: null, answered: error.message }
  }
}
