import type { Connector, Feedback, InboundRequest } from '../../src/contract/connector.ts'
import type { ErrorCode } from '../../src/contract/errors.ts'
import type { PartnerRule } from '../peers/partner.ts'
import { checkConfig } from './check-config.ts'
import { checkPoll } from './check-poll.ts'
import { checkProbe } from './check-probe.ts'
import { checkReceive } from './check-receive.ts'
import { checkReply } from './check-reply.ts'
import { checkShape } from './check-shape.ts'

/** What a connector says of itself. Each capability that it has must be described, and none that it has not. */
export interface ConnectorDescription<Config = unknown, Secret extends string = string> {
  readonly connector: Connector<Config, Secret>
  /** Which way of using it this is, where one connector describes itself more than once. */
  readonly way?: string
  /** One valid configuration; `partnerUrl` is where the partner of the test listens. */
  readonly config: (partnerUrl: string) => Config
  /** A value for each secret. The suite looks for them in everything that is logged, thrown or kept. */
  readonly secrets: Readonly<Record<Secret, string>>
  /** Configurations that must be refused, and what must be said. An unknown key is tried in any case. */
  readonly badConfigs: readonly { readonly name: string; readonly config: unknown; readonly says: RegExp }[]
  /** How a good partner answers what poll, reply and probe ask. */
  readonly partner: PartnerRule
  readonly receive?: {
    /** A good request. Called often; each time the same. */
    readonly good: () => InboundRequest
    /** The headers which prove the sender: taken away, changed and doubled, each must be refused. */
    readonly proofHeaders: readonly string[]
    /** The proof covers the body: a changed body must be refused. */
    readonly bodyIsProved: boolean
    /** Good proof, bad content: what a partner must be told. */
    readonly malformed: readonly { readonly name: string; readonly request: () => InboundRequest; readonly code: ErrorCode }[]
  }
  readonly poll?: {
    /** How many reports the good partner has. */
    readonly reports: number
  }
  readonly reply?: { readonly feedback: Feedback }
}

/** Registers the whole suite for one connector. */
export function describeConnector<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  checkShape(description)
  checkConfig(description)
  checkReceive(description)
  checkPoll(description)
  checkReply(description)
  checkProbe(description)
}

export function labelOf<Config, Secret extends string>({ connector, way }: ConnectorDescription<Config, Secret>): string {
  return way === undefined ? connector.kind : `${connector.kind} (${way})`
}
