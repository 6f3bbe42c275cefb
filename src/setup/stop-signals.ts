const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `stop` for the first signal only. A Ctrl-C under npm arrives several times: from the terminal, from npm and from the shell. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let seen = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (seen) return
      seen = true
      stop(signal)
    })
  }
}
