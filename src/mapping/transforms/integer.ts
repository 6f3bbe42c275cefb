import { isAbsent, scalarText } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

export const integer: Transform<number> = {
  expects: { id: 'bilangan bulat', en: 'a whole number' },
  personal: false,
  lenient: true,
  read: (value) => {
    if (isAbsent(value)) return undefined
    const written = scalarText(value)?.trim() ?? ''
    const number = /^[+-]?\d{1,16}(?:\.0{1,6})?$/.test(written) ? Number(written) : Number.NaN
    return Number.isSafeInteger(number) ? number : new Fault('bukan bilangan bulat', 'is not a whole number')
  },
}
