import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Scripted } from '../../test/peers/lapor-v3-server.ts'
import { dispatchOf, fileOf } from '../../test/support/lapor-cases.ts'
import { openStore } from '../../test/support/lapor-store.ts'
import { MemorySaga } from '../../test/support/memory-saga.ts'

const CREATE = 'POST /complaints/complaint'
const FILE = 'POST /complaints/complaint/file'

test('create: sends the attested payload, key for key, under both headers', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(FILE, { body: { results: { docs: [], images: [{ id: 4199656 }] } } })
  peer.on(CREATE, { body: { complaint_id: 9001234 } })
  const receipt = await store.submit(dispatchOf({ files: [fileOf('satu')] }), new MemorySaga())
  assert.deepEqual(receipt, { laporId: '9001234', trackingId: null, institution: null })
  assert.deepEqual(peer.to(CREATE)[0]?.json, {
    title: 'Jembatan gantung putus',
    content: '[Jabar Quick Response JQR-2026-0001] Jembatan gantung di Desa Sukamaju putus sejak Rabu.',
    channel: 13,
    is_new_user_slider: false,
    user_id: 3200,
    is_inbox: true,
    is_disposisi_slider: true,
    classification_id: 6,
    disposition_id: 151345,
    category_id: 436,
    priority_program_id: null,
    location_id: 34,
    community_id: null,
    date_of_incident: '2026-11-18',
    copy_externals: null,
    info_disposition: null,
    info_attachments: null,
    tags_raw: '#jabarquickresponse',
    is_approval: false,
    is_anonymous: false,
    is_secret: false,
    is_priority: false,
    attachments: '[4199656]',
  })
  for (const { headers } of peer.received) {
    assert.equal(headers.authorization, 'Bearer kunci-rahasia')
    assert.equal(headers.token, '{"kunci":"token-rahasia"}')
  }
})

test('create: header names are configuration', async (t) => {
  const { peer, store } = await openStore(t, {
    authorization: { header: 'auth', value: 'Bearer a' },
    token: { header: 'x-token', value: 'b' },
  })
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(dispatchOf(), new MemorySaga())
  assert.equal(peer.received[0]?.headers.auth, 'Bearer a')
  assert.equal(peer.received[0]?.headers['x-token'], 'b')
})

test('create: without files attachments is false; what is not configured is null', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(dispatchOf({ filing: { identity: {} } }), new MemorySaga())
  const { attachments, user_id, channel, disposition_id, tags_raw, is_disposisi_slider, content } = peer.received[0]?.json ?? {}
  assert.deepEqual(
    { attachments, user_id, channel, disposition_id, tags_raw, is_disposisi_slider, content },
    {
      attachments: false,
      user_id: null,
      channel: null,
      disposition_id: null,
      tags_raw: null,
      is_disposisi_slider: false,
      content: 'Jembatan gantung di Desa Sukamaju putus sejak Rabu.',
    },
  )
})

const REPORTER = { name: 'Asep Sunandar', phone: '+6281122334455', nationalId: '3273010101900001', address: 'Jl. Melati 5, rumah biru' }

test('create: a reporter goes along as a new user only where the region says so, and never in content', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { body: { complaint_id: 1 } })
  await store.submit(dispatchOf({ complaint: { reporter: REPORTER }, filing: { reporterAsNewUser: true } }), new MemorySaga())
  await store.submit(dispatchOf({ complaint: { reporter: REPORTER } }), new MemorySaga())
  await store.submit(
    dispatchOf({ complaint: { reporter: REPORTER, anonymous: true }, filing: { reporterAsNewUser: true } }),
    new MemorySaga(),
  )
  await store.submit(dispatchOf({ complaint: { reporter: { name: 'Asep' } }, filing: { reporterAsNewUser: true } }), new MemorySaga())
  const [named, ...others] = peer.received.map(({ json }) => json)
  assert.deepEqual(
    [named?.is_new_user_slider, named?.nameUser, named?.phoneUser, named?.emailUser],
    [true, 'Asep Sunandar', '+6281122334455', null],
  )
  assert.equal(named !== undefined && 'user_id' in named, false)
  for (const other of others) {
    assert.equal(other.user_id, 3200)
    assert.doesNotMatch(JSON.stringify(other), /Asep|81122334455/)
  }
  for (const { text } of peer.received) assert.doesNotMatch(text, /3273010101900001|Melati/)
})

test('create: anonymous and secret are two flags, both passed on', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { body: { complaint_id: 1 } })
  for (const [anonymous, secret] of [
    [true, false],
    [false, true],
  ] as const) {
    await store.submit(dispatchOf({ complaint: { anonymous, secret } }), new MemorySaga())
    assert.deepEqual([peer.received.at(-1)?.json.is_anonymous, peer.received.at(-1)?.json.is_secret], [anonymous, secret])
  }
})

const DAYS = [
  ['the day of the incident wins', { occurredOn: '2026-11-02' }, '32', '2026-11-02'],
  ['else the day of arrival in Jakarta', { receivedAt: '2026-11-19T17:30:00Z' }, '32', '2026-11-20'],
  ['else the day of arrival in Makassar', { receivedAt: '2026-11-19T16:30:00Z' }, '73', '2026-11-20'],
  ['else the day of arrival in Jayapura', { receivedAt: '2026-11-19T15:30:00Z' }, '94.71', '2026-11-20'],
] as const
for (const [title, complaint, region, day] of DAYS) {
  test(`create: date_of_incident: ${title}`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(CREATE, { body: { complaint_id: 1 } })
    await store.submit(dispatchOf({ complaint, origin: { region } }), new MemorySaga())
    assert.equal(peer.received[0]?.json.date_of_incident, day)
  })
}

const IDS: readonly [string, unknown, string][] = [
  ['complaint_id as a number', { complaint_id: 9001234 }, '9001234'],
  ['complaint_id in a string', { complaint_id: '9001234' }, '9001234'],
  ['data.complaint_id', { success: true, data: { complaint_id: 77 } }, '77'],
  ['data.results.complaint.id', { data: { results: { complaint: { id: 78 } } } }, '78'],
  ['results.complaint_id', { results: { complaint_id: '79' } }, '79'],
  ['results.complaint.id', { results: { complaint: { id: 80 } } }, '80'],
  ['an id beside an error: it exists', { success: false, message: 'notifikasi gagal', complaint_id: 81 }, '81'],
]
for (const [title, body, laporId] of IDS) {
  test(`create: answer with ${title}`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(CREATE, { body })
    assert.equal((await store.submit(dispatchOf(), new MemorySaga())).laporId, laporId)
  })
}

test('create: the tracking id is kept where the centre gives one', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { body: { data: { complaint_id: 77, tracking_id: '8812345' } } })
  assert.equal((await store.submit(dispatchOf(), new MemorySaga())).trackingId, '8812345')
})

/** After these nobody knows: never sent again by itself. */
const UNKNOWN: readonly [string, Scripted][] = [
  ['the connection is closed', { hangUp: true }],
  ['200 with a page of HTML', { body: '<html>ok</html>' }],
  ['200 with half a JSON', { body: '{"complaint_id": 90' }],
  ['200 with an empty body', { body: '' }],
  ['200 without an id and without an error', { body: { success: true } }],
  ['200 with an id of zero', { body: { complaint_id: 0 } }],
  ['200 with an id too large to be read exactly', { body: '{"complaint_id": 90071992547409931}' }],
  ['200 with a 502 inside', { body: { success: false, code: 502 } }],
  ['502', { status: 502, body: '<html>' }],
  ['504', { status: 504 }],
  ['520, a status of no standard', { status: 520 }],
  ['302 to somewhere', { status: 302, headers: { location: '/elsewhere' } }],
  ['408', { status: 408 }],
]
for (const [title, scripted] of UNKNOWN) {
  test(`create: ${title} → outcome_unknown, and a second run sends nothing`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(CREATE, scripted)
    const saga = new MemorySaga()
    await assert.rejects(store.submit(dispatchOf(), saga), { code: 'outcome_unknown' })
    await assert.rejects(store.submit(dispatchOf(), saga), { code: 'outcome_unknown' })
    assert.equal(peer.to(CREATE).length, 1)
  })
}

/** After these it is certain that nothing was created: the step may be run again. */
const CERTAIN: readonly [string, Scripted, string, number?][] = [
  ['500', { status: 500, body: { message: 'rusak' } }, 'central_unavailable'],
  ['503', { status: 503 }, 'central_unavailable'],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '7' } }, 'throttled', 7_000],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '30' } }, 'throttled', 30_000],
  ['429 with a date', { status: 429, headers: { 'retry-after': 'Sat, 21 Nov 2026 03:01:00 GMT' } }, 'throttled', 60_000],
  ['429 without Retry-After', { status: 429 }, 'throttled'],
  ['401', { status: 401, body: { message: 'token kedaluwarsa' } }, 'credentials_refused'],
  ['403', { status: 403 }, 'credentials_refused'],
  [
    '200 with a fault of the API gateway inside',
    { body: { fault: { code: 900901, message: 'Invalid Credentials' } } },
    'credentials_refused',
  ],
  ['200 with a 401 inside', { body: { success: false, code: 401 } }, 'credentials_refused'],
  ['200 with a 500 inside', { body: { success: false, code: 500 } }, 'central_unavailable'],
  ['400', { status: 400 }, 'refused_by_partner'],
  ['404', { status: 404 }, 'refused_by_partner'],
  ['409', { status: 409 }, 'refused_by_partner'],
  ['413', { status: 413 }, 'refused_by_partner'],
  ['422', { status: 422, body: { message: 'judul wajib' } }, 'refused_by_partner'],
  ['200 with success false', { body: { success: false, message: 'kategori tidak dikenal' } }, 'refused_by_partner'],
  ['200 with success "false"', { body: { success: 'false' } }, 'refused_by_partner'],
  ['200 with a 422 inside and no word of success', { body: { status: 422, message: 'x' } }, 'refused_by_partner'],
  ['200 with status error', { body: { status: 'error', message: 'x' } }, 'refused_by_partner'],
  ['200 with an error inside', { body: { error: 'x' } }, 'refused_by_partner'],
  ['200 with success true and an error inside', { body: { success: true, error: { message: 'x' } } }, 'refused_by_partner'],
  ['200 with errors wrapped in data', { body: { success: true, data: { errors: ['x'] } } }, 'refused_by_partner'],
]
for (const [title, scripted, code, retryAfterMs] of CERTAIN) {
  test(`create: ${title} → ${code}, nothing was done`, async (t) => {
    const { peer, store } = await openStore(t)
    peer.on(CREATE, scripted, { body: { complaint_id: 5 } })
    const saga = new MemorySaga()
    await assert.rejects(
      store.submit(dispatchOf(), saga),
      (error) => error instanceof GatewayError && error.code === code && error.retryAfterMs === retryAfterMs,
    )
    assert.equal((await store.submit(dispatchOf(), saga)).laporId, '5')
    assert.equal(peer.to(CREATE).length, 2)
  })
}

test('create: a 500 is unknown where the configuration does not call it certain', async (t) => {
  const { peer, store } = await openStore(t, { createNotDoneOn: [] })
  peer.on(CREATE, { status: 500 })
  await assert.rejects(store.submit(dispatchOf(), new MemorySaga()), { code: 'outcome_unknown' })
})

test('create: a 500 with an id in it exists', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { status: 500, body: { complaint_id: 6, message: 'surat gagal terkirim' } })
  assert.equal((await store.submit(dispatchOf(), new MemorySaga())).laporId, '6')
})

test("create: the centre's words are kept, shortened and without the reporter that it echoes", async (t) => {
  const { peer, store, logged } = await openStore(t)
  const echo = `nameUser Asep Sunandar tidak sah, phoneUser 0811-2233-4455 / +6281122334455, asep@example.id, NIK 3273010101900001; hubungi asep. ${'x'.repeat(900)}`
  peer.on(CREATE, { status: 422, body: { message: echo } })
  await assert.rejects(
    store.submit(dispatchOf({ complaint: { reporter: REPORTER }, filing: { reporterAsNewUser: true } }), new MemorySaga()),
    (error) => {
      assert.ok(error instanceof GatewayError)
      assert.match(error.message, /HTTP 422.*tidak sah/)
      assert.doesNotMatch(error.message, /asep|sunandar|2233|3273|@/i)
      assert.ok(error.message.length <= 300)
      return true
    },
  )
  assert.doesNotMatch(logged.join(), /rahasia|Asep/)
})

test('create: a process that dies behind it never sends it again', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(CREATE, { body: { complaint_id: 5 } })
  const saga = new MemorySaga()
  saga.dieAfter = 'create'
  await assert.rejects(store.submit(dispatchOf(), saga), /died/)
  await assert.rejects(store.submit(dispatchOf(), saga), { code: 'outcome_unknown' })
  assert.equal(peer.to(CREATE).length, 1)
})
