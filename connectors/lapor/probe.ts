import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault, probeLine } from '../../src/contract/probe-words.ts'
import type { Centre } from './call.ts'

/** One small list: it needs both headers and touches no case. */
export async function probeCentre(centre: Centre): Promise<Probe> {
  const asked = 'GET /masters/templates'
  const started = centre.now().getTime()
  try {
    await centre.call({ method: 'GET', path: '/masters/templates?page_size=1' })
    return { healthy: true, ...probeLine(`${asked}: dijawab`, `${asked}: answered`), latencyMs: centre.now().getTime() - started }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const reachable = error.disposition === 'park' || error.disposition === 'disable'
    return { healthy: false, reachable, ...probeFault(error), latencyMs: centre.now().getTime() - started }
  }
}
