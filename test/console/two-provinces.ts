import type { TestContext } from 'node:test'
import pg from 'pg'
import type { Viewer } from '../../src/contract/access.ts'
import type { RegionSettings } from '../../src/contract/settings.ts'
import { settleFigures } from '../../src/operations/keep-figures.ts'
import { channel, region, report, startGateway, type TestGateway } from '../http/gateway.ts'
import { eventually } from '../support/eventually.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { makeAccount } from './browse.ts'

/** Two provinces with a city each. All that is of the foreign one has the word `asing` in it, and is sent by no request. */
export interface TwoProvinces {
  readonly gateway: TestGateway
  /** Straight to the database. */
  sql(text: string): Promise<Record<string, unknown>[]>
  readonly foreign: Place
  readonly own: Place
}

export interface Place {
  readonly region: string
  /** In all that is of it. */
  readonly word: string
  readonly channel: string
  /** Complaints of it, by their delivery. */
  readonly parked: string
  readonly unknown: string
  readonly delivered: string
  readonly accepted: string
  /** Started by its province. */
  readonly replay: string
  /** A maintenance window of its channel. */
  readonly window: string
  /** Where its contact is told. */
  readonly destination: string
  /** Who works there, with a session that is open. */
  readonly account: string
  readonly session: string
}

const regionOf = (code: string, name: string): RegionSettings => ({
  ...region,
  code,
  name,
  level: code.includes('.') ? 'kota' : 'province',
  province: code.slice(0, 2),
  contacts: [
    {
      name: `Siaga ${name.includes('Asing') ? 'asing' : 'sendiri'}`,
      role: null,
      phone: null,
      email: 'siaga@example.go.id',
      telegram: null,
      webhook: null,
      alerts: 'warning',
    },
  ],
})
const REGIONS = {
  jabar: regionOf('32', 'Jawa Barat'),
  bandung: regionOf('32.73', 'Kota Bandung'),
  jateng: regionOf('33', 'Provinsi Asing'),
  semarang: regionOf('33.74', 'Kota Asing'),
}

export async function startTwoProvinces(t: TestContext): Promise<TwoProvinces> {
  const databaseUrl = await testLedgerDatabase(t)
  const channels = Object.entries(REGIONS).map(([id, of]) =>
    channel(id, { region: of, app: of.name.includes('Asing') ? 'Aplikasi Asing' : 'Aplikasi Kota' }),
  )
  const gateway = await startGateway(t, { databaseUrl, channels })
  const direct = new pg.Client(databaseUrl)
  direct.on('error', () => {})
  await direct.connect()
  t.after(() => direct.end())
  const world = {
    gateway,
    sql: async (text: string) => (await direct.query<Record<string, unknown>>(text)).rows,
    foreign: await fill(gateway, 'semarang', 'asing'),
    own: await fill(gateway, 'bandung', 'sendiri'),
  }
  while ((await gateway.ledger.searchTexts.fill(100)) > 0);
  // As it will be in two months, so that clocks were missed.
  await settleFigures({ ledger: gateway.ledger, settings: () => gateway.settings }, new Date(Date.now() + 60 * 86_400_000))
  return world
}

async function fill(gateway: TestGateway, id: keyof typeof REGIONS, word: string): Promise<Place> {
  const { complaints, steps } = gateway.ledger
  const send = async (what: string): Promise<string> => {
    const said = { ticket: `${word}-${what}`, title: `Laporan ${word}`, text: `Ini laporan ${word} yang ${what}.`, name: `Pelapor ${word}` }
    return (await gateway.post(id, report(said))).body.id
  }
  const [parked, unknown, delivered, accepted] = [
    await send('parked'),
    await send('unknown'),
    await send('delivered'),
    await send('accepted'),
  ]
  await complaints.markParked(parked, { code: 'refused_by_partner', message: `HTTP 422: ${word}` })
  await steps.markSent(unknown, 'create')
  await complaints.markUnknown(unknown, { code: 'outcome_unknown', message: `HTTP 504: ${word}` })
  await complaints.markDelivered(delivered, { laporId: `L-${word}`, trackingId: `T-${word}`, institution: `Dinas ${word}` }, new Date())
  const { code, province } = REGIONS[id]
  const started = await gateway.operations.startReplay(provinceViewer(province), { ids: [parked] }, 1, `memutar ${word}`)
  // It is written a little later than the report is answered.
  const noted = async () => (await gateway.ledger.channelStates.all()).some(({ channel: one, lastInAt }) => one === id && lastInAt !== null)
  await eventually('the arrival is noted', async () => ((await noted()) ? true : undefined))
  const { alerts } = gateway
  await gateway.ledger.alerts.raise(`park:refused_by_partner:${code}`, 'refused_by_partner', code, `HTTP 422: ${word}`)
  const destination = `${code}/Siaga ${word}/email`
  await alerts.test(provinceViewer(province), destination)
  const { id: window } = await alerts.planWindow(provinceViewer(province), {
    channel: id,
    from: new Date(),
    to: new Date(Date.now() + 86_400_000),
    reason: `pemeliharaan ${word}`,
  })
  const { account, session } = await openSession()
  return {
    region: code,
    word,
    channel: id,
    parked,
    unknown,
    delivered,
    accepted,
    replay: started.id,
    window,
    destination,
    account,
    session,
  }

  async function openSession(): Promise<{ account: string; session: string }> {
    const name = `petugas-${word}`
    const password = await makeAccount(gateway, { name, role: 'region', home: code })
    const { session } = await gateway.access.signIn({ name, password, address: null, agent: `Peramban ${word}` })
    return { account: session.accountId, session: session.id }
  }

  function provinceViewer(home: string): Viewer {
    const scope = Object.values(REGIONS).flatMap((one) => (one.province === home ? [one.code] : []))
    const more = { language: 'id', timezone: 'Asia/Jakarta', address: null } as const
    return { account: null, name: `operator-${word}`, role: 'province', home, scope, ...more }
  }
}
