import type { TestContext } from 'node:test'
import pg from 'pg'
import type { Zone } from '../../src/contract/access.ts'
import type { HealthReason, HealthState } from '../../src/contract/health.ts'
import type { ChannelSettings, RegionSettings } from '../../src/contract/settings.ts'
import { NO_EVIDENCE } from '../../src/health/reading.ts'
import { channel, type GatewayOptions, region, startGateway, type TestGateway } from '../http/gateway.ts'
import { testLedgerDatabase } from '../support/servers.ts'

export interface SampleGateway extends TestGateway {
  /** Straight to the database, as its superuser. */
  sql(text: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>
}

/** A gateway with a country behind it: four provinces in three zones, channels in every state, half a day of complaints. Nobody in it is a real person. */
export async function startSample(t: TestContext, options: GatewayOptions = {}): Promise<SampleGateway> {
  const databaseUrl = options.databaseUrl ?? (await testLedgerDatabase(t))
  const gateway = await startGateway(t, { databaseUrl, channels: CHANNELS.map(({ settings }) => settings), ...options })
  const direct = new pg.Client(databaseUrl)
  direct.on('error', () => {})
  await direct.connect()
  gateway.beforeStop(() => direct.end())
  const sql: SampleGateway['sql'] = async (text, params = []) => (await direct.query<Record<string, unknown>>(text, [...params])).rows
  for (const { settings, most } of CHANNELS) await sql(FILL, [settings.region.code, settings.app, settings.id, most])
  await fillHealth(gateway)
  return Object.assign(gateway, { sql })
}

function place(code: string, name: string, province: string, timezone: Zone, level: RegionSettings['level'] = 'province'): RegionSettings {
  return { ...region, code, name, level, province, timezone }
}

const JABAR = place('32', 'Jawa Barat', 'Jawa Barat', 'Asia/Jakarta')
const BANDUNG = place('32.73', 'Kota Bandung', 'Jawa Barat', 'Asia/Jakarta', 'kota')
const BEKASI = place('32.16', 'Kabupaten Bekasi', 'Jawa Barat', 'Asia/Jakarta', 'kabupaten')
const SURABAYA = place('35.78', 'Kota Surabaya', 'Jawa Timur', 'Asia/Jakarta', 'kota')
const SULSEL = place('73', 'Sulawesi Selatan', 'Sulawesi Selatan', 'Asia/Makassar')
const JAYAPURA = place('91.71', 'Kota Jayapura', 'Papua', 'Asia/Jayapura', 'kota')

interface Sample {
  readonly settings: ChannelSettings
  /** Complaints of the last twelve hours. */
  readonly most: number
  readonly state: HealthState
  readonly reasons: readonly HealthReason[]
}

function sample(id: string, app: string, of: RegionSettings, most: number, state: HealthState = 'healthy', reason?: HealthReason): Sample {
  return { settings: channel(id, { app, region: of }), most, state, reasons: [reason ?? { code: 'all_well' }] }
}

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

const CHANNELS: readonly Sample[] = [
  sample('sapawarga', 'Sapawarga', JABAR, 320),
  sample('jqr', 'Jabar Quick Response', JABAR, 90, 'degraded', { code: 'waiting', since: minutesAgo(47), detail: 'LAPOR! menjawab 503.' }),
  sample('bandung', 'Bandung Sadayana', BANDUNG, 60),
  sample('bekasi', 'Lapor AA', BEKASI, 40, 'down', {
    code: 'unreachable',
    failures: 4,
    detail: 'GET https://lapor-aa.bekasikab.go.id/api/v1/health: connection refused',
  }),
  sample('wargaku', 'Wargaku', SURABAYA, 150),
  sample('sulsel', 'Sulsel Lapor', SULSEL, 25, 'silent', { code: 'silent', usual: 40, since: minutesAgo(190) }),
  sample('jayapura', 'Port Numbay', JAYAPURA, 18, 'paused', { code: 'paused', detail: 'Pemeliharaan server sampai sore.' }),
]

async function fillHealth({ ledger }: TestGateway): Promise<void> {
  const at = new Date()
  await ledger.channelHealth.judge(
    CHANNELS.map(({ settings, state, reasons }) => ({
      channel: settings.id,
      state,
      reasons,
      at,
      evidence: {
        ...NO_EVIDENCE,
        lastInAt: minutesAgo(state === 'silent' ? 190 : 3),
        lastOutAt: minutesAgo(5),
        oldestWaiting: state === 'degraded' ? { id: settings.id, since: minutesAgo(47), why: 'LAPOR! menjawab 503.' } : null,
      },
    })),
  )
  await ledger.channelStates.setPaused('jayapura', true, {
    by: 'rina',
    reason: 'Pemeliharaan server sampai sore.',
    address: null,
    region: '91.71',
  })
}

/** Most are delivered; some wait, are parked or unknown. Region, app, channel, how many. */
const FILL = `
insert into complaints (id, region, app, channel, connector, ticket, mapping, complaint, content_hash, accepted_at, delivery, reason, reason_detail, delivered_at, lapor_id)
select gen_random_uuid(), $1, $2, $3, 'webhook', concat($3::text, '-', n), 'report/v1', '{"title":"Jalan rusak","body":"Jalan rusak di depan pasar."}', '\\x00',
  came, state, case state when 'parked' then 'mapping_failed' when 'unknown' then 'outcome_unknown' end,
  case state when 'parked' then '{"message":"/category: tidak dikenal"}'::jsonb when 'unknown' then '{"message":"LAPOR! did not answer"}' end,
  case when state = 'delivered' then came + interval '1 second' * (4 + (n * 7) % 40) end, case when state = 'delivered' then concat($3::text, n) end
from (
  select n, now() - interval '12 hours' * power((n + 0.5) / $4::int, 0.8) as came,
    case when n % 40 = 3 then 'parked' when n % 90 = 7 then 'unknown' when n < 3 then 'accepted' else 'delivered' end as state
  from generate_series(0, $4::int - 1) as n
) as rows`
