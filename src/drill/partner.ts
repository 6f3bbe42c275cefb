import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'

/** The channels of the demo configuration that push, with what proves a report to each. */
export type Via = 'wargaku' | 'sapawarga' | 'jabar-quick-response' | `region-${number}`

export const SECRETS = {
  WARGAKU_SECRET: 'wargaku-secret-of-the-drill',
  SAPAWARGA_TOKEN: 'sapawarga-token-of-the-drill',
  /** Of the channels `region-1` and on, which only large drills have (many-regions.ts). */
  REGIONS_TOKEN: 'token-of-many-regions-of-the-drill',
  JQR_WEBHOOK_SECRET: `whsec_${Buffer.from('the drill signs with this secret').toString('base64')}`,
}

export interface Sent {
  readonly ticket: string
  readonly via: Via
  /** The id of the first 2xx. */
  id: string | null
  tries: number
  /** A refusal (4xx) which no good partner repeats. */
  refused: number | null
}

/** One try as the partner saw it. `status` null: no answer. */
export interface Try {
  readonly at: number
  readonly status: number | null
  readonly ms: number
  readonly retryAfter: boolean
  /** Why there was no answer. */
  readonly why?: string
}

export interface BurstOptions {
  readonly count: number
  /** A report is begun so often, whether those before it are answered or not. */
  readonly everyMs: number
  readonly via?: readonly Via[]
  readonly photo?: (ticket: string) => string
  readonly text?: (ticket: string) => string
  /** No more than so many wait for their answer at the same time. */
  readonly atOnce?: number
}

/** A good partner: sends the same ticket again until it has a 2xx. */
export interface Partner {
  readonly sent: ReadonlyMap<string, Sent>
  readonly tries: readonly Try[]
  /** Two different ids for one ticket, and what else may never be. */
  readonly faults: readonly string[]
  /** Resolves when each report has its 2xx, is refused, or the partner gave up. */
  burst(options: BurstOptions): Promise<void>
}

const TRY_LIMIT_MS = 15_000
const GIVE_UP_MS = 120_000
const ALL: readonly Via[] = ['wargaku', 'sapawarga', 'jabar-quick-response']

export function openPartner(prefix: string, urls: () => readonly string[]): Partner {
  const sent = new Map<string, Sent>()
  const tries: Try[] = []
  const faults: string[] = []
  let last = 0

  async function deliver(report: Sent, body: string): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS
    for (let waitMs = 300; performance.now() < giveUpAt; waitMs = Math.min(waitMs * 1.5, 2_000)) {
      const all = urls()
      const url = all[(last + report.tries++) % Math.max(all.length, 1)] ?? 'http://127.0.0.1:9'
      const answer = await tryOnce(`${url}/in/${report.via}`, report.via, body)
      tries.push(answer)
      if (answer.status !== null && answer.status < 300) {
        if (report.id !== null && report.id !== answer.id) faults.push(`${report.ticket} was answered with two ids`)
        report.id = answer.id
        return
      }
      if (answer.status !== null && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
        report.refused = answer.status
        return
      }
      await pause(Math.max(waitMs, answer.waitMs))
    }
  }

  return {
    sent,
    tries,
    faults,
    async burst({ count, everyMs, via = ALL, photo, text, atOnce = Number.POSITIVE_INFINITY }) {
      const under = new Set<Promise<void>>()
      for (let at = 0; at < count; at += 1) {
        const ticket = `${prefix}${String(last++).padStart(6, '0')}`
        const report: Sent = { ticket, via: via[last % via.length] ?? 'wargaku', id: null, tries: 0, refused: null }
        sent.set(ticket, report)
        const payload = payloadOf(report.via, ticket, text?.(ticket) ?? said(ticket), photo?.(ticket))
        const delivery = deliver(report, JSON.stringify(payload)).then(() => void under.delete(delivery))
        under.add(delivery)
        if (under.size >= atOnce) await Promise.race(under)
        if (everyMs > 0) await pause(everyMs)
      }
      await Promise.all(under)
    },
  }
}

const said = (ticket: string): string => `Lampu jalan mati sejak Senin di depan sekolah, sudut ${ticket.slice(-6)}. Mohon diperbaiki.`

export function payloadOf(via: Via, ticket: string, text: string, photo?: string): object {
  const photos = photo === undefined ? [] : [photo]
  if (via === 'sapawarga') {
    const files = photos.map((url) => ({ url }))
    return { complaint_id: ticket, title: 'Lampu jalan mati', description: text, user_name: 'Budi Hartono', photos: files }
  }
  if (via === 'jabar-quick-response') return { ticket, text, reporter: { name: 'Asep Sunandar', phone: '0811-2233-4455' }, photos }
  return { ticket, judul: 'Lampu jalan mati', keluhan: text, nama: 'Sri Wahyuni', nomor_telepon: '085700112233', foto: photos }
}

export function proofOf(via: Via, body: string): Record<string, string> {
  if (via === 'sapawarga') return { authorization: `Bearer ${SECRETS.SAPAWARGA_TOKEN}` }
  if (via.startsWith('region-')) return { authorization: `Bearer ${SECRETS.REGIONS_TOKEN}` }
  if (via === 'wargaku') {
    const digest = createHmac('sha256', SECRETS.WARGAKU_SECRET).update(body).digest('hex')
    return { 'x-wargaku-signature': `sha256=${digest}` }
  }
  const id = `msg_${randomUUID()}`
  const now = new Date()
  const signature = new Webhook(SECRETS.JQR_WEBHOOK_SECRET).sign(id, now, body)
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': signature }
}

async function tryOnce(url: string, via: Via, body: string): Promise<Try & { readonly id: string | null; readonly waitMs: number }> {
  const at = Date.now()
  const begun = performance.now()
  const ms = () => Math.round(performance.now() - begun)
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...proofOf(via, body) },
      body,
      signal: AbortSignal.timeout(TRY_LIMIT_MS),
    })
    const read = (await answer.json()) as { id?: string }
    const retryAfter = answer.headers.get('retry-after')
    const waitMs = Math.min(Number(retryAfter ?? 0) * 1000, 5_000)
    return { at, status: answer.status, ms: ms(), retryAfter: retryAfter !== null, id: read.id ?? null, waitMs }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const why = cause instanceof Error ? `${'code' in cause ? cause.code : cause.name}` : String(cause)
    return { at, status: null, ms: ms(), retryAfter: false, id: null, waitMs: 0, why }
  }
}
