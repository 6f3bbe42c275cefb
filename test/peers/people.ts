import { randomInt } from 'node:crypto'
import type { Status } from '../../src/contract/complaint.ts'
import type { Channel, Connector, Feedback } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Addition, Filed, OwnCase, People, Report } from '../../src/contract/people.ts'
import { newId } from '../../src/ledger/uuid.ts'
import { openTestMemory, type TestMemory } from './memory.ts'

export interface TestPeopleOptions {
  readonly now?: () => Date
  /** The same words of one sender within so long are one complaint. */
  readonly sameWordsMs?: number
  /** So many messages of one sender within `perMs`. */
  readonly messages?: number
  readonly perMs?: number
  /** What the hub makes of a report, where it is not simply stored. */
  /** The ticket numbers that it gives; otherwise by chance. */
  readonly newReference?: () => string
  readonly judge?: (report: Report) => 'stored' | 'parked' | { readonly ignored: string }
}

/** The hub's side of people, in memory: it keeps every promise of src/contract/people.ts, and shows what it was asked. */
export interface TestPeople extends People {
  readonly memory: TestMemory
  /** Each complaint once, oldest first. */
  readonly filed: (Report & { readonly id: string; readonly reference: string; readonly outcome: 'stored' | 'parked' })[]
  /** Each addition once. */
  readonly added: (Addition & { readonly caseId: string })[]
  readonly deliveries: {
    readonly message: string
    readonly caseId: string
    readonly outcome: 'delivered' | 'failed'
    readonly detail: string
  }[]
  /** How often a turn was asked for. */
  turns: number
  /** The ledger is away: everything throws `ledger_unavailable`. */
  away: boolean
  /** What the hub has to tell and has not yet sent: receipts first of all. */
  readonly waiting: Feedback[]
  /** Changes the status of a case, and gives the feedback that says so; it waits. */
  changeStatus(caseId: string, status: Status, more?: Partial<Feedback>): Feedback
  /** Sends what waits through the connector, and remembers its references. What throws goes on waiting, and the error comes out. */
  tell(connector: Pick<Connector, 'reply'>, channel: Channel): Promise<readonly Feedback[]>
}

export function openTestPeople(options: TestPeopleOptions = {}): TestPeople {
  const { now = () => new Date(), sameWordsMs = 10 * 60_000, messages = 20, perMs = 3_600_000, judge = () => 'stored' as const } = options
  const filed: TestPeople['filed'] = []
  const times = new Map<string, { status: Status; acceptedAt: Date; changedAt: Date }>()
  const admitted = new Map<string, Map<string, Date>>()
  const ofMessage = new Map<string, string>()
  const waiting: Feedback[] = []

  const ask = (): void => {
    if (people.away) throw new GatewayError('ledger_unavailable', 'the ledger is away')
  }
  const ownCase = (report: (typeof filed)[number]): OwnCase => ({
    id: report.id,
    reference: report.reference,
    ticket: report.ticket,
    title: titleOf(report),
    status: 'received',
    statusNative: null,
    institution: null,
    trackingId: null,
    acceptedAt: new Date(0),
    changedAt: new Date(0),
    ...times.get(report.id),
  })
  const of = (sender: string) => filed.filter((report) => report.sender === sender)
  const needed = (caseId: string, sender?: string) => {
    const report = filed.find(({ id }) => id === caseId)
    if (report && (sender === undefined || report.sender === sender)) return report
    throw new GatewayError('complaint_unknown', 'there is no such case of this person')
  }
  const feedbackOf = (report: (typeof filed)[number], kind: Feedback['kind'], status: Status): Feedback => ({
    id: newId(),
    complaintId: report.id,
    origin: { region: '32', app: 'Aplikasi Uji', channel: 'test-channel', connector: 'test', ticket: report.ticket, link: null },
    kind,
    status,
    statusOrigin: status,
    statusNative: null,
    at: now().toISOString(),
    laporId: kind === 'receipt' ? '' : '4410',
    trackingId: kind === 'receipt' ? null : '9911',
    institution: null,
    answer: null,
    recipient: { sender: report.sender, replyTo: structuredClone(report.replyTo), reference: report.reference, title: titleOf(report) },
  })

  function file(report: Report): Filed {
    const sameTicket = filed.find(({ ticket }) => ticket === report.ticket)
    const leftOut = leftOutOf(report.files)
    if (sameTicket) return { outcome: 'seen', id: sameTicket.id, reference: sameTicket.reference, leftOut, added: 0 }
    const verdict = judge(report)
    if (typeof verdict === 'object') return { outcome: 'ignored', why: verdict.ignored }
    const since = now().getTime() - sameWordsMs
    const same = of(report.sender).find(
      ({ id, words }) => compared(words) === compared(report.words) && (times.get(id)?.acceptedAt.getTime() ?? 0) > since,
    )
    if (same) {
      const known = [same, ...people.added.filter(({ caseId }) => caseId === same.id)].flatMap(({ files = [] }) => files)
      const files = (report.files ?? []).filter(({ bytes }) => !known.some((each) => Buffer.from(each.bytes).equals(bytes)))
      if (files.length > 0)
        people.added.push({ caseId: same.id, sender: report.sender, messageId: `same:${report.ticket}`, text: '', files })
      return { outcome: 'same_words', id: same.id, reference: same.reference, leftOut, added: files.length }
    }
    const stored = { ...report, id: newId(), reference: (options.newReference ?? newReference)(), outcome: verdict }
    filed.push(stored)
    times.set(stored.id, { status: 'received', acceptedAt: now(), changedAt: now() })
    waiting.push(feedbackOf(stored, 'receipt', 'received'))
    return { outcome: verdict, id: stored.id, reference: stored.reference, leftOut, added: 0 }
  }

  const people: TestPeople = {
    filed,
    added: [],
    deliveries: [],
    turns: 0,
    away: false,
    waiting,
    memory: openTestMemory({ now, ask }),
    async admit(sender, messageId) {
      ask()
      const recent = new Map([...(admitted.get(sender) ?? [])].filter(([, at]) => at.getTime() > now().getTime() - perMs))
      if (!recent.has(messageId)) recent.set(messageId, now())
      admitted.set(sender, recent)
      const place = [...recent.keys()].indexOf(messageId)
      if (place < messages) return { outcome: 'welcome' }
      if (place > messages) return { outcome: 'over_limit' }
      const [oldest = now()] = recent.values()
      return { outcome: 'limit_reached', until: new Date(oldest.getTime() + perMs) }
    },
    async report(report) {
      ask()
      // What cannot be kept as JSON fails here, as it would there.
      return file({ ...report, payload: JSON.parse(JSON.stringify(report.payload)), replyTo: JSON.parse(JSON.stringify(report.replyTo)) })
    },
    async add(caseId, addition) {
      ask()
      needed(caseId, addition.sender)
      if (people.added.some((each) => each.caseId === caseId && each.messageId === addition.messageId))
        return { outcome: 'seen', leftOut: leftOutOf(addition.files) }
      people.added.push({ ...addition, caseId })
      return { outcome: 'added', leftOut: leftOutOf(addition.files) }
    },
    async cases(sender, limit) {
      ask()
      return of(sender).toReversed().slice(0, limit).map(ownCase)
    },
    async find(sender, by) {
      ask()
      const found = of(sender).find(({ id, reference, ticket }) => {
        if ('reference' in by) return bare(reference) === bare(by.reference)
        return 'ticket' in by ? ticket === by.ticket : ofMessage.get(by.message) === id
      })
      return found === undefined ? null : ownCase(found)
    },
    async noteDelivery(message, outcome, detail) {
      ask()
      const caseId = ofMessage.get(message)
      if (caseId !== undefined) people.deliveries.push({ message, caseId, outcome, detail })
    },
    async turn() {
      people.turns += 1
    },
    changeStatus(caseId, status, more = {}) {
      const report = needed(caseId)
      const before = times.get(caseId)
      times.set(caseId, { acceptedAt: before?.acceptedAt ?? now(), status, changedAt: now() })
      const feedback = { ...feedbackOf(report, 'status', status), ...more }
      waiting.push(feedback)
      return feedback
    },
    async tell(connector, channel) {
      const told: Feedback[] = []
      for (let feedback = waiting[0]; feedback !== undefined; feedback = waiting[0]) {
        const reply = await connector.reply?.(feedback, channel)
        waiting.shift()
        for (const message of reply?.reference?.split(/\s+/) ?? []) ofMessage.set(message, feedback.complaintId)
        told.push(feedback)
      }
      return told
    },
  }
  return people
}

/** As with the hub's usual limit. */
const leftOutOf = (files: Report['files'] = []): number => files.filter(({ bytes }) => bytes.length > 10 * 1024 * 1024).length

const titleOf = ({ words }: Report): string => words.trim().split('\n')[0]?.slice(0, 80) ?? ''

const compared = (words: string): string => words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

const bare = (reference: string): string => reference.toUpperCase().replace(/[^0-9A-Z]/g, '')

/** No letters that are taken for digits. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function newReference(): string {
  const letters = Array.from({ length: 10 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}
