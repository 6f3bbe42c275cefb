import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault, probeLine } from '../../src/contract/probe-words.ts'
import type { WebhookChannel } from './config.ts'
import { readReplyKeys } from './reply.ts'
import { readSecrets } from './secrets.ts'
import { readSigningKeys } from './standard-webhooks.ts'

/** Whether the region's address can be reached: any answer to a HEAD will do, as it need not know the method. */
export async function probeReply(channel: WebhookChannel): Promise<Probe> {
  try {
    if (channel.config.auth.kind === 'standard-webhooks') readSigningKeys(channel, 'secret')
    else readSecrets(channel, 'secret')
    const url = channel.config.reply?.url
    if (!url)
      return {
        healthy: true,
        ...probeLine(
          'hanya masuk: aplikasi memanggil kita dan tidak dipanggil kembali',
          'push only: the app calls us, and is not called back',
        ),
      }
    readReplyKeys(channel)
    const startedAt = performance.now()
    const answer = await channel.http.request({
      method: 'HEAD',
      url,
      connectTimeoutMs: 5000,
      timeoutMs: 10_000,
      maxAnswerBytes: 64 * 1024,
      signal: channel.signal,
    })
    return {
      healthy: true,
      ...answered(new URL(url).host, answer.status),
      latencyMs: Math.round(performance.now() - startedAt),
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { healthy: false, ...probeFault(error) }
  }
}

/** Only a real call would show more, and the citizen could see it. */
const NOT_ASKED_FOR = {
  id: ': servernya ada, dan alamat balasan tidak harus mengenal HEAD',
  en: ': the server is there, and a callback address need not know HEAD',
} as const

function answered(host: string, status: number): ReturnType<typeof probeLine> {
  const more = status < 400 ? { id: '', en: '' } : NOT_ASKED_FOR
  return probeLine(`HEAD ${host} menjawab ${status}${more.id}`, `HEAD ${host} answered ${status}${more.en}`)
}
