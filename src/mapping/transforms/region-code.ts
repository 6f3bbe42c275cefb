import { isAbsent, scalarText } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

/** Kemendagri's code with its dots: 32, 32.73, 32.73.14, 32.73.14.1001. BPS codes have other lengths and are refused: they need a crosswalk. */
export const regionCode: Transform<string> = {
  expects: { id: 'kode Kemendagri seperti 32.73 atau 3273', en: 'a Kemendagri code such as 32.73 or 3273' },
  personal: false,
  lenient: true,
  read: (value) => {
    if (isAbsent(value)) return undefined
    const parts = CODE.exec(scalarText(value)?.trim() ?? '')
    if (parts === null) return new Fault('bukan kode Kemendagri', 'is not a Kemendagri code')
    return parts.slice(1).filter(Boolean).join('.')
  },
}

const CODE = /^([1-9]\d)(?:[. ]?(\d{2})(?:[. ]?(\d{2})(?:[. ]?(\d{4}))?)?)?$/
