import type { Language } from '../texts.ts'
import { type Keyword, keywordOf } from './talk-keywords.ts'

/** What a text says, before anything is known of who says it. `language` only where the keyword belongs to one. */
export type Meant = { readonly language?: Language } & (
  | { readonly kind: 'empty' | 'list' | 'stop' | 'start' | 'help' | 'report_what' | 'add_what' | 'thanks' | 'unknown' }
  | { readonly kind: 'report'; readonly words: string /** It begins with LAPOR. */; readonly keyword: boolean }
  | { readonly kind: 'status'; readonly reference: string; readonly elseReport: string | null }
  | { readonly kind: 'add'; readonly reference: string; readonly words: string; readonly elseReport: string | null }
)

/** Reads one message. A keyword is taken only with what belongs to it: "Stop pungli di pasar" and "Status jalan kami rusak" are complaints. */
export function readMessage(text: string, files = 0): Meant {
  const clean = text.normalize('NFKC').replace(UNSEEN, '').trim()
  if (clean === '' && files === 0) return { kind: 'empty' }
  const { keyword, language, rest } = keywordOf(clean)
  const spoken = language === undefined ? {} : { language }
  switch (keyword) {
    case 'report': {
      // "LAPOR STATUS K7M2P-9Q4RX", "LAPOR STOP": another keyword with what belongs to it.
      const inner = COMMANDS.has(keywordOf(rest).keyword) ? readMessage(rest) : null
      if (inner !== null && inner.kind !== 'report') return inner
      return isSaid(rest) ? { ...spoken, kind: 'report', words: rest, keyword: true } : { ...spoken, kind: 'report_what' }
    }
    case 'stop':
    case 'start':
    case 'help':
      if (isFiller(rest)) return { ...spoken, kind: keyword }
      break
    case 'status': {
      if (isFiller(rest) || asksForStatus(rest)) return { ...spoken, kind: 'list' }
      const found = leadingReference(rest)
      if (found !== null && isFiller(found.rest)) {
        const elseReport = found.certain || found.hyphen ? null : complaint(clean, files)
        return { ...spoken, kind: 'status', reference: found.reference, elseReport }
      }
      const misread = MISREAD.exec(rest)?.[0]
      if (misread !== undefined) return { ...spoken, kind: 'status', reference: misread.toUpperCase(), elseReport: null }
      break
    }
    case 'add': {
      const found = leadingReference(rest)
      if (found !== null && /[\p{L}\p{N}]/u.test(found.rest)) {
        return {
          ...spoken,
          kind: 'add',
          reference: found.reference,
          words: found.rest,
          elseReport: found.certain ? null : complaint(clean, files),
        }
      }
      if (found?.certain === true || isFiller(rest)) return { ...spoken, kind: 'add_what' }
      break
    }
    case null:
      break
  }
  return withoutKeyword(clean, files)
}

/** One word or two with a digit, of about the length of a ticket number: a letter too few or too many. */
const MISREAD = /^(?=.*\d)[0-9a-z]{3,14}(?:[-\s][0-9a-z]{2,8})?(?=[\s.!?]*$)/i

/** Control characters (not line breaks), zero width and direction marks. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}]/gu

/** A ticket number alone asks for it; a ticket number and words add to it. Everything else is a complaint, or too short to be one. */
function withoutKeyword(clean: string, files: number): Meant {
  const found = leadingReference(clean)
  if (found?.certain === true) {
    if (isFiller(found.rest)) return { kind: 'status', reference: found.reference, elseReport: null }
    return { kind: 'add', reference: found.reference, words: found.rest, elseReport: complaint(clean, files) }
  }
  if (files === 0 && isThanks(clean)) return { kind: 'thanks' }
  if (files === 0 && asksForStatus(clean) && wordsOf(clean).some((word) => REPORTS.has(word))) return { kind: 'list' }
  if (files === 0 && asksHow(clean)) return { kind: 'report_what' }
  const words = complaint(clean, files)
  if (found?.letters === true && words !== null) {
    if (isFiller(found.rest)) return { kind: 'status', reference: found.reference, elseReport: words }
    return { kind: 'add', reference: found.reference, words: found.rest, elseReport: words }
  }
  const named = words === null ? null : (NAMED.exec(clean) ?? NAMED_IN_LETTERS.exec(clean))
  if (named !== null) return { kind: 'add', reference: named[0].toUpperCase(), words: clean, elseReport: words }
  return words === null ? { kind: 'unknown' } : { kind: 'report', words, keyword: false }
}

/** A ticket number with its hyphen and a digit, somewhere in the text: "Bagaimana laporan K7M2P-9Q4RX?" belongs to that case. */
const NAMED = /(?<![0-9a-z])(?=[0-9a-z-]{0,10}\d)[0-9a-z]{5}-[0-9a-z]{5}(?![0-9a-z-])/i

/** One ticket number in forty has no digit. It has no I, L, O and U either, which most words have; the others are found to be no number of the sender's. */
const NAMED_IN_LETTERS = /(?<![0-9a-z])[a-hjkmnp-tv-z]{5}-[a-hjkmnp-tv-z]{5}(?![0-9a-z-])/i

/** The text when there is enough in it to be a complaint: two words besides courtesies. A picture needs one word beside it. */
function complaint(clean: string, files: number): string | null {
  const words = wordsOf(clean).filter((word) => !COURTESIES.has(word))
  const letters = words.join('').length
  const foreign = FOREIGN.has(words[0] ?? '') && words.length <= 2
  const enough = files > 0 ? words.length >= 1 && letters >= 4 : words.length >= 2 && letters >= 9 && !foreign
  return enough || (letters >= 25 && !foreign) || (/[^\p{Script=Latin}]/u.test(words.join('').replace(/\p{N}/gu, '')) && letters >= 10)
    ? clean
    : null
}

/** After LAPOR one word is enough, when it is one: "LAPOR kebakaran". */
function isSaid(rest: string): boolean {
  return (
    wordsOf(rest)
      .filter((word) => !COURTESIES.has(word))
      .join('').length >= 4
  )
}

/** Nothing, or what people put behind a keyword: "STOP sms ya, terima kasih". */
function isFiller(rest: string): boolean {
  return wordsOf(rest).every((word) => FILLERS.has(word) || COURTESIES.has(word))
}

/** "laporan saya kemarin", "bagaimana laporan saya?": nothing but a question about what was reported. */
function asksForStatus(text: string): boolean {
  return wordsOf(text).every((word) => ASKING.has(word) || REPORTS.has(word) || FILLERS.has(word) || COURTESIES.has(word))
}

/** "cara lapor?", "saya mau lapor" */
function asksHow(text: string): boolean {
  const words = wordsOf(text)
  return (
    words.some((word) => word === 'lapor' || word === 'melapor') &&
    words.every((word) => HOW.has(word) || FILLERS.has(word) || COURTESIES.has(word))
  )
}

function isThanks(text: string): boolean {
  const words = wordsOf(text)
  return words.some((word) => THANKS.has(word)) && words.every((word) => COURTESIES.has(word))
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

interface Leading {
  readonly reference: string
  /** It can be no words, because of its digits; "jalan rusak" has the form of a ticket number too. */
  readonly certain: boolean
  /** It may be one all the same: letters that ticket numbers have, and no digit among them. */
  readonly letters: boolean
  readonly hyphen: boolean
  readonly rest: string
}

/** XXXXX-XXXXX at the beginning, as people type it: small letters, a space or nothing for the hyphen, # or "no." before it. */
function leadingReference(text: string): Leading | null {
  const found =
    /^(?:(?:no(?:mor)?|tiket|ticket|number|laporan|kode|cek)\b[\s.:]*)*[#:]?\s*([0-9a-z]{5})\s?([-\u2010-\u2015.\s]?)\s?([0-9a-z]{5})(?![0-9a-z])/i.exec(
      text,
    )
  if (found === null) return null
  const [whole, head = '', between = '', tail = ''] = found
  const reference = `${head}-${tail}`.toUpperCase()
  return {
    reference,
    certain: /\d/.test(reference),
    letters: /^[A-HJKMNP-TV-Z]{5}-[A-HJKMNP-TV-Z]{5}$/.test(reference),
    hyphen: /\p{Pd}/u.test(between),
    rest: text.slice(whole.length).replace(/^[\s:;,.!\-#]+/, ''),
  }
}

const COURTESIES = new Set(
  `halo hallo hello hai hi hay pagi siang sore malam selamat met pak bu bpk bapak ibu mas mba mbak kak kakak min admin bang gan
  terima kasih terimakasih makasih mksh trims tks thanks thank you thx please sorry maaf permisi misi tolong mohon ok oke okay ya iya y yes no tidak nggak gak
  baik siap sip sama2 sama tes test testing coba cek p ping assalamualaikum assalamu alaikum asw ass wr wb waalaikumsalam salam good morning afternoon evening night
  dong deh sih nih yah kok aja saja dan banyak sekali sukses semoga sehat selalu atas bantuan bantuannya infonya informasinya kabarnya responnya respon tanggapannya
  jawabannya kerjasamanya perhatiannya pelayanannya`.split(/\s+/),
)

const FILLERS = new Set(
  `sms pesan kirim kirimi mengirim lagi semua all berita info layanan langganan berlangganan sekarang now messages message saya aku sy me my laporan aduan lapor
  ke dari nomor no ini jangan`.split(/\s+/),
)

const THANKS = new Set('kasih terimakasih makasih mksh trims tks thanks thank thx'.split(' '))

const REPORTS = new Set('laporan laporannya aduan aduannya pengaduan report reports'.split(' '))

/** With nothing else beside REPORTS a question, which is no complaint. */
const ASKING = new Set(
  `status statusnya bagaimana gimana gmn bgmn apakah apa kapan sudah udah sdh sampai sampe mana dimana di kemarin kmrn tadi yang yg itu nya hasil hasilnya kelanjutan
  kelanjutannya perkembangan perkembangannya kabar cek tanya mau ingin belum blm ada how what is the of about`.split(/\s+/),
)

const HOW = new Set(
  'bagaimana gimana gmn bgmn cara caranya lapor melapor mau ingin pengen pgn bisa bs untuk utk how to apa bagaimanakah'.split(' '),
)

/** Keywords that stand behind LAPOR by mistake. */
const COMMANDS: ReadonlySet<Keyword | null> = new Set<Keyword | null>(['status', 'stop', 'start', 'add'])

/** First words of other services. With one more word they are meant for those. */
const FOREIGN = new Set('reg unreg daftar info saldo tarif pulsa paket kuota token beli isi pin kupon promo menu'.split(' '))
