import { randomUUID } from 'node:crypto'
import * as oidc from 'openid-client'
import type { GuardedHttp, Log } from '../contract/connector.ts'
import type { OidcSettings } from '../contract/console-settings.ts'
import { GatewayError } from '../contract/errors.ts'
import { createGuardedHttp } from '../outbound/guarded-http.ts'

/** What the provider says of a person. */
export interface Identity {
  /** Stays, whatever else changes: issuer and subject. */
  readonly subject: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** The authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1; RFC 9700). */
export interface OidcClient {
  /** Where the browser goes, and what it must bring back in its cookie. Throws `provider_unavailable`. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly flow: string }>
  /** `answered`: the address at which the browser came back. Throws `sign_in_refused` when it is no answer to this flow, `provider_unavailable`. */
  finish(answered: URL, flow: string): Promise<Identity>
  /** Where a browser also signs out of the provider; null: the provider has no such page. */
  endUrl(returnTo: string): Promise<string | null>
  close(): void
}

const TIMEOUT_MS = 10_000
/** Addresses and keys of a provider change seldom. */
const DISCOVER_EVERY_MS = 3_600_000

export function openOidcClient(settings: OidcSettings, log: Log): OidcClient {
  const http = createGuardedHttp({ allowAddresses: settings.allowAddresses, log })
  let known: { readonly config: Promise<oidc.Configuration>; readonly at: number } | null = null

  /** A failure is not kept: the next one asks again. */
  function discover(): Promise<oidc.Configuration> {
    if (known !== null && Date.now() - known.at < DISCOVER_EVERY_MS) return known.config
    const config = discoverOnce(settings, http)
    known = { config, at: Date.now() }
    config.catch(() => {
      known = null
    })
    return config
  }

  return {
    async begin(redirectUri) {
      const config = await reach(discover)
      const flow = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      })
      return { url: url.href, flow: Buffer.from(JSON.stringify(flow)).toString('base64url') }
    },
    async finish(answered, flow) {
      const { state, nonce, verifier } = readFlow(flow)
      const config = await reach(discover)
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
      const tokens = await reach(() => oidc.authorizationCodeGrant(config, answered, checks))
      const claims = tokens.claims()
      if (claims === undefined) throw refused('the provider gave no identity')
      const more = config.serverMetadata().userinfo_endpoint
        ? await reach(() => oidc.fetchUserInfo(config, tokens.access_token, claims.sub))
        : {}
      return { subject: `${claims.iss} ${claims.sub}`, claims: { ...claims, ...more } }
    },
    async endUrl(returnTo) {
      const config = await reach(discover)
      if (!config.serverMetadata().end_session_endpoint) return null
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo, state: randomUUID() }).href
    },
    close: () => http.close(),
  }
}

async function discoverOnce(settings: OidcSettings, http: GuardedHttp): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret, clientAuth } = settings
  const auth = clientAuth === 'post' ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret)
  // The configuration takes http on this machine only.
  const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  const config = await oidc.discovery(new URL(issuer), clientId, { client_secret: clientSecret }, auth, {
    [oidc.customFetch]: fetchThrough(http),
    execute,
    timeout: TIMEOUT_MS / 1000,
  })
  // Signatures of identities are checked as well, not only the connection over which they come.
  oidc.enableNonRepudiationChecks(config)
  return config
}

/** Requests of the library leave through the one guarded way out (ADR 4). */
function fetchThrough(http: GuardedHttp): oidc.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const answer = await http.request({
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers,
      ...(body === null || body === undefined ? {} : { body: String(body) }),
      timeoutMs: TIMEOUT_MS,
      connectTimeoutMs: TIMEOUT_MS,
      maxAnswerBytes: 1024 * 1024,
      ...(signal ? { signal } : {}),
    })
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers })
  }
}

/** What the library throws holds what was sent; only its kind goes on. */
async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'sign_in_refused') throw error
    if (error instanceof oidc.AuthorizationResponseError) throw refused(`the provider said ${error.error}`)
    if (error instanceof oidc.ResponseBodyError && error.status < 500) throw refused(`the provider said ${error.error}`)
    if (error instanceof oidc.ClientError && REFUSALS.has(error.code ?? '')) throw refused('the answer is none to this sign-in')
    const why = error instanceof GatewayError ? error.code : error instanceof Error ? String(Reflect.get(error, 'code') ?? error.name) : ''
    throw new GatewayError(
      'provider_unavailable',
      `the identity provider cannot be asked (${why}); sign in with a local account, or try again`,
      {
        retryAfterMs: 30_000,
      },
    )
  }
}

/** State, nonce, issuer or signature do not fit. */
const REFUSALS: ReadonlySet<string> = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_USERINFO_EXPECTED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_PARSE_ERROR',
])

function readFlow(flow: string): { state: string; nonce: string; verifier: string } {
  try {
    const { state, nonce, verifier } = JSON.parse(Buffer.from(flow, 'base64url').toString()) as Record<string, unknown>
    if (typeof state === 'string' && typeof nonce === 'string' && typeof verifier === 'string') return { state, nonce, verifier }
  } catch {
    // As if there were none.
  }
  throw refused('the sign-in took too long, or was begun in another browser')
}

const refused = (why: string): GatewayError => new GatewayError('sign_in_refused', why)
