import type { AddressInfo } from 'node:net'
import { after, type TestContext } from 'node:test'
import { buildSandbox, LAPOR_PREFIX, type SandboxOptions } from '../../src/sandbox/build-sandbox.ts'
import { type Database, openDatabase } from '../../src/sandbox/database.ts'
import { testDatabase } from './servers.ts'

export interface RunningSandbox {
  readonly url: string
  readonly laporUrl: string
  /** A JSON request; `body` undefined sends none. LAPOR!'s headers go along. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: any }>
}

let shared: Promise<Database> | null = null
after(async () => (await shared)?.end())

/** The sandbox on real PostgreSQL and a port of its own. The tests of a file share its database and find it empty. */
export async function startSandbox(t: TestContext, options: Omit<SandboxOptions, 'database'> = {}): Promise<RunningSandbox> {
  shared ??= testDatabase(t).then(openDatabase)
  const database = await shared
  await database.query('truncate complaints, files, partner_items, partner_callbacks cascade')
  const app = await buildSandbox({ database, ...options })
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    url,
    laporUrl: url + LAPOR_PREFIX,
    async ask(method, path, body) {
      const headers: Record<string, string> = { authorization: 'Bearer a', token: 'b' }
      const form = body instanceof FormData
      if (body !== undefined && !form) headers['content-type'] = 'application/json'
      const answer = await fetch(url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: form || typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        headers: answer.headers,
        body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : { text },
      }
    },
  }
}

/** The attested payload of a create. */
export const CREATE_PAYLOAD = {
  title: 'Jembatan gantung putus',
  content: '[Jabar Quick Response JQR-2026-0001] Jembatan gantung di Desa Sukamaju putus sejak Rabu.',
  channel: 13,
  is_new_user_slider: false,
  user_id: 1,
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
  attachments: false,
}
