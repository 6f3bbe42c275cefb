/** What a form or an address gave, whatever it is: nothing is converted, and what is of another shape is not there. */
export interface Fields {
  /** Trimmed; undefined: not given, or empty. */
  one(name: string): string | undefined
  /** All of this name. */
  many(name: string): readonly string[]
  /** Only when it is one of these. */
  of<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined
  names(): readonly string[]
}

const MOST_CHARS = 2_000

export function fieldsOf(source: unknown): Fields {
  const given = new Map<string, unknown>(typeof source === 'object' && source !== null ? Object.entries(source) : [])
  const many = (name: string): string[] => {
    const value = given.get(name)
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    return all.flatMap((text) => (typeof text === 'string' && text.trim() !== '' ? [text.trim().slice(0, MOST_CHARS)] : []))
  }
  const one = (name: string) => many(name)[0]
  return { one, many, of: (name, choices) => choices.find((choice) => choice === one(name)), names: () => [...given.keys()] }
}

/** A day as a date field gives it, from its beginning in this zone; undefined: it is none. */
export function dayOf(text: string | undefined, offsetHours: number): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? undefined : new Date(at.getTime() - offsetHours * 3_600_000)
}
