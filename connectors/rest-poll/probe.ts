import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault, probeLine } from '../../src/contract/probe-words.ts'
import type { PollChannel } from './config.ts'
import { fetchPage } from './fetch-page.ts'

/** GETs the list once, as a poll would begin. */
export async function probeList(channel: PollChannel): Promise<Probe> {
  const startedAt = performance.now()
  try {
    const url = new URL(channel.config.url)
    const { items } = await fetchPage(channel, url, 'none')
    const line = probeLine(`GET ${url.host} memberi ${items.length} laporan`, `GET ${url.host} gave ${items.length} reports`)
    return { healthy: true, ...line, latencyMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { healthy: false, ...probeFault(error) }
  }
}
