/** What the gateway found out about a mail when it came, and could not find out again later. */
export interface Trace {
  /** RFC 3339: when our mail server got it. */
  readonly receivedAt: string
  readonly spf: Verdict
  readonly dkim: Verdict
  readonly dmarc: Verdict
  /** Who says so: the name of our mail server, 'dns' for ourselves, 'nobody'. */
  readonly by: string
}

export const VERDICTS = ['pass', 'fail', 'softfail', 'neutral', 'policy', 'none', 'temperror', 'permerror', 'unknown'] as const
/** As in RFC 8601. unknown: nobody looked. */
export type Verdict = (typeof VERDICTS)[number]

const NAME = 'X-Lapor-Gateway-Trace'

/** The mail with one more header on top, as mail servers do: below it, its bytes are untouched. */
export function addTrace(raw: Uint8Array, trace: Trace): Uint8Array {
  const { receivedAt, spf, dkim, dmarc, by } = trace
  const line = `${NAME}: received=${receivedAt}; spf=${spf}; dkim=${dkim}; dmarc=${dmarc}; by=${by.replace(/[^A-Za-z0-9._-]/g, '') || 'nobody'}\r\n`
  return Buffer.concat([Buffer.from(line, 'latin1'), raw])
}

/** Takes that header off again. Only the very first line counts: what a sender wrote stands below it. */
export function splitTrace(kept: Uint8Array): { trace: Trace | null; mail: Uint8Array } {
  const bytes = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength)
  const end = bytes.indexOf('\r\n')
  const line = bytes.subarray(0, Math.max(0, Math.min(end, 1000))).toString('latin1')
  const found = new RegExp(`^${NAME}: received=([^;]+); spf=([a-z]+); dkim=([a-z]+); dmarc=([a-z]+); by=([A-Za-z0-9._-]+)$`).exec(line)
  if (!found) return { trace: null, mail: kept }
  const [, receivedAt = '', spf = '', dkim = '', dmarc = '', by = ''] = found
  return {
    trace: { receivedAt, spf: readVerdict(spf), dkim: readVerdict(dkim), dmarc: readVerdict(dmarc), by },
    mail: kept.subarray(end + 2),
  }
}

export function readVerdict(word: string): Verdict {
  const plain = word.toLowerCase()
  if (plain === 'hardfail') return 'fail'
  if (plain === 'temperr') return 'temperror'
  return VERDICTS.find((verdict) => verdict === plain) ?? 'unknown'
}
