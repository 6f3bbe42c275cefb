import type { Channel, InboundRequest } from '../contract/connector.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { PausedBy } from '../ledger/running-state.ts'
import { openDeskChannel } from './channel-context.ts'
import { openChannelPauses } from './channel-pauses.ts'
import type { Desk, IntakeParts } from './desk.ts'
import { type PushedUpdate, pushUpdate, type UpdateAnswer } from './push-update.ts'
import { admitChannel, countRefusal, type InboundAnswer, receiveRequest } from './receive.ts'
import { openRunners } from './runners.ts'
import { openTakenFirst } from './taken-first.ts'

/** The way in. Everything it refuses is thrown as a GatewayError. */
export interface Intake {
  /** Whether the channel takes pushes now; throws before a body need be read. */
  admit(channelId: string): Promise<ChannelSettings>
  receive(channelId: string, request: InboundRequest): Promise<InboundAnswer>
  /** An update that the region sends with its key; `channel` is the key's, and the shape was checked. */
  pushUpdate(channel: ChannelSettings, complaintId: string, update: PushedUpdate): Promise<UpdateAnswer>
  /** A channel as its connector sees it, with the hub behind it. */
  openChannel(settings: ChannelSettings, signal: AbortSignal): Channel
  pause(channelId: string, paused: boolean, who: PausedBy): Promise<void>
  /** How many reports are stored and wait until a burst is over (taken-first.ts). */
  held(): number
  /** Pollers and listeners of every ready channel, each under a lease; and conversations are woken. */
  startPolling(): void
  /** Resolves when the runners have stopped and given back their leases. */
  close(): Promise<void>
}

export function openIntake(parts: IntakeParts): Intake {
  const pauses = openChannelPauses(parts.ledger, parts.log)
  const stop = new AbortController()
  const first = openTakenFirst({ enqueue: parts.enqueue, noteHeld: parts.noteHeld ?? (() => undefined) })
  const desk: Desk = {
    ...parts,
    pauses,
    taking: first.taking,
    enqueue: first.enqueue,
    signal: stop.signal,
    noteIn: noteInNowAndThen(parts),
  }
  const runners = openRunners(desk)

  return {
    admit: (channelId) => countRefusal(desk, channelId, () => admitChannel(desk, channelId)),
    receive: (channelId, request) => receiveRequest(desk, channelId, request),
    pushUpdate: (channel, complaintId, update) => pushUpdate(desk, channel, complaintId, update),
    openChannel: (settings, signal) => openDeskChannel(desk, settings, signal),
    pause: (channelId, paused, who) => pauses.set(channelId, paused, who),
    held: first.held,
    startPolling: () => runners.start(),
    async close() {
      stop.abort()
      await runners.close()
      first.close()
    },
  }
}

const NOTE_EVERY_MS = 10_000
const GATHER_MS = 1_000

/** One write a channel in ten seconds is enough to tell silence from traffic; those of one second are written together. */
function noteInNowAndThen({ ledger }: IntakeParts): Desk['noteIn'] {
  const notedAt = new Map<string, number>()
  let heard: string[] = []

  function write(): void {
    const channels = heard
    heard = []
    ledger.channelStates.noteIn(...channels).catch(() => {
      for (const channel of channels) notedAt.delete(channel)
    })
  }

  return (channelId) => {
    const now = performance.now()
    if (now - (notedAt.get(channelId) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return
    notedAt.set(channelId, now)
    if (heard.push(channelId) === 1) setTimeout(write, GATHER_MS).unref()
  }
}
