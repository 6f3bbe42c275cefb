import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault, probeLine } from '../../src/contract/probe-words.ts'
import { apiRootOf, readResult } from './bot-api.ts'
import { readNewestWebhookSecret, readToken, type TelegramChannel, usesWebhook } from './config.ts'
import { readObject } from './json-parts.ts'

/** Whether the Bot API knows the bot; and where Telegram is to call us, whether it knows our address. Reads only. */
export async function probeBot(channel: TelegramChannel): Promise<Probe> {
  try {
    const startedAt = performance.now()
    const bot = readObject(await ask(channel, 'getMe'))
    const latencyMs = Math.round(performance.now() - startedAt)
    if (bot?.['is_bot'] !== true)
      return {
        healthy: false,
        reachable: true,
        ...probeLine('getMe: Bot API menjawab tanpa bot; periksa apiRoot', 'getMe: the Bot API answered without a bot; check apiRoot'),
        latencyMs,
      }
    if (!usesWebhook(channel.config)) {
      const line = probeLine('getMe: bot dikenal; pesannya diambil berkala', 'getMe: the bot is known; its updates are polled')
      return { healthy: true, ...line, latencyMs }
    }
    readNewestWebhookSecret(channel)
    const info = readObject(await ask(channel, 'getWebhookInfo'))
    if (info?.['url'] !== channel.config.webhookUrl)
      return {
        healthy: false,
        reachable: true,
        ...probeLine(
          'getWebhookInfo: Telegram memanggil alamat lain, bukan webhookUrl; gateway yang berjalan mengaturnya',
          'getWebhookInfo: Telegram calls another address than webhookUrl; a running gateway sets it',
        ),
        latencyMs,
      }
    const line = probeLine('getMe: bot dikenal; Telegram memanggil webhookUrl', 'getMe: the bot is known; Telegram calls webhookUrl')
    return { healthy: true, ...line, latencyMs }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { healthy: false, reachable: error.code === 'credentials_refused', ...probeFault(error) }
  }
}

async function ask(channel: TelegramChannel, method: string): Promise<unknown> {
  const answer = await channel.http.request({
    method: 'GET',
    url: `${apiRootOf(channel)}/bot${readToken(channel)}/${method}`,
    headers: { accept: 'application/json' },
    connectTimeoutMs: 5000,
    timeoutMs: 10_000,
    maxAnswerBytes: 64 * 1024,
    signal: channel.signal,
  })
  return readResult(answer, method, channel)
}
