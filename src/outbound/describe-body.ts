import { MARKS } from './hide-person.ts'

/** A body as it came past: what of it can be shown, and how large it was. */
export interface SeenBody {
  readonly mediaType: string
  readonly sizeBytes: number
  /** The beginning; null: it is no text. */
  readonly text: string | null
}

/** Enough to be read whole when it is JSON; the rest is not looked at. */
const MOST_READ = 32 * 1024
/** Of what is kept. */
export const MOST_CHARS = 4_000

export function seeBody(body: string | Uint8Array | undefined, contentType: string | undefined): SeenBody {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const bytes = Buffer.from(body ?? '')
  const binary =
    /^(multipart|image|video|audio|font)\/|octet-stream|pdf|zip|msword|officedocument/.test(mediaType) || bytes.subarray(0, 512).includes(0)
  return { mediaType, sizeBytes: bytes.length, text: binary ? null : bytes.subarray(0, MOST_READ).toString() }
}

/** `addressee`: what we send names to whom it goes, by fields that elsewhere mean institutions. */
export function describeBody({ mediaType, sizeBytes, text }: SeenBody, hide: (text: string) => string, addressee: boolean): string | null {
  if (sizeBytes === 0) return null
  if (text === null) return `‹${mediaType === '' ? 'data' : mediaType}, ${sizeBytes} bytes›`
  if (mediaType === 'application/x-www-form-urlencoded') return describeFields(new URLSearchParams(text), hide, addressee)
  const json = readJson(text)
  return json === undefined ? hide(maskPairs(text, addressee)) : hide(JSON.stringify(masked(json, hide, addressee), null, 2))
}

/** One a line. */
export function describeFields(fields: URLSearchParams, hide: (text: string) => string, addressee: boolean): string {
  return hide([...fields].map(([name, value]) => `${name}=${String(masked(value, hide, addressee, name))}`).join('\n'))
}

export function shorten(text: string | null): string | null {
  return text === null || text.length <= MOST_CHARS ? text : `${text.slice(0, MOST_CHARS).toWellFormed()}…`
}

function readJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function masked(value: unknown, hide: (text: string) => string, addressee: boolean, key = '', inside = '', depth = 0): unknown {
  const mark = value === null || typeof value === 'boolean' || value === '' ? null : markOfNames(key, inside, addressee)
  if (mark !== null && typeof value !== 'object') return mark
  if (typeof value === 'string') return isPlain(value) ? value : hide(maskPairs(value, addressee))
  if (typeof value !== 'object' || value === null) return value
  if (depth > 20) return '…'
  if (Array.isArray(value)) return value.map((one) => masked(one, hide, addressee, key, inside, depth + 1))
  // Without a prototype any name is a member like others.
  const shown: Record<string, unknown> = Object.create(null)
  for (const [name, one] of Object.entries(value))
    shown[isPlain(name) ? name : hide(name)] = masked(one, hide, addressee, name, key || inside, depth + 1)
  return shown
}

/** It stands in JSON as it is, where it is looked at together with everything else; what has to be escaped there is looked at before. */
function isPlain(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes.
  return !/["\\\x00-\x1f\ud800-\udfff]/.test(text)
}

/** JSON within a text, whole or not, and however often its quotes were escaped. */
function maskPairs(text: string, addressee: boolean): string {
  return text.replace(PAIR, (whole, before: string, key: string) => {
    const mark = markOfNames(key, '', addressee)
    return mark === null ? whole : `${before}${mark}`
  })
}

const PAIR = /(\\{0,9}"(\w{1,40})\\{0,9}"\s{0,3}:\s{0,3}\\{0,9}")[^"\\]{1,500}/g

/** The same few names come with every call; those of strangers may be any, so only so many are remembered. */
const MOST_REMEMBERED = 2_000
const marks = new Map<string, string | null>()

function markOfNames(key: string, inside: string, addressee: boolean): string | null {
  if (key === '') return null
  const names = `${addressee ? 'to' : ''}\n${key}\n${inside}`
  const known = marks.get(names)
  if (known !== undefined) return known
  const mark = markOf(plain(key), plain(inside), addressee)
  if (marks.size >= MOST_REMEMBERED) marks.clear()
  if (names.length < 200) marks.set(names, mark)
  return mark
}

const plain = (key: string): string => key.toLowerCase().replaceAll(/[^a-z]/g, '')

/** By the name of a field, and of what it stands in. */
function markOf(key: string, inside: string, addressee: boolean): string | null {
  if (SECRET.test(key)) return MARKS.secret
  if (addressee && ADDRESSEE.test(key)) return MARKS.account
  const [, mark] =
    FIELDS.find(([pattern]) => pattern.test(key)) ??
    (PERSON.test(inside) ? OF_A_PERSON.find(([pattern]) => pattern.test(key)) : undefined) ??
    []
  return mark ?? null
}

const SECRET = /pass(word|wd)?$|token$|secret|apikey|authorization|credential|^pwd$/
const ADDRESSEE = /^(to|recipient|receiver|destination|dest|chatid|chat|msisdn|sender|from)$/
const PERSON = /^(user|users|reporter|pelapor|sender|profile|customer|citizen|warga)$/
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^(nama(lengkap|pelapor|user)?|nameuser|username|fullname|firstname|lastname|reportername|pelapor|profilename)$/, MARKS.name],
  [
    /^(phone(user|number)?|userphone|reporterphone|telepon|telp|tlp|nohp|nowa|hp|nomor(hp|telepon)|nohandphone|mobile|msisdn)$/,
    MARKS.phone,
  ],
  [/^(email(user)?|useremail|reporteremail|surel|mail)$/, MARKS.email],
  [/^(nik|noktp|ktp|nationalid|idcard)$/, MARKS.nationalId],
  [/^(alamat(pelapor|rumah)|homeaddress|useraddress|reporteraddress)$/, MARKS.address],
]
const OF_A_PERSON: readonly (readonly [RegExp, string])[] = [
  [/^name$/, MARKS.name],
  [/^(address|alamat)$/, MARKS.address],
  [/^(id|handle|account)$/, MARKS.account],
]
