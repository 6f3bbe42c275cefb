import { createHash } from 'node:crypto'
import { type Alphabet, type CodedText, decodeText } from './coding.ts'

/** One part of a long message, as it came. `text` where the words are given; `coded` where octets are. */
export interface Part {
  /** Tells the sender's messages apart; used again by the network after a while. */
  readonly reference: string
  /** From 1. */
  readonly part: number
  readonly total: number
  readonly body: PartBody
}

export type PartBody = { readonly text: string } | { readonly coded: CodedText }

/** What has come of one long message. Plain JSON, for `people.memory`; write it before the part is acknowledged. */
export interface Assembly {
  /** The message's own id: the same for every part, kept over restarts, different when the network uses the reference again. */
  readonly id: string
  readonly total: number
  /** RFC 3339. */
  readonly startedAt: string
  readonly parts: Readonly<Record<string, KeptPart>>
  /** Set when its text was handed on: parts that come again are known and change nothing. */
  readonly done?: true
  /** The connector's own: to whom the answer goes, and so on. That of the first part that came. */
  readonly context: unknown
}

interface KeptPart {
  readonly digest: string
  /** Absent when it is done. */
  readonly text?: string
  readonly coded?: {
    readonly alphabet: Alphabet
    readonly base64: string
    readonly headerBytes: number
    readonly locking?: number
    readonly single?: number
  }
}

export interface PartLimits {
  /** More parts than this are not waited for. Default 40. */
  readonly maxParts?: number
}

export type Joined =
  /** Write `assembly` with `wakeAt` = startedAt + your limit. */
  | { readonly outcome: 'waiting'; readonly assembly: Assembly }
  /** All parts are there. Write `assembly`, hand on `text` under `assembly.id`, write `finish(assembly)`. It may be whole again: a retry after our death. */
  | { readonly outcome: 'whole'; readonly assembly: Assembly; readonly text: string; readonly exact: boolean }
  /** It is there already. Acknowledge it, do nothing. */
  | { readonly outcome: 'repeated' }
  /** The network uses the reference for another message: hand on what there was (`previous`, as `readIncomplete` says), then join again with null. */
  | { readonly outcome: 'reference_reused'; readonly previous: Assembly }
  /** Numbers that cannot be (part 0, 5 of 3, too many parts, a part as long as a book): treat the part as a message of its own. */
  | { readonly outcome: 'alone'; readonly text: string; readonly exact: boolean }

/** Adds one part to what has come. Pure. `assembly`: what was remembered under `partsKey`, or null. */
export function joinPart(
  assembly: Assembly | null,
  part: Part,
  now: Date,
  context: unknown = null,
  { maxParts = 40 }: PartLimits = {},
): Joined {
  const { total } = part
  if (
    !Number.isInteger(total) ||
    !Number.isInteger(part.part) ||
    part.part < 1 ||
    part.part > total ||
    total < 2 ||
    total > maxParts ||
    sizeOf(part.body) > MAX_BODY
  )
    return { outcome: 'alone', ...readBodies([keep(part.body)]) }
  const kept = keep(part.body)
  if (assembly === null) return addPart(start(part, kept, now, context), part, kept)
  const same = assembly.parts[part.part]
  if (same?.digest === kept.digest && assembly.total === total) {
    if (assembly.done || !isWhole(assembly)) return { outcome: 'repeated' }
    return addPart(assembly, part, kept)
  }
  if (same !== undefined || assembly.done || assembly.total !== total) return { outcome: 'reference_reused', previous: assembly }
  return addPart(assembly, part, kept)
}

/** A part of a short message is 140 octets; what an aggregator calls one may be more. 40 of these fit into the memory. */
const MAX_BODY = 1600

function sizeOf(body: PartBody): number {
  return 'text' in body ? body.text.length : body.coded.octets.length
}

/** What came, when the time is over: with `mark(part, total)` in the place of each run of missing parts. `missing` is empty when all are there; `exact` is about what came. */
export function readIncomplete(
  assembly: Assembly,
  mark: (missing: readonly number[], total: number) => string,
): { readonly text: string; readonly exact: boolean; readonly missing: readonly number[] } {
  const missing: number[] = []
  let [text, exact] = ['', true]
  let run: KeptPart[] = []
  let gap: number[] = []
  const close = () => {
    const read = readBodies(run)
    text += read.text
    exact &&= read.exact
    run = []
  }
  for (let number = 1; number <= assembly.total + 1; number += 1) {
    const part = assembly.parts[number]
    if (part === undefined && number <= assembly.total) {
      missing.push(number)
      gap.push(number)
      continue
    }
    if (gap.length > 0) {
      close()
      text += `${text === '' ? '' : ' '}${mark(gap, assembly.total)}${part === undefined ? '' : ' '}`
      gap = []
    }
    if (part !== undefined) run.push(part)
  }
  close()
  return { text, exact, missing }
}

/** What is left when its text was handed on: enough to know a part that comes again. */
export function finish(assembly: Assembly): Assembly {
  const parts = Object.fromEntries(Object.entries(assembly.parts).map(([number, { digest }]) => [number, { digest }]))
  return { ...assembly, parts, context: null, done: true }
}

/** The key under which an assembly is remembered. The sender stands by itself between colons, so that what is remembered of a person can be found and erased. */
export function partsKey(sender: string, destination: string, { reference }: Pick<Part, 'reference'>): string {
  return ['parts', sender.replaceAll(':', '_'), destination.replaceAll(':', '_'), reference].join(':')
}

/** Whether what was remembered is an assembly; for `Connector.wake`, which is given any memory. */
export function isAssembly(value: unknown): value is Assembly {
  return typeof value === 'object' && value !== null && 'parts' in value && 'total' in value && 'startedAt' in value && 'id' in value
}

function isWhole(assembly: Assembly): boolean {
  return Object.keys(assembly.parts).length === assembly.total
}

function start({ reference, total }: Part, kept: KeptPart, now: Date, context: unknown): Assembly {
  const startedAt = now.toISOString()
  const id = hash(JSON.stringify([reference, total, startedAt, kept.digest, JSON.stringify(context)]))
  return { id, total, startedAt, parts: {}, context }
}

function addPart(assembly: Assembly, { part }: Part, kept: KeptPart): Joined {
  const more: Assembly = { ...assembly, parts: { ...assembly.parts, [part]: kept } }
  if (!isWhole(more)) return { outcome: 'waiting', assembly: more }
  const inOrder = Array.from({ length: more.total }, (_, index) => more.parts[index + 1] ?? kept)
  return { outcome: 'whole', assembly: more, ...readBodies(inOrder) }
}

/** Octets of neighbours with one coding are read together, so that an escape or a pair cut between two parts becomes whole again. */
function readBodies(parts: readonly KeptPart[]): { readonly text: string; readonly exact: boolean } {
  let [text, exact] = ['', true]
  for (let at = 0; at < parts.length; ) {
    const first = parts[at]
    let next = at + 1
    if (first?.coded === undefined) text += first?.text ?? ''
    else {
      while (canFollow(first.coded, parts[next]?.coded)) next += 1
      const { alphabet, headerBytes, locking, single } = first.coded
      const octets = Buffer.concat(parts.slice(at, next).map((part) => Buffer.from(part.coded?.base64 ?? '', 'base64')))
      const read = decodeText({
        alphabet,
        octets,
        headerBytes,
        ...(locking === undefined ? {} : { lockingLanguage: locking }),
        ...(single === undefined ? {} : { singleLanguage: single }),
      })
      text += read.text
      exact &&= read.exact
    }
    at = next
  }
  return { text: text.toWellFormed().replaceAll('\0', ''), exact }
}

type Coded = NonNullable<KeptPart['coded']>

function canFollow(first: Coded, next: Coded | undefined): boolean {
  // Packed septets begin anew in each part, at its own fill bits.
  return (
    next !== undefined &&
    next.alphabet === first.alphabet &&
    next.alphabet !== 'gsm7-packed' &&
    next.locking === first.locking &&
    next.single === first.single
  )
}

function keep(body: PartBody): KeptPart {
  if ('text' in body) return { digest: hash(`text:${body.text}`), text: body.text }
  const { alphabet, octets, headerBytes = 0, lockingLanguage, singleLanguage } = body.coded
  const base64 = Buffer.from(octets).toString('base64')
  return {
    digest: hash(`${alphabet}:${base64}`),
    coded: {
      alphabet,
      base64,
      headerBytes,
      ...(lockingLanguage === undefined ? {} : { locking: lockingLanguage }),
      ...(singleLanguage === undefined ? {} : { single: singleLanguage }),
    },
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
