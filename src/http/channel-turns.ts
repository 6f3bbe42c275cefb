/** How many reports of one channel are mapped and stored at the same time. */
export interface ChannelTurns {
  /** Runs when it is this one's turn; first come, first served. */
  take<T>(channel: string, work: () => Promise<T>): Promise<T>
}

/**
 * Keeps a channel that sends thousands at once from filling the process: every other request, and every report on its way to the centre, would have to wait for
 * all of them at each of its steps.
 */
export function openChannelTurns(atOnce: number): ChannelTurns {
  const channels = new Map<string, { busy: number; readonly waiting: (() => void)[] }>()

  return {
    async take(channel, work) {
      const turns = channels.get(channel) ?? { busy: 0, waiting: [] }
      channels.set(channel, turns)
      // Whoever is called from the line takes over the place of the one before.
      if (turns.busy < atOnce) turns.busy += 1
      else await new Promise<void>((start) => turns.waiting.push(start))
      try {
        return await work()
      } finally {
        const next = turns.waiting.shift()
        if (next) next()
        else if (--turns.busy === 0) channels.delete(channel)
      }
    },
  }
}
