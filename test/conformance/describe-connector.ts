import type { TestContext } from 'node:test'
import type { Connector, Feedback, InboundRequest } from '../../src/contract/connector.ts'
import type { ErrorCode } from '../../src/contract/errors.ts'
import type { Language } from '../../src/contract/texts.ts'
import type { PartnerRule } from '../peers/partner.ts'
import { checkConfig } from './check-config.ts'
import { checkPeopleReply } from './check-people-reply.ts'
import { checkPeopleWrite } from './check-people-write.ts'
import { checkPoll } from './check-poll.ts'
import { checkProbe } from './check-probe.ts'
import { checkReceive } from './check-receive.ts'
import { checkReply } from './check-reply.ts'
import { checkShape } from './check-shape.ts'
import { checkTestMessage } from './check-test-message.ts'

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
  /** How a good partner answers what poll, reply and probe ask over HTTP. Absent: the protocol is another, and `people.at` says where its server is. */
  readonly partner?: PartnerRule
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
  /** For a connector whose senders are people. */
  readonly people?: PeopleDescription<Config, Secret>
}

export interface PeopleDescription<Config, Secret extends string> {
  /** The peer has to be installed: this file of the folder (conformance.peer.test.ts) calls describePeople, and npm run test:peers runs it. */
  readonly elsewhere?: string
  /** The other side: a server on loopback, for one test; gone after it (t.after). Called for each check. */
  readonly peer: (t: TestContext) => Promise<Peer<Config, Secret>>
  /** Without `partner`: how a channel names a server at this port of 127.0.0.1, which hangs up or talks nonsense. Probe and reply must end in a coded error. */
  readonly at?: (port: number) => { readonly config: Config; readonly secrets: Readonly<Record<Secret, string>> }
}

/** The other side of a channel of people, as the suite uses it. */
export interface Peer<Config, Secret extends string> {
  readonly config: Config
  readonly secrets: Readonly<Record<Secret, string>>
  /** The sender, in the connector's own words (Report.sender). */
  readonly person: string
  /** Names, words and the like which the messages below hold: with `person`, they must be in no log and no error. */
  readonly personal: readonly string[]
  /** What one person writes, one after the other, so that it becomes one complaint. The same each time. */
  readonly conversation: readonly PeerMessage[]
  /** Kinds of messages that are none of ours, or that do not exist yet: ignored, and the channel goes on. */
  readonly unknown: readonly PeerMessage[]
  /** With `wake`: what a person writes and does not finish, so that something is remembered until its time. */
  readonly unfinished?: readonly PeerMessage[]
  /** With `listen`: how many connections are open, or calls under way where connections are kept alive. */
  readonly open?: () => number
  /** `Feedback.recipient.replyTo` of a person who speaks this language. */
  readonly replyTo: (language: Language) => unknown
  /** What people were told, oldest first, as a person reads it (parts of a long message put together). */
  readonly told: () => readonly { readonly to: string; readonly text: string }[]
  /** From now on the person cannot be reached any more (a blocked bot, an unknown mailbox). null: the protocol does not tell. */
  readonly gone: (() => void) | null
  /** From now on it is too much for the other side. null: the protocol does not tell. */
  readonly throttle: (() => void) | null
}

/** One message of a person. By `listen`: `send` and `acknowledged`; by `receive` and `converse`: `request`. */
export interface PeerMessage {
  /** Puts it where the listener finds it. Called again: the same message is there once more, where the protocol may do that. */
  readonly send?: () => void | Promise<void>
  /** Whether it was taken off there: what is not, comes again. */
  readonly acknowledged?: () => boolean | Promise<boolean>
  readonly request?: () => InboundRequest
}

/** Registers the whole suite for one connector. */
export function describeConnector<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  checkShape(description)
  checkConfig(description)
  checkReceive(description)
  checkPoll(description)
  checkReply(description)
  if (description.people?.elsewhere === undefined) describePeople(description)
  checkTestMessage(description)
  checkProbe(description)
}

/** The part about people alone, for a peer that is a program of somebody else: in conformance.peer.test.ts. */
export function describePeople<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  checkPeopleWrite(description)
  checkPeopleReply(description)
}

export function labelOf<Config, Secret extends string>({ connector, way }: ConnectorDescription<Config, Secret>): string {
  return way === undefined ? connector.kind : `${connector.kind} (${way})`
}
