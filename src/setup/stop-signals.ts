const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const PARENT_CHECK_MS = 500

/**
 * Calls `stop` once: for the first signal, or when the npm that runs us is gone.
 * A Ctrl-C under npm arrives several times: from the terminal, from npm and from what stands between.
 */
export function onStopSignal(stop: () => void): void {
  let seen = false
  const stopOnce = () => {
    if (seen) return
    seen = true
    stop()
  }
  for (const signal of SIGNALS) process.on(signal, stopOnce)
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stopOnce()
  }, PARENT_CHECK_MS).unref()
}
