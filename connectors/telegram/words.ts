/** Words that are an answer or a wish, when they are all that a message says. In both languages: people mix them. */
export type Wish = 'yes' | 'no' | 'skip' | 'send' | 'cancel' | 'help' | 'status' | 'greeting' | 'thanks'

const PEOPLE = '(?:min|mimin|admin|kak|kakak|pak|bapak|bu|ibu|bang|mas|mbak|kang|teh|gan|bot|semua(?:nya)?|all|sir|madam)'
const GREETING =
  "(?:hai|halo|hallo|hello|hi|hey|p|tes|test|(?:selamat )?(?:pagi|siang|sore|malam)|ass?alam(?:u|mu)?'? ?alaikum|wr|wb|warahmatullahi|wabarakatuh|salam(?: sejahtera)?|sampurasun|punten|permisi|maaf|mohon maaf|good (?:morning|afternoon|evening)|siap|baik|mantap|ok|oke|okay)"
/** Says that something will be said. */
const INTENT =
  '(?:(?:saya |aku |kami )?(?:mau|ingin|hendak|izin|ijin|boleh|bisa)(?: saya)? (?:melapor(?:kan)?|lapor(?:kan)?|mengadu(?:kan)?|ngadu|bertanya|tanya|membuat laporan|buat laporan|komplain)(?: sesuatu| dong| ya)?|numpang tanya|i (?:want|would like) to (?:report|complain)(?: something)?)'

const WORDS: Readonly<Record<Wish, RegExp>> = {
  send: /^((langsung )?kirim(kan)?( saja| aja)?( sekarang)?( saja| aja)?|(sudah |udah )?itu (saja|aja)|(cukup )?sekian( dan terima ?kasih| terima ?kasih)?|send( it)?( now)?|that s all)$/,
  skip: /^(lewat(i|kan)?( saja)?|skip|lanjut(kan)?|nanti( saja)?|belum ada( foto(nya)?)?|((tidak|tdk|gak|ga|nggak|ngga|enggak) ?(ada|punya|tahu|tau)( foto(nya)?)?)( pak| bu| kak| min)?|cukup|sudah|selesai|next|done|none|no photos?|nothing|-)$/,
  cancel: /^(batal(kan)?|tidak jadi|gak jadi|ga jadi|nggak jadi|cancel|stop)$/,
  yes: /^(ya+|y|iya+|yes|yep|ok|oke|okay|boleh|betul|benar|setuju|mau|ada|((ya+|iya+|yes) )?((di)?sembunyikan( saja)?|(di)?rahasia(kan)?( saja)?|hide( it)?|secret|keep it secret))$/,
  no: /^(tidak|tdk|t|gak|ga|nggak|ngga|enggak|engga|jangan|tidak usah|gak usah|ga usah|nggak usah|no|n|nope|((tidak|no) )?(biasa|tampilkan( saja)?|terbuka|show( it)?|public))$/,
  help: /^(bantuan|tolong|help|menu|info)$/,
  status: /^(status|cek status|check status)$/,
  thanks: new RegExp(
    `^(oke? |baik |siap )?(terima ?kasih|makasih|trims|thanks?( a lot)?|thank you|hatur nuhun|nuhun|matur nuwun)( (banyak|sebelumnya))?( ${PEOPLE})*$`,
  ),
  greeting: new RegExp(`^(${GREETING}|${INTENT})( (${GREETING}|${INTENT}|${PEOPLE}))*$`),
}

/** The wish that a whole message is, or null: it is a message of its own. A table of ours wins by its order in `wanted`. */
export function readWish(text: string, wanted: readonly Wish[]): Wish | null {
  if (text.length > 100) return null
  const said = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' -]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return wanted.find((wish) => WORDS[wish].test(said)) ?? null
}

/** Two texts that say the same: without regard to case and white space. */
export const isSame = (one: string, other: string): boolean => fold(one) === fold(other)

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** A ticket number, as a person may write it alone, or null. It has no I, L, O, U, and at least one digit, so that hardly a word is taken for one. */
export function readReference(text: string): string | null {
  const said = readLooseReference(text)
  return said !== null && /\d/.test(said) ? said : null
}

/** The same, also without a digit: one in forty has none. It may as well be words, such as `besar-besar`. */
export function readLooseReference(text: string): string | null {
  if (text.length > 100) return null
  const said = plainDigits(text)
    .toUpperCase()
    .replace(ASKING, '')
    .replace(/[\s?!.,]+$/, '')
  // With its hyphen it is plainly one: there O, I and L may stand for 0 and 1, as the hub reads them.
  return /^[0-9A-TV-Z]{5}-[0-9A-TV-Z]{5}$/.test(said) || /^[0-9A-HJKMNP-TV-Z]{5} ?[0-9A-HJKMNP-TV-Z]{5}$/.test(said) ? said : null
}

/** `cek laporan …`, `bagaimana kabar laporan saya no. …`. */
const ASKING =
  /^(?:[\s#.,:]|(?:TOLONG|MOHON|CEK|CHECK|STATUS|BAGAIMANA|GIMANA|KABAR|PERKEMBANGAN|LAPORAN|PENGADUAN|ADUAN|TIKET|SAYA|DENGAN|NOMOR|NOMER|NO|KODE|TICKET|REPORT|MY|NUMBER)(?=[\s#.,:]))+/

/** Digits of other scripts as ours: NFKC knows the wide ones, these are of Arabic and of scripts of the archipelago. */
export function plainDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0
      const zero = ZEROS.find((each) => code >= each && code < each + 10)
      return zero === undefined ? digit : String(code - zero)
    })
    .replace(/\p{Pd}/gu, '-')
}

const ZEROS = [0x0660, 0x06f0, 0x0966, 0x1b50, 0x1bb0, 0xa9d0]
