/** How often the clock is looked at, and what counts as a jump rather than as being set right. */
const EVERY_MS = 500
const JUMP_MS = 1_000

/** Calls back whenever the clock of the machine went back. */
export function watchClock(wentBack: (byMs: number) => void): { close(): void } {
  let last = Date.now() - performance.now()
  const timer = setInterval(() => {
    const offset = Date.now() - performance.now()
    if (last - offset > JUMP_MS) wentBack(last - offset)
    last = offset
  }, EVERY_MS)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
