import { isDeepStrictEqual } from 'node:util'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Desk } from './desk.ts'
import { listenOn } from './listen-runner.ts'
import { wakeConversations } from './people/wake-round.ts'
import { pollChannel } from './poll-runner.ts'
import { newHolder, underLease } from './under-lease.ts'

export interface Runners {
  start(): void
  close(): Promise<void>
}

/** Beside the round that wakes conversations: one poller and one listener for each ready channel whose connector can do it. A change of settings restarts the channels that changed, and no other. */
export function openRunners(desk: Desk): Runners {
  const holder = newHolder()
  const running = new Map<string, Running>()
  const leaving = new Map<string, Promise<unknown>>()
  const waking = new AbortController()
  let woken: Promise<void> = Promise.resolve()
  let forget: (() => void) | null = null

  /** `before`: what ran on this channel until now; two never run at once. */
  function run(settings: ChannelSettings, before: Promise<unknown>): Running | null {
    const connector = desk.connectors.get(settings.connector)
    if (settings.state !== 'ready' || !(connector?.poll || connector?.listen)) return null
    const stop = new AbortController()
    const start = (name: string, work: Parameters<typeof underLease>[4]) =>
      before.then(() => underLease(desk, name, holder, stop.signal, work))
    const work: Promise<void>[] = []
    if (connector.poll) work.push(start(`poll:${settings.id}`, (signal, lease) => pollChannel(desk, settings, connector, signal, lease)))
    if (connector.listen) work.push(start(`listen:${settings.id}`, (signal) => listenOn(desk, settings, connector, signal)))
    return { settings, stop, done: Promise.all(work) }
  }

  function align(): void {
    const wanted = desk.settings.current.channels
    for (const [id, { settings, stop, done }] of running) {
      if (isDeepStrictEqual(wanted.get(id), settings)) continue
      stop.abort()
      running.delete(id)
      leaving.set(id, Promise.all([leaving.get(id), done]))
    }
    for (const [id, settings] of wanted) {
      if (running.has(id)) continue
      const started = run(settings, leaving.get(id) ?? Promise.resolve())
      if (started) running.set(id, started)
    }
  }

  return {
    start() {
      if (forget) return
      forget = desk.settings.onChange(align)
      align()
      woken = wakeConversations(desk, waking.signal)
    },
    async close() {
      forget?.()
      waking.abort()
      for (const { stop } of running.values()) stop.abort()
      await Promise.all([woken, ...leaving.values(), ...[...running.values()].map(({ done }) => done)])
    },
  }
}

interface Running {
  readonly settings: ChannelSettings
  readonly stop: AbortController
  readonly done: Promise<unknown>
}
