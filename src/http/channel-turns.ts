/** How many reports of one channel are mapped and stored at the same time. */
export interface ChannelTurns {
  /** Runs when it is this one's turn; first come, first served. */
  take<T>(channel: string, work: () => Promise<T>): Promise<T>
}

export interface TurnLimits {
  /** While no other channel sends. */
  readonly alone: number
  /** While others send too. */
  readonly together: number
}

/** Another channel counts as sending for so long after its last report. */
const SENDS_MS = 5_000

interface Turns {
  busy: number
  readonly waiting: (() => void)[]
}

/**
 * Keeps a channel that sends thousands at once from filling the process: every other request, and every report on its way to the centre, would have to wait for
 * all of them at each of its steps.
 */
export function openChannelTurns({ alone, together }: TurnLimits, now: () => number = () => performance.now()): ChannelTurns {
  const channels = new Map<string, Turns>()
  let latest = { channel: '', at: Number.NEGATIVE_INFINITY }
  /** The last one of another channel than `latest`. */
  let other = latest

  function note(channel: string): void {
    if (latest.channel !== channel) other = latest
    latest = { channel, at: now() }
  }

  function limitOf(channel: string): number {
    const rival = latest.channel === channel ? other : latest
    return now() - rival.at < SENDS_MS ? together : alone
  }

  function begin(channel: string, turns: Turns): void {
    while (turns.waiting.length > 0 && turns.busy < limitOf(channel)) {
      turns.busy += 1
      turns.waiting.shift()?.()
    }
  }

  return {
    async take(channel, work) {
      note(channel)
      const turns = channels.get(channel) ?? { busy: 0, waiting: [] }
      channels.set(channel, turns)
      await new Promise<void>((start) => {
        turns.waiting.push(start)
        begin(channel, turns)
      })
      try {
        return await work()
      } finally {
        turns.busy -= 1
        begin(channel, turns)
        if (turns.busy === 0) channels.delete(channel)
      }
    },
  }
}
