import type { Connector } from '../contract/connector.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { acceptCollected } from './accept-arrival.ts'
import { openDeskChannel } from './channel-context.ts'
import type { Desk } from './desk.ts'
import { pause } from './pause.ts'
import { openTroubles } from './troubles.ts'

/** Keeps a listener up until the signal aborts. A listener that ends or fails is started again, ever more slowly. */
export async function listenOn(desk: Desk, settings: ChannelSettings, connector: Connector, signal: AbortSignal): Promise<void> {
  const troubles = openTroubles(desk, settings)
  while (!signal.aborted) {
    if (await troubles.isPaused()) {
      await pause(5000, signal)
      continue
    }
    try {
      await connector.listen?.(
        async (arrival) => {
          const stored = await acceptCollected(desk, settings, arrival)
          await troubles.over()
          return stored
        },
        openDeskChannel(desk, settings, signal),
      )
      if (!signal.aborted) throw new Error('the listener ended by itself')
    } catch (error) {
      if (signal.aborted) return
      await pause(await troubles.meet(error), signal)
    }
  }
}
