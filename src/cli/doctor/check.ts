/** One line of the doctor: what was looked at, how it is, and what to do when it is not well. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do; null when all is well. */
  readonly todo: string | null
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail, todo: null })
export const warn = (name: string, detail: string, todo: string): Finding => ({ name, state: 'warn', detail, todo })
export const fail = (name: string, detail: string, todo: string): Finding => ({ name, state: 'fail', detail, todo })

const LIMIT_MS = 15_000

/** A check that throws or takes too long is a finding as well. */
export async function guarded(name: string, todo: string, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([fail(name, `no answer within ${LIMIT_MS / 1000} s`, todo)]), LIMIT_MS)
  })
  try {
    return await Promise.race([check(), late])
  } catch (error) {
    return [fail(name, reasonOf(error), todo)]
  } finally {
    clearTimeout(timer)
  }
}

/** Some errors of Node hold their reasons in a list and have no message of their own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.message || String(Reflect.get(error, 'code') ?? error.name)
}
