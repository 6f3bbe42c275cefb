import { isDeepStrictEqual } from 'node:util'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Desk } from './desk.ts'
import { listenOn } from './listen-runner.ts'
import { pollChannel } from './poll-runner.ts'
import { newHolder, underLease } from './under-lease.ts'

export interface Runners {
  start(): void
  close(): Promise<void>
}

/** One poller and one listener for each ready channel whose connector can do it. A change of settings restarts the channels that changed, and no other. */
export function openRunners(desk: Desk): Runners {
  const holder = newHolder()
  const running = new Map<string, Running>()
  let forget: (() => void) | null = null
  let closed = false
  let aligning: Promise<void> = Promise.resolve()

  function run(settings: ChannelSettings): Running | null {
    const connector = desk.connectors.get(settings.connector)
    if (settings.state !== 'ready' || !(connector?.poll || connector?.listen)) return null
    const stop = new AbortController()
    const work: Promise<void>[] = []
    if (connector.poll)
      work.push(
        underLease(desk, `poll:${settings.id}`, holder, stop.signal, (signal, lease) =>
          pollChannel(desk, settings, connector, signal, lease),
        ),
      )
    if (connector.listen)
      work.push(underLease(desk, `listen:${settings.id}`, holder, stop.signal, (signal) => listenOn(desk, settings, connector, signal)))
    return { settings, stop, done: Promise.all(work) }
  }

  async function align(): Promise<void> {
    const wanted = desk.settings.current.channels
    for (const [id, { settings, stop, done }] of running) {
      if (isDeepStrictEqual(wanted.get(id), settings)) continue
      stop.abort()
      await done
      running.delete(id)
    }
    for (const [id, settings] of wanted) {
      if (running.has(id) || closed) continue
      const started = run(settings)
      if (started) running.set(id, started)
    }
  }

  const alignSoon = () => {
    aligning = aligning.then(align).catch((error: Error) => desk.log.error({ error: error.message }, 'channels not restarted'))
  }

  return {
    start() {
      if (forget) return
      forget = desk.settings.onChange(alignSoon)
      alignSoon()
    },
    async close() {
      forget?.()
      closed = true
      for (const { stop } of running.values()) stop.abort()
      await aligning
      for (const { stop } of running.values()) stop.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}

interface Running {
  readonly settings: ChannelSettings
  readonly stop: AbortController
  readonly done: Promise<unknown>
}
