import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Connector, Page } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'

/** A partner that is polled: answers each call with what the test's `answer` gives. */
export async function startPagePartner(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string }> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Polls `{ items, cursor, more }` from config.url; the smallest connector that can. */
export const pageConnector: Connector = {
  kind: 'page',
  title: 'Pages, for tests of the runner',
  config: {},
  secrets: ['token'],
  async poll(cursor, channel): Promise<Page> {
    const { url } = channel.config as { url: string }
    const answer = await channel.http.request({
      method: 'GET',
      url: `${url}/?cursor=${cursor ?? ''}`,
      headers: { authorization: `Bearer ${channel.secrets['token'] ?? ''}` },
      signal: channel.signal,
    })
    if (answer.status === 401) throw new GatewayError('credentials_refused', 'the partner refused the token')
    if (answer.status === 429)
      throw new GatewayError('throttled', 'the partner asked to wait', { retryAfterMs: Number(answer.headers['retry-after'] ?? 1) * 1000 })
    if (answer.status !== 200) throw new GatewayError('central_unavailable', `the partner answered ${answer.status}`)
    const page = JSON.parse(Buffer.from(answer.body).toString()) as { items: unknown[]; cursor?: string; more?: boolean }
    return {
      arrivals: page.items.map((payload) => ({ payload, raw: Buffer.from(JSON.stringify(payload)), mediaType: 'application/json' })),
      cursor: page.cursor ?? null,
      more: page.more ?? false,
    }
  },
  probe: async () => ({ healthy: true, detail: 'not asked' }),
}
