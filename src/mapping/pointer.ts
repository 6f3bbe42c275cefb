/** Reads one place of a payload. Own properties only: `__proto__` and `constructor` find nothing. */
export interface Pointer {
  readonly text: string
  read(payload: unknown): unknown
}

/** Compiles a JSON Pointer (RFC 6901) once; reading costs one lookup a step. The pointer's form was checked by the grammar. */
export function compilePointer(text: string): Pointer {
  const steps = text === '' ? [] : text.slice(1).split('/').map(unescapeStep)
  const first = steps[0]
  if (steps.length === 1 && first !== undefined) return { text, read: (payload) => readStep(payload, first) }
  return {
    text,
    read: (payload) => {
      let value = payload
      for (const step of steps) {
        value = readStep(value, step)
        if (value === undefined) return undefined
      }
      return value
    },
  }
}

export function compilePointers(from: string | readonly string[]): readonly Pointer[] {
  return (typeof from === 'string' ? [from] : from).map(compilePointer)
}

/** A step as it is written in a pointer. */
export function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function readStep(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const found = (value as Record<string, unknown>)[step]
  // Most of what is looked for is not there: asking whose it is, which costs more, is for what was found.
  return found !== undefined && Object.hasOwn(value, step) ? found : undefined
}
