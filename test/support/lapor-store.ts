import type { TestContext } from 'node:test'
import { createLaporStore } from '../../connectors/lapor/index.ts'
import type { CentralStore } from '../../src/contract/central.ts'
import type { CentralSettings } from '../../src/contract/settings.ts'
import { type LaporPeer, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { centralSettings } from './lapor-cases.ts'
import { plainHttp } from './plain-http.ts'

/** connectors/lapor against a peer of the test's own, and every line it logged. */
export async function openStore(
  t: TestContext,
  change: Partial<CentralSettings> = {},
): Promise<{ peer: LaporPeer; store: CentralStore; logged: string[] }> {
  const peer = await startLaporPeer(t)
  const logged: string[] = []
  const line = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`)
  const store = createLaporStore({
    settings: () => centralSettings(peer.url, change),
    http: plainHttp,
    log: { info: line, warn: line, error: line },
    now: () => new Date('2026-11-21T03:00:00Z'),
    graceMs: 1,
  })
  return { peer, store, logged }
}
