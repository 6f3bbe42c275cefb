/** What the driver asks of a program, and what it answers; over the IPC channel of a child process. */

export interface Burst {
  readonly ask: 'burst'
  /** `{n}` becomes the number of one of `channels`, in turn. */
  readonly url: string
  readonly channels?: number
  readonly headers: Readonly<Record<string, string>>
  /** Tickets are `<tag>-00000`, `<tag>-00001` … */
  readonly tag: string
  readonly count: number
  /** What is sent: a report as Sapawarga writes it, or a complaint in the gateway's own schema. */
  readonly shape: 'report' | 'complaint'
  readonly connections: number
  /** Reports a second, evenly; absent: each connection sends its next one when the last was answered. */
  readonly perSecond?: number
  /** A connection that breaks ends the burst early instead of failing it. */
  readonly mayBreak?: boolean
  /** Whatever is not answered then counts as refused: `no answer`. */
  readonly limitMs: number
}

export interface BurstDone {
  readonly answer: 'burst'
  readonly seconds: number
  /** Reports that were answered with a 2xx. */
  readonly accepted: number
  /** Of them, the number behind the tag, in the order of the answers; only with `mayBreak`. */
  readonly numbers: readonly number[]
  /** Answers of another status, by status. */
  readonly refused: Readonly<Record<string, number>>
  /** From the first byte of the request to the whole answer; milliseconds. */
  readonly p50: number
  readonly p99: number
}

export interface CentreCount {
  readonly answer: 'count'
  /** Distinct tickets of the tag, creates of the tag in all. */
  readonly distinct: number
  readonly creates: number
  /** The number behind the tag, and the id that its first create got. */
  readonly ids?: readonly (readonly [number: number, id: number])[]
}

export type CentreAsk =
  | { readonly ask: 'count'; readonly tag: string; readonly ids?: boolean }
  /** Answers when so many distinct tickets of these tags are there, when none of them came for `stillMs`, or after the time. Counts them together. */
  | {
      readonly ask: 'until'
      readonly tags: readonly string[]
      readonly distinct: number
      readonly stillMs: number
      readonly limitMs: number
    }
