import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeFault, probeLine } from '../../src/contract/probe-words.ts'
import { openBound } from './bind.ts'
import type { SmppChannel } from './config.ts'
import { lentSession } from './sessions.ts'

/** Asks the listener's session, or binds as a transmitter, asks, and unbinds. Nothing is sent. */
export async function probeSmsc(channel: SmppChannel): Promise<Probe> {
  const startedAt = performance.now()
  const healthy = (line: Pick<Probe, 'detail' | 'words' | 'code'>): Probe => ({
    healthy: true,
    ...line,
    latencyMs: Math.round(performance.now() - startedAt),
  })
  try {
    const lent = lentSession(channel)
    if (lent !== null) {
      await lent.request('enquire_link', {}, PROBE_MS)
      return healthy(boundAs('transceiver'))
    }
    const connection = await openBound(channel, 'transmitter')
    try {
      await connection.request('enquire_link', {}, PROBE_MS)
      return healthy(boundAs('transmitter'))
    } finally {
      await connection.close(0)
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    // Somebody of ours holds the session that it allows.
    if (error.code === 'throttled') return healthy(probeFault(error))
    return { healthy: false, reachable: error.code !== 'connection_failed' && error.code !== 'config_invalid', ...probeFault(error) }
  }
}

const boundAs = (how: 'transceiver' | 'transmitter') =>
  probeLine(`tersambung sebagai ${how}; enquire_link dijawab`, `bound as a ${how}; enquire_link was answered`)

const PROBE_MS = 5000
