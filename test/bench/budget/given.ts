import { join } from 'node:path'
import { connectors } from '../../../connectors/index.ts'
import { openSettings } from '../../../src/config/open-settings.ts'
import type { Connector, InboundRequest, Log } from '../../../src/contract/connector.ts'
import type { CompiledMapping } from '../../../src/contract/mapping.ts'
import type { ChannelSettings, Settings } from '../../../src/contract/settings.ts'
import { loadMappings } from '../../../src/mapping/load-mappings.ts'
import type { Bench } from '../bench.ts'
import { BODIES } from '../programs/reports.ts'
import { TOKEN, writeBenchConfig } from '../subjects/gateway.ts'

/** What the stages work with: the configuration of every other row, and the same reports. */
export interface Given {
  readonly settings: Settings
  readonly channel: ChannelSettings
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  readonly mapping: CompiledMapping
  /** A report as its request. */
  request(ticket: string, number: number): InboundRequest
}

export const SILENT: Log = { info() {}, warn() {}, error() {} }

export async function openGiven({ centre }: Pick<Bench, 'centre'>, folder: string): Promise<Given> {
  const { mappings } = await loadMappings(join(import.meta.dirname, '../../../mappings'))
  const store = await openSettings({
    dir: await writeBenchConfig(folder, 0),
    env: { LAPOR_URL: `${centre.url}/lapor/3.0.0`, SAPAWARGA_TOKEN: TOKEN },
    connectors: new Map<string, Connector>(connectors.map((connector) => [connector.kind, connector])),
    mappingRefs: mappings.keys(),
    watch: false,
    log: SILENT,
  })
  const settings = store.current
  await store.close()
  const channel = settings.channels.get('sapawarga')
  const mapping = mappings.get(channel?.mapping ?? '')
  if (channel === undefined || mapping === undefined) throw new Error('the channel of the bench or its mapping is missing')
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` }
  return {
    settings,
    channel,
    mappings,
    mapping,
    request: (ticket, number) => ({
      ...{ method: 'POST', url: '/in/sapawarga', query: {}, headers, remoteAddress: '127.0.0.1' },
      rawBody: Buffer.from(BODIES.report(ticket, number)),
    }),
  }
}
