import { setTimeout as wait } from 'node:timers/promises'
import type { Channel, Connector, Probe } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { probeWords } from '../contract/probe-words.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { noteCertificates } from '../intake/channel-context.ts'
import { hideSecrets } from '../intake/redact-log.ts'
import type { ProbeRow } from '../ledger/health-rows.ts'

/** A probe that takes longer has failed. */
export const LIMIT_MS = 20_000
const MOST_CHARS = 500

/** Asks the channel's other side once; never throws, never longer than the limit. What it says holds no secret, mail address or phone. */
export async function probeChannel(
  connector: Connector,
  settings: ChannelSettings,
  open: (signal: AbortSignal) => Channel,
  stopping: AbortSignal,
): Promise<Omit<ProbeRow, 'at'>> {
  const limit = AbortSignal.timeout(LIMIT_MS)
  const done = new AbortController()
  // A stop ends the waiting as well, whatever the connector does with its signal.
  const late = wait(LIMIT_MS, LATE, { signal: AbortSignal.any([done.signal, stopping]), ref: false }).catch(() => LATE)
  const asked = askConnector(connector, open(AbortSignal.any([limit, stopping])))
  const found = await Promise.race([asked, late])
  done.abort()
  noteCertificates(settings, found.certificates ?? [])
  return rowOf(settings.id, found, [...Object.values(settings.secrets), ...settings.apiKeys])
}

/** What a probe found, as it is kept and shown. */
export function rowOf(channel: string, found: Probe, secrets: readonly string[]): Omit<ProbeRow, 'at'> {
  const { healthy, reachable = healthy, detail, latencyMs } = found
  const words = probeWords(found)
  return {
    channel,
    healthy,
    reachable,
    detail: redact(detail, secrets),
    words: words && { id: redact(words.id, secrets), en: redact(words.en, secrets) },
    latencyMs: latencyMs === undefined ? null : Math.round(latencyMs),
  }
}

export const LATE: Probe = {
  healthy: false,
  reachable: false,
  detail: `no answer within ${LIMIT_MS / 1000} seconds`,
  words: { id: `Tidak ada jawaban dalam ${LIMIT_MS / 1000} detik`, en: `no answer within ${LIMIT_MS / 1000} seconds` },
}

export const FAILED: Probe = {
  healthy: false,
  reachable: false,
  detail: 'the probe failed',
  words: { id: 'Pemeriksaan itu sendiri gagal; rinciannya ada di log', en: 'the probe failed; the log says how' },
}

async function askConnector(connector: Connector, channel: Channel): Promise<Probe> {
  try {
    return await connector.probe(channel)
  } catch (error) {
    if (!(error instanceof GatewayError)) return FAILED
    return { healthy: false, reachable: error.code === 'credentials_refused', code: error.code, detail: error.message }
  }
}

/** As it may be kept and shown. */
export function redact(detail: string, secrets: readonly string[]): string {
  return hideSecrets(detail, secrets)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(/[^\s@<>"']+@[^\s@<>"']+/g, '…@…')
    .replaceAll(/\+?\d[\d ()-]{7,}\d/g, (run) => (run.replaceAll(/\D/g, '').length >= 9 ? '…' : run))
    .trim()
    .slice(0, MOST_CHARS)
}
