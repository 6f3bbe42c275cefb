import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { inspect } from 'node:util'
import type { Channel } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { openTestChannel } from '../peers/channel.ts'
import { openPartner, type Partner, type PartnerRule } from '../peers/partner.ts'
import type { ConnectorDescription } from './describe-connector.ts'

export interface Bench<Config, Secret extends string> {
  readonly partner: Partner
  readonly channel: Channel<Config, Secret>
  readonly stop: AbortController
  /** Keeps something for the search for secrets. */
  keep(thing: unknown): void
  /** The coded error that `work` ends in; anything else fails the test. */
  failure(work: Promise<unknown> | undefined): Promise<GatewayError>
}

/** A partner and a channel for one test. At its end everything logged, thrown or kept is searched for secrets, and every connection for one that left the machine. */
export async function openBench<Config, Secret extends string>(
  t: TestContext,
  description: ConnectorDescription<Config, Secret>,
  options: { rule?: PartnerRule; allowAddresses?: readonly string[] } = {},
): Promise<Bench<Config, Secret>> {
  const strangers = watchConnections(t)
  const kept: unknown[] = []
  const partner = await openPartner(t, options.rule ?? description.partner ?? (() => ({})))
  const stop = new AbortController()
  const channel = openTestChannel<Config, Secret>(t, {
    config: description.config(partner.url),
    secrets: description.secrets,
    signal: stop.signal,
    logged: kept,
    ...(options.allowAddresses === undefined ? {} : { allowAddresses: options.allowAddresses }),
  })
  t.after(() => {
    stop.abort()
    assert.deepEqual(strangers, [], 'a connection left this machine')
    assertNoSecret(kept, description.secrets)
  })
  return {
    partner,
    channel,
    stop,
    keep: (thing) => void kept.push(thing),
    failure: async (work) => {
      const error: unknown = await Promise.resolve(work).then(
        () => assert.fail('it should have failed'),
        (thrown: unknown) => thrown,
      )
      kept.push(error)
      if (error instanceof GatewayError) return error
      throw error
    },
  }
}

export function assertNoSecret(things: readonly unknown[], secrets: Readonly<Record<string, string>>): void {
  const text = show(things)
  for (const [name, value] of Object.entries(secrets)) {
    const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : ''
    const forms = [value, password || value, value.replace(/^whsec_/, ''), Buffer.from(value).toString('base64'), encodeURIComponent(value)]
    for (const form of forms) {
      assert.ok(!text.includes(form), `the secret '${name}' is in what was logged, thrown or kept`)
    }
  }
}

/** Everything in it, as text. */
export function show(things: readonly unknown[]): string {
  return inspect(things, { depth: 30, showHidden: true, maxStringLength: null, maxArrayLength: null })
}

const LOOPBACK = /^(127\.|::1$|localhost$|$)/

export function watchConnections(t: TestContext): string[] {
  const strangers: string[] = []
  const original = Socket.prototype.connect
  t.mock.method(Socket.prototype, 'connect', function connect(this: Socket, ...args: unknown[]) {
    const host = readHost(args)
    if (!LOOPBACK.test(host)) strangers.push(host)
    return Reflect.apply(original, this, args)
  })
  return strangers
}

function readHost(args: readonly unknown[]): string {
  const [first, second] = args.flat()
  if (typeof first === 'object' && first !== null) return String(Reflect.get(first, 'host') ?? '')
  return typeof second === 'string' ? second : ''
}
