import type { Connector } from '../contract/connector.ts'
import type { People } from '../contract/people.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { acceptCollected } from './accept-arrival.ts'
import { openDeskChannel } from './channel-context.ts'
import { type Desk, PACE } from './desk.ts'
import { pause } from './pause.ts'
import { openTroubles, type Troubles } from './troubles.ts'

/** Keeps a listener up until the signal aborts. A listener that ends or fails is started again, ever more slowly; while an operator pauses the channel there is none. */
export async function listenOn(desk: Desk, settings: ChannelSettings, connector: Connector, signal: AbortSignal): Promise<void> {
  const { lookForPauseMs } = { ...PACE, ...desk.pace }
  const troubles = openTroubles(desk, settings)
  while (!signal.aborted) {
    if (await troubles.isPaused()) {
      await pause(lookForPauseMs, signal)
      continue
    }
    const turn = openTurn(desk, settings, signal, troubles, lookForPauseMs)
    try {
      const channel = openDeskChannel(desk, settings, turn.signal)
      const store = async (...[arrival]: Parameters<Parameters<NonNullable<Connector['listen']>>[0]>) => {
        const stored = await acceptCollected(desk, settings, arrival)
        await troubles.over()
        return stored
      }
      await connector.listen?.(store, { ...channel, people: endTroubles(channel.people, troubles) })
      if (!turn.signal.aborted) throw new Error('the listener ended by itself')
    } catch (error) {
      if (signal.aborted) return
      if (!turn.signal.aborted) await pause(await troubles.meet(error), signal)
    } finally {
      turn.end()
    }
  }
}

/** A listener that stands for so long is well, also when nobody writes. */
const WELL_AFTER_MS = 120_000

/** One run of a listener: ends when the signal aborts or an operator pauses the channel. */
function openTurn(desk: Desk, settings: ChannelSettings, signal: AbortSignal, troubles: Troubles, lookMs: number) {
  const paused = new AbortController()
  const looking = setInterval(async () => {
    const found = await desk.pauses.of(settings.id)
    if (found && !found.byGateway) paused.abort()
  }, lookMs)
  const well = setTimeout(() => void troubles.over().catch(() => undefined), WELL_AFTER_MS)
  return {
    signal: AbortSignal.any([signal, paused.signal]),
    end() {
      clearInterval(looking)
      clearTimeout(well)
    },
  }
}

/** What a person wrote and was kept says that the channel works. */
function endTroubles(people: People, troubles: Troubles): People {
  return {
    ...people,
    async report(report) {
      const filed = await people.report(report)
      await troubles.over()
      return filed
    },
    async admit(sender, messageId) {
      const admission = await people.admit(sender, messageId)
      await troubles.over()
      return admission
    },
  }
}
