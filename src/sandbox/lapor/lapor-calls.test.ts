import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CREATE_PAYLOAD, startSandbox } from '../../../test/support/sandbox.ts'

const L = '/lapor/3.0.0'

test('the attested create, with its files, gives an id, and everything is held as it came', async (t) => {
  const { ask } = await startSandbox(t)
  const form = new FormData()
  form.append('attachments[]', new Blob(['gambar'], { type: 'image/jpeg' }), 'a.jpg')
  form.append('attachments[]', new Blob(['dokumen'], { type: 'application/pdf' }), 'b.pdf')
  const { results } = (await ask('POST', `${L}/complaints/complaint/file`, form)).body
  const ids = [results.images[0].id, results.docs[0].id]
  const payload = { ...CREATE_PAYLOAD, attachments: JSON.stringify(ids) }
  const created = await ask('POST', `${L}/complaints/complaint`, payload)
  assert.deepEqual([created.status, typeof created.body.complaint_id], [200, 'number'])
  const held = (await ask('GET', `/sandbox/complaints/${created.body.complaint_id}`)).body
  assert.deepEqual(held.payload, payload)
  assert.deepEqual(
    held.files.map((file: { name: string; sizeBytes: number }) => [file.name, file.sizeBytes]),
    [
      ['a.jpg', 6],
      ['b.pdf', 7],
    ],
  )
  assert.deepEqual(held.reporter, { newUser: false, userId: 1, anonymous: false, secret: false })
})

const BAD: readonly [string, object, string, RegExp][] = [
  ['attachments as a list', { attachments: [1] }, 'attachments', /a STRING/],
  ['attachments as a number', { attachments: 1 }, 'attachments', /a STRING/],
  ['an id that was never uploaded', { attachments: '[123]' }, 'attachments', /ids that POST .*file answered/],
  ['eleven photos', { attachments: `[${Array.from({ length: 11 }, (_, id) => id + 1).join(',')}]` }, 'attachments', /at most 10/],
  ['content over 10,000', { content: 'x'.repeat(10_001) }, 'content', /1 to 10000/],
  ['title over 255', { title: 'x'.repeat(256) }, 'title', /1 to 255/],
  ['an empty title', { title: ' ' }, 'title', /1 to 255/],
  ['NUL in content', { content: 'a\u0000b' }, 'content', /U\+0000/],
  ['a user who is unknown', { user_id: 1_000_000 }, 'user_id', /known user/],
  ['no user at all', { user_id: null }, 'user_id', /known user/],
  ['a flag in words', { is_secret: 'false' }, 'is_secret', /true or false/],
  ['an institution that is unknown', { disposition_id: 5 }, 'disposition_id', /masters\/institutions/],
  ['a day that is none', { date_of_incident: '2026-02-30' }, 'date_of_incident', /YYYY-MM-DD/],
  ['a category that is no id', { category_id: '436' }, 'category_id', /whole number/],
  ['a new user without a name', { is_new_user_slider: true, phoneUser: '+62811' }, 'nameUser', /name/],
  ['a new user whom nobody can reach', { is_new_user_slider: true, nameUser: 'A' }, 'phoneUser', /phone or an e-mail/],
]

test('create: what is wrong is answered with field, what came and what is expected', async (t) => {
  const { ask } = await startSandbox(t)
  for (const [title, change, field, expected] of BAD) {
    const { status, body } = await ask('POST', `${L}/complaints/complaint`, { ...CREATE_PAYLOAD, ...change })
    assert.equal(status, 422, title)
    const fault = body.errors.find((error: { field: string }) => error.field === field)
    assert.match(fault?.expected ?? '', expected, title)
    assert.equal(typeof fault?.came, 'string', title)
  }
  assert.equal((await ask('GET', '/sandbox/complaints')).body.total, 0)
})

test('refusals can come with status 200, as LAPOR! does', async (t) => {
  const { ask } = await startSandbox(t)
  await ask('POST', '/sandbox/mode', { refusals: 200 })
  const { status, body } = await ask('POST', `${L}/complaints/complaint`, {})
  assert.deepEqual([status, body.success], [200, false])
})

test('every call wants both headers, and says which is missing', async (t) => {
  const { url } = await startSandbox(t)
  for (const path of ['/masters/templates', '/complaints/1/complaint', '/complaints/1/followups']) {
    const answer = await fetch(`${url}${L}${path}`, { headers: { authorization: 'Bearer a' } })
    assert.equal(answer.status, 401)
    assert.match(await answer.text(), /header token/)
  }
})

test('follow-ups come in pages of five, with a link to the next and dates without a zone', async (t) => {
  const { ask, url } = await startSandbox(t)
  const { complaint_id: id } = (await ask('POST', `${L}/complaints/complaint`, CREATE_PAYLOAD)).body
  for (let n = 1; n <= 11; n += 1) await ask('POST', `/sandbox/complaints/${id}/move`, { answer: `Jawaban ${n}` })
  const texts: string[] = []
  let path = `${L}/complaints/${id}/followups?page=1`
  for (let pages = 0; path !== ''; pages += 1) {
    assert.ok(pages < 4)
    const { results } = (await ask('GET', path)).body
    assert.ok(results.data.length <= 5)
    for (const row of results.data) {
      texts.push(row.content)
      assert.match(row.created_at, /^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}$/)
    }
    path = results.next_page_url === null ? '' : results.next_page_url.replace(url, '')
  }
  assert.deepEqual(
    texts,
    Array.from({ length: 11 }, (_, n) => `Jawaban ${n + 1}`),
  )
})

test('a follow-up from the channel is held with its fields and files; what is wrong with one is explained', async (t) => {
  const { ask } = await startSandbox(t)
  const { complaint_id: id } = (await ask('POST', `${L}/complaints/complaint`, CREATE_PAYLOAD)).body
  const fields = {
    user_id: '1',
    institution_from_id: '151345',
    institution_to_id: '9',
    complaint_id: String(id),
    template_code: 'reply',
    rating: '',
    is_secret: '0',
    content: 'Halo',
  }
  const formOf = (change: object) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...fields, ...change })) if (value !== undefined) form.append(name, String(value))
    return form
  }
  const good = formOf({})
  good.append('attachment[0]', new Blob(['x'], { type: 'image/png' }), 'a.png')
  assert.equal((await ask('POST', `${L}/complaints/followup/add`, good)).status, 200)
  const [followup] = (await ask('GET', `/sandbox/complaints/${id}`)).body.followups
  assert.deepEqual([followup.source, followup.content, followup.fields, followup.files.length], ['channel', 'Halo', fields, 1])

  const bad: [object, string][] = [
    [{ content: 'x'.repeat(1_001) }, 'content'],
    [{ rating: undefined }, 'rating'],
    [{ template_code: 'tidak-ada' }, 'template_code'],
    [{ institution_to_id: '' }, 'institution_to_id'],
    [{ is_secret: 'ya' }, 'is_secret'],
    [{ user_id: '' }, 'user_id'],
  ]
  for (const [change, field] of bad) {
    const { status, body } = await ask('POST', `${L}/complaints/followup/add`, formOf(change))
    assert.deepEqual([status, body.errors.map((error: { field: string }) => error.field)], [422, [field]])
  }
  assert.equal((await ask('POST', `${L}/complaints/followup/add`, formOf({ complaint_id: 1 }))).status, 404)
})

test('hand on: the case moves to the institution, and the log says so as a template with JSON in a string', async (t) => {
  const { ask } = await startSandbox(t)
  const { complaint_id: id } = (await ask('POST', `${L}/complaints/complaint`, CREATE_PAYLOAD)).body
  const reroute = { is_request: 1, reason: '9', reason_description: 'Kewenangan Garut', not_authority: 1 }
  assert.equal((await ask('POST', `${L}/complaints/process/${id}/reject`, { ...reroute, reason: 9 })).status, 422)
  assert.equal((await ask('POST', `${L}/complaints/process/${id}/reject`, reroute)).status, 200)
  const { results } = (await ask('GET', `${L}/complaints/${id}/complaint`)).body
  assert.equal(results.data.disposition_id, 9)
  assert.deepEqual(results.data_logs[0].institution_to, { id: 9, name: 'Pemerintah Kabupaten Garut' })
  assert.match(results.data_logs[0].content, /\{\{institution_from\}\}/)
  assert.equal(JSON.parse(results.data_logs[0].data).status_new.name, 'Belum Terverifikasi')
})

test('masters: pages lead through all institutions', async (t) => {
  const { ask } = await startSandbox(t)
  const first = (await ask('GET', `${L}/masters/institutions/external?page_size=3`)).body.results
  const second = (await ask('GET', first.next_page_url)).body.results
  assert.equal(first.data.length, 3)
  assert.notDeepEqual(first.data, second.data)
  const all = (await ask('GET', `${L}/masters/institutions/external?page_size=1000`)).body.results
  assert.equal(all.next_page_url, null)
  for (const id of [151345, 9]) assert.ok(all.data.some((row: { id: number }) => row.id === id))
})

const HOSTILE: readonly [string, string, unknown, number][] = [
  ['half a JSON', `${L}/complaints/complaint`, '{"title":', 400],
  ['a list', `${L}/complaints/complaint`, [], 400],
  ['null', `${L}/complaints/complaint`, 'null', 400],
  ['very deep nesting', `${L}/complaints/complaint`, '['.repeat(400_000), 400],
  ['NUL in a field that nobody reads', `${L}/complaints/complaint`, { ...CREATE_PAYLOAD, extra: '\u0000' }, 422],
  [
    'half a character in a field that nobody reads',
    `${L}/complaints/complaint`,
    JSON.stringify({ ...CREATE_PAYLOAD, extra: 'x' }).replace('"x"', '"\\ud800"'),
    422,
  ],
  ['a number beyond all numbers', `${L}/complaints/complaint`, JSON.stringify(CREATE_PAYLOAD).replace('436', '1e999'), 422],
  ['more than 1 MiB', `${L}/complaints/complaint`, { ...CREATE_PAYLOAD, content: 'x'.repeat(1_100_000) }, 413],
  ['a file call without a form', `${L}/complaints/complaint/file`, {}, 415],
  ['a case that is not there', '/sandbox/complaints/1/move', {}, 404],
  ['a case id that is none', '/sandbox/complaints/%00abc/move', {}, 404],
  ['an address that is not there', `${L}/nothing`, {}, 404],
]
test('hostile input gets a coded answer that says why, and the next request is served', async (t) => {
  const { ask } = await startSandbox(t)
  for (const [title, path, body, status] of HOSTILE) {
    const answer = await ask('POST', path, body)
    assert.equal(answer.status, status, title)
    assert.ok(answer.body.message.length > 10, title)
  }
  assert.equal((await ask('POST', `${L}/complaints/complaint`, CREATE_PAYLOAD)).status, 200)
})

test('a form that breaks off is answered', async (t) => {
  const { url } = await startSandbox(t)
  const headers = { authorization: 'a', token: 'b', 'content-type': 'multipart/form-data; boundary=x' }
  for (const body of ['--x\r\ncontent-disposition: form-data; name="attachments[]"; filename="a"\r\n\r\nhalb', 'nichts', '']) {
    const answer = await fetch(`${url}${L}/complaints/complaint/file`, { method: 'POST', headers, body })
    assert.ok([400, 422].includes(answer.status), `${answer.status} for ${body}`)
  }
})
