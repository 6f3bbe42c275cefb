import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../http/gateway.ts'
import { commandLine } from '../support/command-line.ts'

const OWN = 'of the person who is signed in'

/** Each operation of /admin/v1, and the command that does it; or why there is none. */
const COMMANDS: Readonly<Record<string, string | { readonly none: string }>> = {
  'GET /admin/v1/account': { none: OWN },
  'PATCH /admin/v1/account': { none: OWN },
  'POST /admin/v1/account/password': { none: OWN },
  'POST /admin/v1/account/sessions/{id}/end': { none: OWN },
  'POST /admin/v1/account/sessions/end-others': { none: OWN },
  'GET /admin/v1/accounts': 'accounts list',
  'POST /admin/v1/accounts': 'accounts add',
  'PATCH /admin/v1/accounts/{id}': 'accounts change',
  'POST /admin/v1/accounts/{id}/reset': 'accounts reset',
  'GET /admin/v1/alerts': 'alerts list',
  'GET /admin/v1/alerts/destinations': 'alerts destinations',
  'GET /admin/v1/alerts/notices': 'alerts notices',
  'POST /admin/v1/alerts/test': 'alerts test',
  'GET /admin/v1/audit': 'audit',
  'GET /admin/v1/audit/export': 'audit',
  'GET /admin/v1/balance': 'balance',
  'GET /admin/v1/balance/regions': 'balance',
  'POST /admin/v1/balance/compare': 'balance',
  'POST /admin/v1/bulk': 'unknown confirm',
  'GET /admin/v1/channels': 'channels list',
  'GET /admin/v1/channels/{id}': 'channels show',
  'POST /admin/v1/channels/{id}/pause': 'channels pause',
  'POST /admin/v1/channels/{id}/resume': 'channels resume',
  'POST /admin/v1/channels/{id}/test': 'channels test',
  'GET /admin/v1/clocks': 'clocks',
  'GET /admin/v1/clocks/export': 'clocks',
  'GET /admin/v1/complaints': 'find',
  'POST /admin/v1/complaints/search': 'find',
  'GET /admin/v1/complaints/{id}': 'trace',
  'GET /admin/v1/complaints/{id}/exchanges': 'trace',
  'GET /admin/v1/complaints/{id}/clocks': 'clocks',
  'POST /admin/v1/complaints/{id}/identity': { none: 'the command line prints nothing personal; the console says who looked' },
  'POST /admin/v1/complaints/{id}/erase': 'erase',
  'POST /admin/v1/complaints/{id}/restrict': 'restrict set',
  'POST /admin/v1/complaints/{id}/release': 'restrict release',
  'POST /admin/v1/complaints/{id}/hold': 'hold set',
  'POST /admin/v1/complaints/{id}/hold/release': 'hold release',
  'GET /admin/v1/config': 'doctor',
  'GET /admin/v1/figures': 'regions',
  'POST /admin/v1/forward/pause': 'pause',
  'POST /admin/v1/forward/resume': 'resume',
  'GET /admin/v1/pauses': 'pauses',
  'GET /admin/v1/health/centre': 'health',
  'GET /admin/v1/health/channels': 'health',
  'GET /admin/v1/health/channels/{id}': 'health',
  'GET /admin/v1/health/channels/{id}/history': { none: 'a picture: the page of the channel, or Prometheus' },
  'POST /admin/v1/health/channels/{id}/probe': 'channels probe',
  'GET /admin/v1/maintenance': 'maintenance list',
  'POST /admin/v1/maintenance': 'maintenance add',
  'POST /admin/v1/maintenance/{id}/end': 'maintenance end',
  'GET /admin/v1/mappings': { none: 'the files in mappings/ are at hand there' },
  'GET /admin/v1/mappings/samples': { none: 'the files in mappings/ are at hand there' },
  'POST /admin/v1/mappings/try': 'mapping run',
  'POST /admin/v1/mappings/compare': 'mapping compare',
  'GET /admin/v1/overview': 'now',
  'GET /admin/v1/parked': 'parked list',
  'POST /admin/v1/parked/{id}/discard': 'parked discard',
  'GET /admin/v1/regions': 'regions',
  'GET /admin/v1/regions/{code}': 'regions',
  'GET /admin/v1/replays': 'replay status',
  'GET /admin/v1/replays/{id}': 'replay status',
  'POST /admin/v1/replays': 'replay start',
  'POST /admin/v1/replays/preview': 'replay preview',
  'POST /admin/v1/replays/{id}/stop': 'replay stop',
  'GET /admin/v1/unknown': 'unknown list',
  'POST /admin/v1/unknown/{id}/confirm': 'unknown confirm',
  'POST /admin/v1/unknown/{id}/resend': 'unknown resend',
}

test('each operation of /admin/v1 has its command, or a reason for none', async (t) => {
  const gateway = await startGateway(t)
  const { body } = await gateway.get('/docs/json')
  const operations = Object.entries<object>(body.paths)
    .filter(([path]) => path.startsWith('/admin/v1/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  assert.deepEqual(operations.toSorted(), Object.keys(COMMANDS).toSorted())
  const names = new Set(Object.values(COMMANDS).flatMap((command) => (typeof command === 'string' ? [command] : [])))
  for (const name of names) {
    const { code, out } = await commandLine({}, ...name.split(' '), '--help')
    assert.equal(code, 0, name)
    assert.match(out, new RegExp(`^Usage: gateway ${name}\\b`), name)
  }
})
