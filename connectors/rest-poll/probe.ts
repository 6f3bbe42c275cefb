import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { PollChannel } from './config.ts'
import { fetchPage } from './fetch-page.ts'

/** GETs the list once, as a poll would begin. */
export async function probeList(channel: PollChannel): Promise<Probe> {
  const startedAt = performance.now()
  try {
    const url = new URL(channel.config.url)
    const { items } = await fetchPage(channel, url, 'none')
    return { healthy: true, detail: `GET ${url.host} gave ${items.length} reports`, latencyMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { healthy: false, detail: error.message }
  }
}
