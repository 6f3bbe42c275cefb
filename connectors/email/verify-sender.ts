import type { EmailChannel } from './config.ts'
import { lookUp, type Resolve } from './dns.ts'
import type { Mail } from './mail.ts'
import { readHead } from './parse-mail.ts'
import { readResults, type Verdicts } from './results-header.ts'
import { readVerdict, type Trace, type Verdict } from './trace.ts'

/** Whether a mail is from whom it says: by our mail server's word, else by looking it up. Never fails: what cannot be found out is `unknown` or `temperror`. */
export async function verifySender(
  raw: Uint8Array,
  mail: Mail,
  receivedAt: Date,
  channel: EmailChannel,
  resolve: Resolve = lookUp,
): Promise<Trace> {
  const { authservIds = [], dns = true, receivedBy } = channel.config.authentication ?? {}
  const said = readResults(mail.headers, authservIds)
  const isWhole = said !== null && said.spf !== 'unknown' && said.dkim !== 'unknown' && said.dmarc !== 'unknown'
  const found = isWhole || !dns ? null : await lookUpSender(raw, mail, receivedBy, resolve)
  const verdict = (name: keyof Verdicts): Verdict => {
    const word = said?.[name] ?? 'unknown'
    return word === 'unknown' ? (found?.[name] ?? 'unknown') : word
  }
  return {
    receivedAt: receivedAt.toISOString(),
    spf: verdict('spf'),
    dkim: verdict('dkim'),
    // Which of several authors was proved cannot be said (RFC 7489, 6.6.1).
    dmarc: mail.headers.filter(([name]) => name === 'from').length > 1 ? 'permerror' : verdict('dmarc'),
    by: said?.by ?? (found ? 'dns' : 'nobody'),
  }
}

const MOST_MS = 4000
/** Each signature costs a pass over the mail. */
const MOST_SIGNATURES = 8

async function lookUpSender(raw: Uint8Array, mail: Mail, receivedBy: string | undefined, resolve: Resolve): Promise<Verdicts> {
  const late = Promise.withResolvers<Verdicts>()
  const timer = setTimeout(() => late.resolve({ spf: 'temperror', dkim: 'temperror', dmarc: 'temperror' }), MOST_MS)
  try {
    return await Promise.race([late.promise, ask(raw, mail, receivedBy, resolve)])
  } catch {
    // A mail that the library cannot work on proves nothing.
    return { spf: 'unknown', dkim: 'permerror', dmarc: 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}

async function ask(raw: Uint8Array, mail: Mail, receivedBy: string | undefined, resolver: Resolve): Promise<Verdicts> {
  const signatures = readHead(raw).filter(([name]) => name === 'dkim-signature').length
  if (signatures > MOST_SIGNATURES) return { spf: 'unknown', dkim: 'policy', dmarc: 'unknown' }
  const client = findClient(mail, receivedBy)
  // Loaded where a sender is looked up: it brings hundreds of files.
  const { authenticate } = await import('mailauth')
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const { spf, dkim, dmarc } = await authenticate(bytes, {
    ...client,
    sender: mail.returnPath ?? mail.from?.address ?? '',
    mta: 'lapor-gateway',
    resolver,
    trustReceived: false,
    disableArc: true,
    disableBimi: true,
  })
  // A body that was changed behind its signature is `neutral` for the library, and `fail` for RFC 6376.
  const signed = dkim?.results.map(({ status }) => (/body hash/.test(status.comment ?? '') ? 'fail' : status.result)) ?? []
  return {
    spf: client === null || !spf ? 'unknown' : readVerdict(spf.status.result),
    dkim: signed.includes('pass') ? 'pass' : readVerdict(signed[0] ?? 'none'),
    dmarc: dmarc ? readVerdict(dmarc.status.result) : 'none',
  }
}

/** From whom our server took the mail: of the Received line that it wrote. Without its name, the topmost line with a public address. */
export function findClient(
  mail: Pick<Mail, 'headers'>,
  receivedBy: string | undefined,
): { readonly ip: string; readonly helo: string } | null {
  for (const [name, value] of mail.headers) {
    if (name !== 'received') continue
    const helo = /^from\s+(\S{1,255})/i.exec(value)?.[1] ?? ''
    const by = /\bby\s+([^\s;]{1,255})/i.exec(value)?.[1]?.toLowerCase() ?? ''
    const ip = /\[(?:IPv6:)?([0-9a-f.:]{3,45})\]/i.exec(value.slice(0, value.search(/\bby\s/i) >>> 0))?.[1] ?? ''
    if (receivedBy ? by === receivedBy.toLowerCase() : ip !== '' && !PRIVATE.test(ip)) return ip === '' ? null : { ip, helo }
  }
  return null
}

const PRIVATE =
  /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i
