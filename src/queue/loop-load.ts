import { performance } from 'node:perf_hooks'

/** How busy this process was of late: the share of time in which its one thread had work, 0 to 1. Cheap to ask at every turn. */
export type LoopLoad = () => number

const WINDOW_MS = 50

export function openLoopLoad(): LoopLoad {
  let since = performance.eventLoopUtilization()
  let startedAt = performance.now()
  let load = 0
  return () => {
    const now = performance.now()
    if (now - startedAt < WINDOW_MS) return load
    const latest = performance.eventLoopUtilization()
    load = performance.eventLoopUtilization(latest, since).utilization
    since = latest
    startedAt = now
    return load
  }
}
