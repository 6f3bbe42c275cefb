import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Receipt } from '../../src/contract/central.ts'
import { openStore } from '../../test/support/lapor-store.ts'

const DETAIL = 'GET /complaints/9001234/complaint'
const ROWS = 'GET /complaints/9001234/followups'
const RECEIPT: Receipt = { laporId: '9001234', trackingId: null, institution: null }
const detail = (status: string, logs: unknown = []) => ({
  body: { results: { data: { status_code: '2', status_name: status, disposition_id: 9, disposition_name: 'Garut' }, data_logs: logs } },
})
const page = (rows: object[], next: unknown = null) => ({ body: { results: { data: rows, next_page_url: next } } })
const row = (content: string, created_at = '21-11-2026 09:10:11', more = {}) => ({
  content,
  created_at,
  institution_from_name: 'Dinas PUPR',
  institution_to_name: 'Pelapor',
  template_code: 'reply',
  ...more,
})

test('case: the attested answers', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, {
    body: {
      results: {
        data: {
          status_code: '2',
          status_name: 'Dalam Proses',
          disposition_id: 9,
          disposition_name: 'Pemerintah Kabupaten Garut',
          status_logs: [],
        },
        data_logs: [
          {
            content: '{{institution_from}} meneruskan ke {{institution_to}}',
            institution_from_name: 'Admin Nasional',
            institution_to_name: 'Pemerintah Kabupaten Garut',
            institution_to: { id: 9, name: 'Pemerintah Kabupaten Garut' },
            data: '{"status_old":{"name":"Belum Terverifikasi"},"status_new":{"name":"Dalam Proses"}}',
          },
        ],
      },
    },
  })
  peer.on(
    ROWS,
    page([
      row('Tim kami meninjau lokasi hari ini.', '21-11-2026 09:10:11', {
        attachments: [{ file_name: 'tinjauan.jpg', path: '/files/tinjauan.jpg' }],
      }),
    ]),
  )
  const { followups, ...state } = await store.follow(RECEIPT)
  assert.deepEqual(state, {
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    institution: 'Pemerintah Kabupaten Garut',
    institutionId: '9',
    trackingId: null,
    dispositions: [{ text: 'Admin Nasional meneruskan ke Pemerintah Kabupaten Garut', institution: 'Pemerintah Kabupaten Garut' }],
  })
  const [{ key, ...followup } = { key: '' }] = followups
  assert.match(key, /^[0-9a-f]{32}$/)
  assert.deepEqual(followup, {
    at: '2026-11-21T02:10:11.000Z',
    from: 'Dinas PUPR',
    to: 'Pelapor',
    template: 'reply',
    text: 'Tim kami meninjau lokasi hari ini.',
    attachments: [{ name: 'tinjauan.jpg', url: new URL('/files/tinjauan.jpg', peer.url).href }],
  })
})

const base = '/complaints/9001234/followups'
const LINKS: readonly [string, (url: string) => unknown][] = [
  ['an absolute link', (url) => `${url}${base}?page=2`],
  ['a link to another host', () => `https://lapor.internal:8443/v3/api${base}?page=2`],
  ['a relative link', () => `${base}?page=2`],
  ['a query only', () => '?page=2'],
]
for (const [title, link] of LINKS) {
  test(`case: next_page_url as ${title} is followed at our own address`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(DETAIL, detail('Dalam Proses'))
    peer.on(ROWS, ({ query }) => (query === 'page=1' ? page([row('satu')], link(peer.url)) : page([row('dua', '21-11-2026 10:00:00')], '')))
    const { followups } = await store.follow(RECEIPT)
    assert.deepEqual(
      followups.map(({ text }) => text),
      ['satu', 'dua'],
    )
    for (const { headers } of peer.to(ROWS)) assert.equal(headers.authorization, 'Bearer kunci-rahasia')
  })
}

for (const end of [null, '', false, undefined, 0, 'https://lapor.internal/last']) {
  test(`case: next_page_url ${JSON.stringify(end)} is the end`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(DETAIL, detail('Dalam Proses'))
    peer.on(ROWS, page([row('satu')], end))
    assert.equal((await store.follow(RECEIPT)).followups.length, 1)
    assert.equal(peer.to(ROWS).length, 1)
  })
}

test('case: pages that lead back to a page already read end there', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(ROWS, ({ query }) => page([row(query)], query === 'page=1' ? '?page=2' : '?page=1'))
  assert.equal((await store.follow(RECEIPT)).followups.length, 2)
  assert.equal(peer.to(ROWS).length, 2)
})

test('case: pages without end are left after a bound, and it is logged', async (t) => {
  const { peer, store, logged } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(ROWS, ({ query }) => page([], `?page=${Number(query.slice(5)) + 1}`))
  await store.follow(RECEIPT)
  assert.equal(peer.to(ROWS).length, 500)
  assert.match(logged.join(), /pages without end/)
})

test('case: a page that fails gives no half case', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(ROWS, page([row('satu')], '?page=2'), { status: 500 })
  await assert.rejects(store.follow(RECEIPT), { code: 'central_unavailable' })
})

test('case: follow-ups come oldest first whatever the order of the pages; a row that two pages show is there once', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  const rows = [
    row('keempat', '22-11-2026 08:00:00'),
    row('ketiga', '21-11-2026 10:00:00'),
    row('kedua', '21-11-2026 10:00:00'),
    row('pertama', '20-11-2026 23:00:00'),
  ]
  peer.on(ROWS, page(rows.slice(0, 3), '?page=2'), page(rows.slice(2)))
  assert.deepEqual(
    (await store.follow(RECEIPT)).followups.map(({ text }) => text),
    ['pertama', 'kedua', 'ketiga', 'keempat'],
  )
})

test('case: keys are stable over polls, and the id of the centre where it gives one', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(ROWS, page([row('satu'), { ...row('dua'), id: 77 }]))
  const keys = async () => (await store.follow(RECEIPT)).followups.map(({ key }) => key)
  const first = await keys()
  assert.deepEqual(await keys(), first)
  assert.equal(first[1], '77')
})

test('case: what we added ourselves is left out: it is nobody’s answer', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(
    ROWS,
    page([
      row('[Jabar Quick Response JQR-1] (lanjutan 1/1) sisanya [ref 0a1b2c3d]'),
      row('<p>lagi [ref 0a1b2c3e]</p>'),
      row('Jawaban dinas.'),
    ]),
  )
  assert.deepEqual(
    (await store.follow(RECEIPT)).followups.map(({ text }) => text),
    ['Jawaban dinas.'],
  )
})

test('case: an unreadable date is null, and the answer is kept', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(ROWS, page([row('satu', '31-02-2026 09:00:00'), row('dua', 'kemarin')]))
  assert.deepEqual(
    (await store.follow(RECEIPT)).followups.map(({ at, text }) => [at, text]),
    [
      [null, 'satu'],
      [null, 'dua'],
    ],
  )
})

test('case: an empty content falls back to the template, filled in', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(DETAIL, detail('Dalam Proses'))
  peer.on(
    ROWS,
    page([
      row('', '21-11-2026 09:10:11', { template_content: '{{institution_from}} memproses; {{ lainnya }}salam ke {{institution_to}}' }),
    ]),
  )
  assert.equal((await store.follow(RECEIPT)).followups[0]?.text, 'Dinas PUPR memproses; salam ke Pelapor')
})

const STATUS_WORDS: readonly [string, string | null][] = [
  ['Dalam Proses', 'in_progress'],
  ['  DALAM   proses ', 'in_progress'],
  ['Ditutup', 'closed'],
  ['Ditutup Otomatis oleh Sistem', 'closed'],
  ['Menunggu Keajaiban', null],
]
for (const [native, status] of STATUS_WORDS) {
  test(`case: status ${JSON.stringify(native)} → ${status}`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(DETAIL, detail(native))
    peer.on(ROWS, page([]))
    const state = await store.follow(RECEIPT)
    assert.deepEqual([state.status, state.statusNative], [status, native.trim()])
  })
}

const log = (from: string, to: string | null, data: unknown = '{"status_new":{"name":"x"}}') => ({
  content: '',
  institution_from_name: from,
  institution_to_name: to,
  data,
})
const ROUTES: readonly [string, string, unknown, string][] = [
  ['an admin assigns it', 'Terdisposisi', [log('Admin Nasional', 'Provinsi Jawa Barat')], 'verified'],
  ['one institution hands it to another', 'Terdisposisi', [log('Provinsi Jawa Barat', 'Kabupaten Garut')], 'routed'],
  ['handed on before it was verified', 'Belum Terverifikasi', [log('Provinsi Jawa Barat', 'Kabupaten Garut')], 'routed'],
  ['handed on long ago, worked on now', 'Dalam Proses', [log('Provinsi Jawa Barat', 'Kabupaten Garut')], 'in_progress'],
  ['to itself', 'Terdisposisi', [log('Kabupaten Garut', 'kabupaten  garut')], 'verified'],
  ['to nobody', 'Terdisposisi', [log('Kabupaten Garut', null)], 'verified'],
  ['broken JSON in the string', 'Terdisposisi', [log('Admin Nasional', 'Garut', '{"status_old":'), log('Jawa Barat', 'Garut')], 'routed'],
  ['a log that is no list', 'Terdisposisi', 'kosong', 'verified'],
]
for (const [title, native, logs, status] of ROUTES) {
  test(`case: ${native} and a log: ${title} → ${status}`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(DETAIL, detail(native, logs))
    peer.on(ROWS, page([]))
    assert.equal((await store.follow(RECEIPT)).status, status)
  })
}

test('case: what the JSON in the string says fills the template', async (t) => {
  const { peer, store } = await openStore(t)
  const logs = [
    { content: 'dari {{status_old}} ke {{status_new}}', data: '{"status_old":{"name":"Terdisposisi"},"status_new":{"name":"Selesai"}}' },
  ]
  peer.on(DETAIL, detail('Selesai', logs))
  peer.on(ROWS, page([]))
  assert.deepEqual((await store.follow(RECEIPT)).dispositions, [{ text: 'dari Terdisposisi ke Selesai', institution: null }])
})

const FAILURES = [
  [{ body: { results: { data: [] } } }, 'response_unexpected'],
  [{ body: { message: 'Unauthenticated.' } }, 'response_unexpected'],
  [{ body: { success: false, message: 'tidak ditemukan' } }, 'refused_by_partner'],
  [{ status: 401 }, 'credentials_refused'],
  [{ body: '<html>' }, 'central_unavailable'],
  [{ status: 429, headers: { 'retry-after': '3' } }, 'throttled'],
  [{ hangUp: true }, 'answer_lost'],
] as const
for (const [scripted, code] of FAILURES) {
  test(`case: detail ${JSON.stringify(scripted)} → ${code}`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(DETAIL, scripted)
    await assert.rejects(store.follow(RECEIPT), { code })
  })
}

test('a case that LAPOR! does not know is told from a proxy that does not know the address', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(
    'GET /complaints/7001/complaint',
    { status: 404, body: { message: 'Laporan tidak ditemukan' } },
    { status: 404, body: '<h1>404</h1>' },
  )
  const receipt = { laporId: '7001', trackingId: null, institution: null }
  await assert.rejects(store.follow(receipt), { code: 'case_unknown' })
  await assert.rejects(store.follow(receipt), { code: 'refused_by_partner' })
})

test('a glimpse of a case tells its text where LAPOR! shows it', async (t) => {
  const { peer, store } = await openStore(t)
  const shown = { status_name: 'Selesai', disposition_name: 'Dinas PUPR', tracking_id: 'T-1' }
  peer.on(
    'GET /complaints/7001/complaint',
    { body: { results: { data: { ...shown, title: 'Jembatan', content: '[JQR 1] putus' } } } },
    { body: { results: { data: shown } } },
  )
  const rest = { trackingId: 'T-1', institution: 'Dinas PUPR' }
  assert.deepEqual(await store.inspect?.('7001'), { content: 'Jembatan\n[JQR 1] putus', ...rest })
  assert.deepEqual(await store.inspect?.('7001'), { content: null, ...rest })
})
