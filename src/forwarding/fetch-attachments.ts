import type { GuardedHttp, HttpAnswer } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { AttachmentSettings } from '../contract/settings.ts'
import type { AttachmentRow, ComplaintRow } from '../ledger/ledger.ts'
import { isTaken, recogniseMediaType } from './media-type.ts'
import type { Forwarding } from './parts.ts'
import { refuseRestricted } from './restriction.ts'

const REDIRECTS = 3
const AGAIN_ON = new Set([408, 425, 500, 502, 503, 504])

/**
 * Fetches what is still missing of a complaint's (or an update's) files and keeps it by hash. All or nothing goes to the centre: a file that
 * cannot be had throws, and the report is parked. `attempts`: spent before this one.
 */
export async function fetchAttachments(forwarding: Forwarding, subject: string, attempts: number, complaint?: ComplaintRow): Promise<void> {
  const missing = (await forwarding.ledger.attachments.of(subject)).filter((row) => row.state === 'pending')
  if (missing.length === 0) return
  const row = complaint ?? (await forwarding.ledger.complaints.get(subject))
  if (!row) return
  await refuseRestricted(forwarding.ledger, row.id)
  const http = forwarding.httpOf(row.origin.channel)
  const settings = forwarding.settings().gateway.attachments
  const of = subject === row.id ? {} : { updateId: subject }
  const about = { complaintId: row.id, ...of, peer: 'files' as const, secrets: [] }
  for (const attachment of missing) {
    try {
      await forwarding.exchanges.watch(about, () => fetchOne(forwarding, http, attachment, settings))
    } catch (error) {
      throw attempts + 1 >= settings.attempts ? giveUp(error, attachment) : error
    }
  }
}

async function fetchOne(forwarding: Forwarding, http: GuardedHttp, attachment: AttachmentRow, settings: AttachmentSettings): Promise<void> {
  const at = `/attachments/${attachment.position}`
  if (attachment.url.startsWith('file-part:')) {
    throw new GatewayError('attachment_unavailable', `${attachment.url} did not come with the request`, { at })
  }
  const answer = await get(http, attachment.url, settings, at)
  if (answer.body.length === 0) throw new GatewayError('attachment_unavailable', 'the file is empty', { at })
  if (answer.body.length > settings.maxBytes) throw tooLarge(settings, at)
  const mediaType = recogniseMediaType(answer.body)
  if (mediaType === null || !isTaken(mediaType, settings.mediaTypes)) {
    const seen = mediaType ?? answer.headers['content-type'] ?? 'of no known type'
    throw new GatewayError('attachment_unavailable', `the file is ${seen}; LAPOR! takes ${settings.mediaTypes.join(', ')}`, { at })
  }
  const name = attachment.name ?? nameOf(attachment.url)
  const blob = await forwarding.blobs.put(answer.body, { name, mediaType })
  await forwarding.ledger.attachments.markStored(attachment.subject, attachment.position, { ...blob, name, mediaType })
}

async function get(http: GuardedHttp, url: string, settings: AttachmentSettings, at: string): Promise<HttpAnswer> {
  let address = url
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const answer = await request(http, address, settings, at)
    const location = answer.headers['location']
    if (answer.status >= 300 && answer.status < 400 && location !== undefined && URL.canParse(location, address)) {
      address = new URL(location, address).href
      continue
    }
    if (answer.status >= 200 && answer.status < 300) return answer
    if (answer.status === 429) throw new GatewayError('throttled', 'the host of the file asks for patience', { at, retryAfterMs: 5_000 })
    if (AGAIN_ON.has(answer.status)) throw new GatewayError('connection_failed', `the host of the file answered ${answer.status}`, { at })
    throw new GatewayError('attachment_unavailable', `the host of the file answered ${answer.status}`, { at })
  }
  throw new GatewayError('attachment_unavailable', `the file is behind more than ${REDIRECTS} redirects`, { at })
}

async function request(http: GuardedHttp, url: string, settings: AttachmentSettings, at: string): Promise<HttpAnswer> {
  try {
    return await http.request({
      method: 'GET',
      url,
      timeoutMs: settings.timeoutMs,
      connectTimeoutMs: settings.timeoutMs,
      maxAnswerBytes: settings.maxBytes,
    })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (error.code === 'response_unexpected') throw tooLarge(settings, at)
    if (error.code === 'config_invalid') throw new GatewayError('attachment_unavailable', error.message, { at, cause: error })
    throw error
  }
}

function tooLarge(settings: AttachmentSettings, at: string): GatewayError {
  return new GatewayError('attachment_unavailable', `the file is larger than ${settings.maxBytes} bytes`, { at })
}

/** The last attempt is spent: whatever kept the file away, a person must see to it. Waiting and our own faults are not the file's. */
function giveUp(error: unknown, attachment: AttachmentRow): unknown {
  if (!(error instanceof GatewayError) || error.disposition !== 'retry') return error
  return new GatewayError('attachment_unavailable', `the file cannot be had: ${error.message}`, {
    cause: error,
    at: `/attachments/${attachment.position}`,
  })
}

function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').pop() ?? ''
  return decodeName(last).slice(0, 200) || 'lampiran'
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
