import type { Log } from '../contract/connector.ts'

/** Adds fields to every line and takes secrets out of all that is logged. */
export function redactLog(log: Log, fields: object, secrets: readonly string[]): Log {
  const clean = (text: string): string => hideSecrets(text, secrets)
  const line = (level: keyof Log) => (data: object, message: string) =>
    log[level](cleanMembers({ ...fields, ...data }, clean), clean(message))
  return { info: line('info'), warn: line('warn'), error: line('error') }
}

export function hideSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets.flatMap((value) => [value, ...value.split(/[\s,]+/)]).filter((word) => word.length >= 4)
  return hidden.reduce((left, word) => left.replaceAll(word, '[redacted]'), text)
}

function cleanMembers(data: object, clean: (text: string) => string, depth = 0): object {
  if (data instanceof Error) return { name: data.name, message: clean(data.message) }
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      if (typeof value === 'string') return [key, clean(value)]
      if (typeof value !== 'object' || value === null) return [key, value]
      return [key, depth > 3 ? '[deep]' : cleanMembers(value, clean, depth + 1)]
    }),
  )
}
