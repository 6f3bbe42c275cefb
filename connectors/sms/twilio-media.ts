import { GatewayError } from '../../src/contract/errors.ts'
import type { SmsChannel } from './config.ts'
import type { Fetched, Media } from './provider.ts'
import { twilioOf } from './provider-config.ts'
import { authorization } from './twilio-send.ts'

const MAX_BYTES = 10 * 1024 * 1024
/** All of them: Twilio waits 15 seconds for our answer. */
const WITHIN_MS = 10_000

/** Pictures are at api.twilio.com, behind the account's credentials, which answers with an address that needs none. What cannot be had is counted; the words go on without it. */
export async function fetchMedia(media: readonly Media[], channel: SmsChannel): Promise<Fetched> {
  const files: Fetched['files'][number][] = []
  const until = AbortSignal.any([channel.signal, AbortSignal.timeout(WITHIN_MS)])
  for (const [index, { url, mediaType }] of media.entries()) {
    const bytes = await fetchOne(url, until, channel)
    const ending = ENDINGS[mediaType] ?? 'bin'
    if (bytes !== null) files.push({ field: `media${index}`, name: `mms-${index + 1}.${ending}`, mediaType, bytes })
  }
  return { files, missing: media.length - files.length }
}

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
}

async function fetchOne(url: string, until: AbortSignal, channel: SmsChannel): Promise<Uint8Array | null> {
  const { apiUrl = 'https://api.twilio.com', mediaHosts = [] } = twilioOf(channel)
  let next: string | null = url
  for (let hop = 0; next !== null && hop < 3; hop += 1) {
    const address: URL | null = URL.parse(next)
    if (address === null) return null
    const isApi = address.origin === new URL(apiUrl).origin
    // The signature vouches for the first address; the ones behind it come from there.
    if (hop === 0 && !isApi && !mediaHosts.includes(address.host)) return null
    try {
      const answer = await channel.http.request({
        method: 'GET',
        url: address.href,
        ...(isApi ? { headers: authorization(channel) } : {}),
        connectTimeoutMs: 5000,
        timeoutMs: 10_000,
        maxAnswerBytes: MAX_BYTES,
        signal: until,
      })
      if (answer.status === 200) return answer.body
      const location = answer.headers['location']
      next =
        answer.status >= 300 && answer.status < 400 && location !== undefined ? (URL.parse(location, address.href)?.href ?? null) : null
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      channel.log.warn({ channelId: channel.id, code: error.code }, 'a picture of a short message could not be fetched')
      return null
    }
  }
  return null
}
