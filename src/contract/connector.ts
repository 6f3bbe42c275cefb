import type { Origin, Status } from './complaint.ts'
import type { TwoTexts } from './error-words.ts'
import type { ErrorCode, FieldError } from './errors.ts'
import type { People, Recipient, Remembered } from './people.ts'

/** Plain JSON Schema 2020-12. */
export type JsonSchema = object

/**
 * Code for one partner protocol. Holds no state: what must outlive a call is a cursor or is in the ledger.
 * A capability is present or absent; nothing throws "not implemented".
 */
export interface Connector<Config = unknown, Secret extends string = string> {
  /** The folder's name. It is written to the ledger and never changes. */
  readonly kind: string
  readonly title: string
  /** Checks channel.config when it is loaded, and draws the console's form. */
  readonly config: JsonSchema
  /** Names only; values are resolved elsewhere and redacted everywhere. */
  readonly secrets: readonly Secret[]
  /** A secret that a valid `config` needs and the channel does not name: where in the config it is needed, and what to set. null: none. Asked when the channel is loaded. */
  lacks?(config: Config, secretNames: readonly string[]): FieldError | null
  /** Push: verify rawBody, then read it. No network. Throws refuse codes. Called once a request, many at a time. */
  receive?(request: InboundRequest, channel: Channel<Config, Secret>): Promise<Reception>
  /** Pull: one bounded page. Called under a lease, one at a time a channel; the returned cursor is stored after the arrivals are. */
  poll?(cursor: string | null, channel: Channel<Config, Secret>): Promise<Page>
  /** Runs until channel.signal aborts, under a lease; acknowledges upstream only after store() resolved. */
  listen?(store: (arrival: Arrival) => Promise<Stored>, channel: Channel<Config, Secret>): Promise<void>
  /**
   * One message of a person, which `receive` verified and read (`outcome: 'message'`), on a channel of people. May use the network and `channel.people`. The answer is given to
   * who delivered it; absent: 200, empty. A throw is answered with its code, so that it is delivered again. May be called again with the same message, and for two messages at once.
   */
  converse?(message: unknown, channel: Channel<Config, Secret>): Promise<ProtocolAnswer | undefined>
  /** The time that `channel.people.memory` was given for this key has come. Writes or forgets it; otherwise it is called again a minute later. */
  wake?(remembered: Remembered, channel: Channel<Config, Secret>): Promise<void>
  /**
   * Reads again what was kept as `raw`, for a replay: the payload and the files, as they were given then. No network, no proof of the sender. Throws
   * refuse codes. Absent: `raw` is the payload as JSON.
   */
  reread?(kept: { readonly raw: Uint8Array; readonly mediaType: string }): Promise<Pick<Arrival, 'payload' | 'files'>>
  /** Tells the origin. May come twice with one feedback.id. Throws retry, wait or park codes (`recipient_gone` stops it for good: the channel, or on a channel of people this person). */
  reply?(feedback: Feedback, channel: Channel<Config, Secret>): Promise<Reply>
  /** Whether a channel with this configuration can be told. Absent: every channel can, when `reply` is there. */
  repliesTo?(config: Config): boolean
  /** A message with which staff see that the way out works. */
  readonly testMessage?: TestMessage<Config, Secret>
  /** Cheap, read-only, nothing a citizen could see. */
  probe(channel: Channel<Config, Secret>): Promise<Probe>
}

/** A message that changes nothing at the other side, and says of itself that it is a test. */
export interface TestMessage<Config = unknown, Secret extends string = string> {
  /** Where it goes: to the address in the configuration, or to one that staff type in. null: with this configuration nobody can be told. */
  goesTo(config: Config): TestTarget | null
  /**
   * Called when a person asks for it; each call is a new message. `to` is the address of a person, as it was typed: it goes to the other side and nowhere else, and stands in nothing that is
   * given back, logged or thrown. Throws the codes of `reply`; `request_unreadable` when `to` is no address.
   */
  send(to: string, channel: Channel<Config, Secret>): Promise<TestAnswer>
}

export type TestTarget = 'callback' | 'email' | 'phone' | 'chat'

export interface TestAnswer {
  /** One line: what was sent, and to which host. */
  readonly sent: string
  /** What the other side answered, shortened. No secret. */
  readonly answered: string
}

/** One region's configured use of a connector, as the connector sees it. */
export interface Channel<Config = unknown, Secret extends string = string> {
  readonly id: string
  readonly app: string
  readonly region: { readonly code: string; readonly name: string; readonly timezone: string }
  readonly config: Config
  /** Only what is set. A value may hold several secrets, separated by white space or commas, newest first. */
  readonly secrets: Readonly<Partial<Record<Secret, string>>>
  readonly http: GuardedHttp
  readonly log: Log
  now(): Date
  readonly signal: AbortSignal
  /** For connectors whose senders are people. */
  readonly people: People
}

/** Events and ids only: never a body, a phone, a name, a secret. */
export interface Log {
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** A way out that is bounded in time, size and destination: no redirects, no private addresses unless allowed, nothing secret logged. */
export interface GuardedHttp {
  /**
   * Resolves with any HTTP answer, whatever its status.
   * Throws `connection_failed` when nothing was sent, `answer_lost` when it may have been, `response_unexpected` when the answer is too large,
   * `config_invalid` when the address is not allowed.
   */
  request(call: HttpCall): Promise<HttpAnswer>
}

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Default 30,000. */
  readonly connectTimeoutMs?: number
  /** From the first byte sent to the last byte read. Default 90,000. */
  readonly timeoutMs?: number
  /** Default 5 MiB. */
  readonly maxAnswerBytes?: number
  /**
   * It must not be done twice. It is never sent again by itself, and goes over a kept connection only when that rested for less than a second, so that a server which closes what rests
   * hardly ever makes the outcome unknown (ADR 29). Default false: a GET or HEAD is sent once more when the kept connection turns out to be dead.
   */
  readonly once?: boolean
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface InboundRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly query: Readonly<Record<string, string>>
  /** Lower-case names; repeated ones joined with ', '. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as sent, after Content-Encoding was undone. */
  readonly rawBody: Uint8Array
  readonly remoteAddress: string
}

/** What a partner sent, untouched, with the partner's own ticket. */
export interface Arrival {
  /** Set when the protocol itself carries a ticket (a Message-ID, an update id); otherwise the mapping finds it in the payload. */
  readonly ticket?: string
  /** JSON-like: what mappings read. */
  readonly payload: unknown
  readonly raw: Uint8Array
  readonly mediaType: string
  /** The protocol's id of this very message. The same id with another body is refused as a replay. */
  readonly messageId?: string
  /** Files that came with it; the payload or the mapping names them `file-part:<index>`. */
  readonly files?: readonly ArrivalFile[]
  /** A page where a person can see it at the origin. */
  readonly link?: string
}

export interface ArrivalFile {
  readonly field: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export type Reception =
  | { readonly outcome: 'arrival'; readonly arrival: Arrival }
  /** Nothing to store: a subscription check, an event that is not ours. Counted; answered 200 with `why`. */
  | { readonly outcome: 'ignored'; readonly why: string }
  /** The protocol wants an answer of its own (a challenge). */
  | ({ readonly outcome: 'answered' } & ProtocolAnswer)
  /** A person's message, for `converse`. */
  | { readonly outcome: 'message'; readonly message: unknown }

/** What the protocol wants to be answered. */
export interface ProtocolAnswer {
  readonly status: number
  readonly mediaType: string
  readonly body: string
}

export interface Page {
  /** Each item on its own: a bad one is parked and the rest goes on. */
  readonly arrivals: readonly Arrival[]
  /** Items which could not even be read as arrivals; parked with their raw text. */
  readonly unreadable?: readonly { readonly raw: Uint8Array; readonly error: FieldError }[]
  readonly cursor: string | null
  /** True: ask again at once. False: until the next interval. */
  readonly more: boolean
}

/** What intake did with an arrival. */
export type Stored =
  | { readonly outcome: 'stored' | 'seen' | 'updated' | 'parked'; readonly id: string }
  | { readonly outcome: 'ignored'; readonly why: string; readonly id?: string }

/** One change of status or one answer, on its way back to the origin. */
export interface Feedback {
  readonly id: string
  readonly complaintId: string
  readonly origin: Origin
  /** receipt: it was stored, on a channel of people; `laporId` is empty then. */
  readonly kind: 'status' | 'answer' | 'receipt'
  readonly status: Status
  /** The status in the region's own word, from its mapping; our word where it has none. */
  readonly statusOrigin: string
  /** LAPOR!'s own word. */
  readonly statusNative: string | null
  /** RFC 3339, UTC. */
  readonly at: string
  readonly laporId: string
  readonly trackingId: string | null
  readonly institution: string | null
  readonly answer: Answer | null
  /** On a channel of people: to whom it goes. Null: elsewhere, or the person was erased. */
  readonly recipient: Recipient | null
}

export interface Answer {
  readonly text: string
  readonly from: string | null
  readonly attachments: readonly { readonly name: string; readonly url: string }[]
}

export interface Reply {
  /** The partner's id of what it took, where it gives one. */
  readonly reference?: string
}

export interface Probe {
  readonly healthy: boolean
  /** It answers, though not as it should (refused credentials, a list that it does not have). Absent: the same as `healthy`. */
  readonly reachable?: boolean
  /** One line for an operator, in English: what was asked and what came. No secrets. */
  readonly detail: string
  /** The same line in both languages. Absent: the gateway says what `code` means beside `detail`. */
  readonly words?: TwoTexts
  /** Why it failed, where it failed with a code. */
  readonly code?: ErrorCode
  /** When those end that the other side showed, where it is not asked over `channel.http`, which sees them by itself. */
  readonly certificates?: readonly { readonly host: string; readonly endsAt: Date }[]
  readonly latencyMs?: number
}
