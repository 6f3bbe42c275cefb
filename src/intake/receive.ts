import type { Delivery, Origin } from '../contract/complaint.ts'
import type { InboundRequest } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { acceptPushed } from './accept-arrival.ts'
import { openDeskChannel } from './channel-context.ts'
import { hashBytes } from './content-hash.ts'
import type { Desk } from './desk.ts'

export interface AcceptedBody {
  readonly id: string
  readonly origin: Origin
  readonly delivery: Delivery
  readonly href: string
}

/** What a partner is answered. */
export type InboundAnswer =
  | { readonly kind: 'accepted'; readonly status: 200 | 202; readonly body: AcceptedBody }
  | { readonly kind: 'ignored'; readonly status: 200; readonly body: { readonly outcome: 'ignored'; readonly why: string } }
  /** The protocol's own answer, e.g. to a challenge. */
  | { readonly kind: 'answered'; readonly status: number; readonly mediaType: string; readonly body: string }

/** Verify, map, store, answer; the queue hears of it after the answer is certain. */
export function receiveRequest(desk: Desk, channelId: string, request: InboundRequest): Promise<InboundAnswer> {
  return countRefusal(desk, channelId, () => receiveArrival(desk, channelId, request))
}

async function receiveArrival(desk: Desk, channelId: string, request: InboundRequest): Promise<InboundAnswer> {
  const settings = await admitChannel(desk, channelId)
  const connector = desk.connectors.get(settings.connector)
  if (!connector?.receive) throw unknownChannel(channelId)
  const channel = openDeskChannel(desk, settings)
  const reception = await connector.receive(request, channel)
  if (reception.outcome === 'answered')
    return { kind: 'answered', status: reception.status, mediaType: reception.mediaType, body: reception.body }
  if (reception.outcome === 'ignored') return ignore(desk, channelId, reception.why)

  if (reception.outcome === 'message') {
    const answer = await connector.converse?.(reception.message, channel)
    return { kind: 'answered', ...(answer ?? { status: 200, mediaType: 'text/plain', body: '' }) }
  }

  const { arrival } = reception
  const message = arrival.messageId === undefined ? null : { id: arrival.messageId, bodyHash: hashBytes(request.rawBody) }
  const taken = desk.taking(settings.region.code)
  const accepted = await acceptPushed(desk, settings, arrival, message).finally(taken)
  if (accepted.outcome === 'ignored') return ignore(desk, channelId, accepted.why)
  desk.onArrival?.(channelId, accepted.outcome)
  const { id, origin, delivery } = accepted
  return {
    kind: 'accepted',
    status: accepted.outcome === 'stored' ? 202 : 200,
    body: { id, origin, delivery, href: `/v1/complaints/${id}` },
  }
}

/** Counts what is refused, on channels that exist: anybody may ask for others. */
export async function countRefusal<T>(desk: Desk, channelId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (desk.settings.current.channels.has(channelId))
      desk.onArrival?.(channelId, error instanceof GatewayError ? error.code : 'internal_error')
    throw error
  }
}

export async function admitChannel(desk: Desk, channelId: string): Promise<ChannelSettings> {
  const settings = desk.settings.current.channels.get(channelId)
  if (!settings) throw unknownChannel(channelId)
  if (!desk.connectors.get(settings.connector)?.receive) {
    throw new GatewayError('channel_unknown', `channel ${channelId} takes no requests: its reports are fetched by the gateway`)
  }
  if (settings.state === 'not_configured') {
    throw new GatewayError(
      'channel_not_configured',
      `channel ${channelId} is not configured yet${settings.why ? `: ${settings.why}` : ''}`,
      { retryAfterMs: 60_000 },
    )
  }
  if (settings.state === 'paused') throw pausedChannel(channelId, settings.why)
  const pause = await desk.pauses.of(channelId)
  if (pause && !pause.byGateway) throw pausedChannel(channelId, pause.reason)
  return settings
}

async function ignore(desk: Desk, channelId: string, why: string): Promise<InboundAnswer> {
  await desk.ledger.ignored.count(channelId, why.slice(0, 200))
  desk.onArrival?.(channelId, 'ignored')
  return { kind: 'ignored', status: 200, body: { outcome: 'ignored', why } }
}

function unknownChannel(channelId: string): GatewayError {
  return new GatewayError('channel_unknown', `there is no channel ${channelId.slice(0, 64)}; check the address you were given`)
}

function pausedChannel(channelId: string, why: string | null): GatewayError {
  return new GatewayError('channel_paused', `channel ${channelId} is paused${why ? `: ${why}` : ''}; ask the operator to resume it`)
}
