import { Fault, type Transform } from '../reading.ts'
import { readInstant } from './instant.ts'

/** RFC 3339 in UTC with milliseconds. */
export const timestamp: Transform<string> = {
  expects: {
    id: 'waktu seperti 2026-11-20T08:15:00+07:00 atau 20-11-2026 08:15',
    en: 'a time such as 2026-11-20T08:15:00+07:00 or 20-11-2026 08:15',
  },
  personal: false,
  lenient: false,
  read: (value, options) => {
    const instant = readInstant(value, options)
    return instant === undefined || instant instanceof Fault ? instant : instant.toISOString()
  },
}
