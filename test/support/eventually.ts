import { setTimeout as pause } from 'node:timers/promises'

/**
 * For what another process does and does not announce: asks until the answer is not undefined. Gives up after `mostMs`, far beyond what it should
 * take, so that a failure is a failure and not a slow machine.
 */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined> | T | undefined, mostMs = 120_000): Promise<T> {
  const until = Date.now() + mostMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > until) throw new Error(`waited ${mostMs} ms in vain: ${what}`)
    await pause(50)
  }
}
