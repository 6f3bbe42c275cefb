import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** The package has no types of its own. */
const { default: Provider } = createRequire(import.meta.url)('oidc-provider') as {
  default: new (
    issuer: string,
    options: object,
  ) => { callback(): RequestListener; on(event: string, listener: (...given: unknown[]) => void): void }
}

export interface IdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What it says of a person, by the name that is typed at its sign-in page; any password is right. */
  readonly people: Map<string, Record<string, unknown>>
}

/** oidc-provider on this machine, with its own pages to sign in. `gateway`: where it sends people back. */
export async function startIdentityProvider(t: TestContext, gateway: () => string): Promise<IdentityProvider> {
  const people = new Map<string, Record<string, unknown>>()
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { warn } = console
  // It tells of keys and pages that are for tests.
  console.warn = () => undefined
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'lapor-gateway',
        client_secret: 'secret-of-the-test',
        redirect_uris: [`${gateway()}/console/sign-in/provider/callback`],
        post_logout_redirect_uris: [`${gateway()}/console/sign-in`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'realm_access', 'region'] },
    ttl: Object.fromEntries(['Interaction', 'Session', 'Grant', 'AccessToken', 'IdToken', 'AuthorizationCode'].map((what) => [what, 600])),
    cookies: { keys: ['key-of-the-test'] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, ...people.get(id) }),
    }),
  })
  console.warn = warn
  answer = provider.callback()
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { issuer, clientId: 'lapor-gateway', clientSecret: 'secret-of-the-test', people }
}
