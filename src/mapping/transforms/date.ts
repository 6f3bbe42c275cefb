import { Fault, type Transform, ZONES } from '../reading.ts'
import { readInstant } from './instant.ts'

/** The day in the mapping's zone, YYYY-MM-DD. */
export const date: Transform<string> = {
  expects: { id: 'tanggal seperti 2026-11-20 atau 20 November 2026', en: 'a day such as 2026-11-20 or 20 November 2026' },
  personal: false,
  lenient: false,
  read: (value, options) => {
    const instant = readInstant(value, options)
    return instant === undefined || instant instanceof Fault ? instant : dayOf(instant, ZONES[options.zone])
  },
}

function dayOf(at: Date, offset: number): string {
  return new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 10)
}
