import { isAbsent } from '../absence.ts'
import { Fault, type Transform } from '../reading.ts'

export const email: Transform<string> = {
  expects: { id: 'alamat surel', en: 'an e-mail address' },
  personal: true,
  lenient: true,
  read: (value) => {
    if (isAbsent(value)) return undefined
    if (typeof value !== 'string' || value.length > 600) return NO_EMAIL
    const bare = (/<([^<>]{3,254})>/.exec(value)?.[1] ?? value).trim().replace(/^mailto:/i, '')
    return bare.length <= 254 && ADDRESS.test(bare) ? bare : NO_EMAIL
  },
}

const NO_EMAIL = new Fault('bukan alamat surel', 'is not an e-mail address')
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i
