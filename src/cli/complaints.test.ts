import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine, commandLineReading } from '../../test/support/command-line.ts'
import { fillInstallation, PERSON } from '../../test/support/filled-installation.ts'

const { env, complaintId } = await fillInstallation()

test('trace tells the whole history in order, and names no person', async () => {
  const { code, out, err } = await commandLine(env, 'trace', complaintId)
  assert.equal(code, 0, err)
  assert.match(out, new RegExp(`complaint ${complaintId}`))
  assert.match(out, /Jabar Quick Response, ticket JQR-2026-0001, region 32/)
  const order = [
    '  origin ',
    '  accepted ',
    'step sent ',
    'step done ',
    '  delivered ',
    '  update ',
    '  status_changed ',
    'feedback at the origin',
  ].map((what) => out.indexOf(what))
  assert.ok(
    order.every((at, index) => at > (order[index - 1] ?? 0)),
    `${order}\n${out}`,
  )
  assert.match(out, /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} WIB/)
  assert.match(out, /sent and answered.*centre +splp\.example POST \/complaints\/complaint → HTTP 200, 31 ms/s)
  for (const word of PERSON) assert.ok(!out.includes(word), word)
  const json = (await commandLine(env, 'trace', 'JQR-2026-0001', '--json')).out
  const [traced] = JSON.parse(json)
  assert.equal(traced.origin.ticket, 'JQR-2026-0001')
  assert.equal(traced.delivery, 'delivered')
  assert.equal(traced.timeline[0].what, 'origin')
  for (const word of PERSON) assert.ok(!json.includes(word), word)
})

test('find names what fits, also by a phone that is read from the input, and no person', async () => {
  for (const words of ['JQR-2026-0001', complaintId, '0811-2233-4455']) {
    const { code, out, err } = await commandLineReading(words, env, 'find', '-')
    assert.equal(code, 0, err)
    assert.match(out, new RegExp(`${complaintId} .*jabar-quick-response +JQR-2026-0001`))
    for (const word of PERSON) assert.ok(!out.includes(word), word)
  }
  assert.match((await commandLine(env, 'find', '--region', '32', '--delivery', 'delivered')).out, new RegExp(complaintId))
  assert.match((await commandLine(env, 'find', '--delivery', 'parked')).out, /^Nothing fits\.\n$/)
  assert.match((await commandLine(env, 'find', '--status', 'lost')).err, /^--status lost is none of received, /)
})

test('trace of what nobody knows is one line and exit code 1', async () => {
  const { code, out, err } = await commandLine(env, 'trace', 'no-such-ticket')
  assert.deepEqual({ code, out }, { code: 1, out: '' })
  assert.match(err, /^nothing is known of no-such-ticket; give a complaint id[^\n]*\n$/)
  const json = await commandLine(env, 'trace', 'no-such-ticket', '--json')
  assert.deepEqual([json.code, json.err], [1, ''])
  assert.deepEqual(JSON.parse(json.out), { error: err.trim(), code: 'complaint_unknown' })
})
