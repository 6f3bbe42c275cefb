import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MaintenanceWindow, ToldAlert } from '../../ledger/alert-rows.ts'
import type { Destination } from './destinations.ts'
import { planNotices } from './plan-notices.ts'
import { incidentOf, renderNotice } from './render-notice.ts'

const now = new Date('2026-11-26T06:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const PACE = { groupMs: 30_000, repeatMs: { critical: 3_600_000, warning: 86_400_000 } }

let count = 0
function alert(key: string, region: string | null, more: Partial<ToldAlert> = {}): ToldAlert {
  count += 1
  const subject = key.split(':').at(-1) ?? ''
  const seen = { code: 'code', message: 'seen', words: null, count: 1, lastAt: now, closedAt: null, tellings: [] }
  return { id: `a${count}`, key, subject, region, openedAt: ago(60), ...seen, ...more }
}

const CONTACT = { name: 'Siaga', role: null, phone: null, email: 'a@b.id', telegram: null, webhook: null, alerts: 'warning' } as const
function destination(region: string | null, from: 'critical' | 'warning' = 'warning'): Destination {
  return { id: `${region ?? 'gateway'}/Siaga/email`, way: 'email', contact: { ...CONTACT, alerts: from }, region, from, lacks: null }
}

const told = (seconds: number, to = 'gateway/Siaga/email') => ({ tellings: [{ destination: to, times: 1, lastAt: ago(seconds) }] })

function plan(alerts: ToldAlert[], destinations = [destination(null)], windows: MaintenanceWindow[] = []): string[] {
  const { notices, moves } = planNotices(alerts, destinations, windows, PACE, now)
  return [
    ...notices.map(({ destination: to, kind, alerts: some }) => `${to.id} ${kind}: ${some.map(({ key }) => key).join(', ')}`),
    ...moves.map(({ from, to }) => `${from} → ${to}`),
  ]
}

test('what opened within the same half minute is told in one message, and only once', () => {
  const [one, two] = [alert('health_down:jaki', '31'), alert('health_down:qlue', '31', { openedAt: ago(5) })]
  assert.deepEqual(plan([one, two]), ['gateway/Siaga/email opened: health_down:jaki, health_down:qlue'])
  assert.deepEqual(plan([two]), [], 'it may be over in a moment')
  assert.deepEqual(plan([{ ...one, ...told(10) }]), [])
})

test('what goes on is told again: the critical each hour, a warning each day', () => {
  const critical = (seconds: number) => plan([alert('health_down:jaki', '31', told(seconds))])
  assert.deepEqual(critical(3599), [])
  assert.deepEqual(critical(3600), ['gateway/Siaga/email repeated: health_down:jaki'])
  assert.deepEqual(plan([alert('park:mapping_failed:31', '31', told(3600))]), [])
  assert.deepEqual(plan([alert('park:mapping_failed:31', '31', told(86_400))]), ['gateway/Siaga/email repeated: park:mapping_failed:31'])
})

test('a recovery is told to who knew of it, and not when the incident opens again', () => {
  const over = (more: Partial<ToldAlert> = {}) => alert('health_down:jaki', '31', { closedAt: ago(40), ...told(500), ...more })
  assert.deepEqual(plan([over()]), ['gateway/Siaga/email recovered: health_down:jaki'])
  assert.deepEqual(plan([over({ tellings: [] })]), [])
  assert.deepEqual(plan([over({ closedAt: ago(5) })]), [], 'it may come back in a moment')
  const [before, again] = [over({ id: 'before' }), alert('health_down:jaki', '31', { id: 'again' })]
  assert.deepEqual(plan([before, again]), ['before → again'])
})

test('who is told: by region, a province for its cities, and by severity', () => {
  const all = [destination(null), destination('32'), destination('32.73', 'critical'), destination('33')]
  const tells = (key: string, region: string | null) => plan([alert(key, region)], all).map((line) => line.split('/')[0])
  assert.deepEqual(tells('health_down:x', '32.73'), ['gateway', '32', '32.73'])
  assert.deepEqual(tells('park:mapping_failed:32.73', '32.73'), ['gateway', '32'])
  assert.deepEqual(tells('health_down:x', '32'), ['gateway', '32'])
  assert.deepEqual(tells('balance', null), ['gateway'])
})

test('in a maintenance window nobody is told; after it, what is still wrong', () => {
  const window = { id: 'w', channel: null, region: null, below: false, from: ago(60), to: ago(-60), reason: 'x', madeBy: 'y' }
  const down = alert('health_down:jaki', '32.73')
  const during = (more: Partial<MaintenanceWindow>) => plan([down], undefined, [{ ...window, ...more }]).length === 0
  assert.equal(during({}), true, 'everything')
  assert.equal(during({ channel: 'jaki' }), true)
  assert.equal(during({ channel: 'qlue' }), false)
  assert.equal(during({ region: '32.73' }), true)
  assert.equal(during({ region: '32' }), false)
  assert.equal(during({ region: '32', below: true }), true)
  assert.equal(during({ to: now }), false, 'it is over')
  assert.equal(during({ from: ago(-1) }), false, 'it has not begun')
})

test('a message says what, since when, how many, and what to do, Indonesian first', () => {
  const settings = { channels: new Map(), regions: new Map() }
  const incident = incidentOf(alert('health_down:jaki', '31', { words: { id: 'Terputus', en: 'Away' } }), 12, settings)
  const { subject, text } = renderNotice('opened', [incident], 'Asia/Jayapura')
  assert.equal(subject, '[lapor-gateway] Gangguan baru: Kanal jaki terputus')
  assert.match(
    text,
    /^Gangguan baru \(1\)\n\nGenting · Kanal jaki terputus\nWilayah: 31 \(31\)\nSejak: 26 Nov, 14.59 WIT\nTerdampak: 12 laporan\nKeterangan: Terputus\n/,
  )
  assert.match(text, /Yang perlu dilakukan: Hubungi .*\n\n— In English —\n\nNew incident \(1\)\n\nCritical · Channel jaki is down/)
  const many = renderNotice(
    'opened',
    Array.from({ length: 40 }, () => incident),
    'Asia/Jakarta',
  )
  assert.match(many.text, /Dan 30 gangguan lain/)
  assert.match(many.subject, /\(\+39\)$/)
})
