import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import type { PartnerRule } from '../peers/partner.ts'

const BOMB = gzipSync(Buffer.alloc(60_000_000), { level: 1 })

/** Partners at their worst. Each must end in a coded error or, where the protocol takes any 2xx for a yes, in one. */
export const HOSTILE: readonly { readonly name: string; readonly rule: PartnerRule }[] = [
  { name: 'hangs up at once', rule: (_, { socket }) => void socket.destroy() },
  {
    name: 'breaks off in the middle',
    rule: (_, { response }) => void response.writeHead(200, { 'content-length': '900' }).write('{"data":[', () => response.destroy()),
  },
  { name: 'answers 500', rule: () => ({ status: 500, body: '<h1>Kesalahan</h1>' }) },
  { name: 'answers 503 with Retry-After', rule: () => ({ status: 503, headers: { 'retry-after': '20' } }) },
  { name: 'answers 429 with a Retry-After that nobody can read', rule: () => ({ status: 429, headers: { 'retry-after': 'besok pagi' } }) },
  { name: 'answers 401', rule: () => ({ status: 401 }) },
  { name: 'sends elsewhere', rule: () => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } }) },
  { name: 'answers what is no HTTP', rule: (_, { socket }) => void socket.end('220 smtp.example ESMTP\r\n') },
  { name: 'answers garbage', rule: () => ({ headers: { 'content-type': 'application/json' }, body: '\u0000\u0001{{{' }) },
  {
    name: 'answers invalid UTF-8',
    rule: () => ({ headers: { 'content-type': 'application/json' }, body: Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]) }),
  },
  { name: 'nests a million levels deep', rule: () => ({ headers: { 'content-type': 'application/json' }, body: '['.repeat(1_000_000) }) },
  { name: 'sends a bomb', rule: () => ({ headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: BOMB }) },
  {
    name: 'never stops', // What is written under a HEAD goes nowhere, so writing would never wait.
    rule: ({ method }, { response }) =>
      method === 'HEAD' ? {} : neverStop(response.writeHead(200, { 'content-type': 'application/json' })),
  },
  { name: 'sends huge headers', rule: () => ({ headers: { 'x-besar': 'x'.repeat(40_000) } }) },
]

function neverStop(response: ServerResponse): undefined {
  const endless = function* () {
    for (;;) yield 'x'.repeat(65_536)
  }
  pipeline(Readable.from(endless()), response, () => {})
}
