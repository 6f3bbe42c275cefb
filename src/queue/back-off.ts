import type { BackoffSettings } from '../contract/settings.ts'

/** Milliseconds to wait after so many spent attempts: exponential with a cap, the upper half of it by chance. */
export function backOff({ firstMs, maxMs }: BackoffSettings, attempts: number): number {
  const whole = Math.min(firstMs * 2 ** Math.min(attempts, 30), maxMs)
  return Math.round(whole / 2 + (Math.random() * whole) / 2)
}
