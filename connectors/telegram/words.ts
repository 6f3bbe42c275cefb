/** Words that are an answer or a wish, when they are all that a message says. In both languages: people mix them. */
export type Wish = 'yes' | 'no' | 'skip' | 'send' | 'cancel' | 'help' | 'status' | 'greeting'

const WORDS: Readonly<Record<Wish, RegExp>> = {
  send: /^(kirim( saja| aja)?( sekarang)?|kirimkan|langsung kirim|send( it)?( now)?)$/,
  skip: /^(lewat(i|kan)?( saja)?|skip|lanjut(kan)?|nanti( saja)?|tidak ada|gak ada|ga ada|nggak ada|tidak tahu|cukup|sudah|selesai|next|done|none|no photos?|nothing|-)$/,
  cancel: /^(batal(kan)?|tidak jadi|gak jadi|ga jadi|nggak jadi|cancel|stop)$/,
  yes: /^(ya+|y|iya+|yes|yep|ok|oke|okay|boleh|betul|benar|setuju|mau|ada|(di)?sembunyikan( saja)?|rahasia(kan)?( saja)?|hide( it)?|secret)$/,
  no: /^(tidak|tdk|t|gak|ga|nggak|ngga|enggak|engga|jangan|tidak usah|gak usah|ga usah|nggak usah|no|n|nope|biasa|tampilkan( saja)?|terbuka|show( it)?|public)$/,
  help: /^(bantuan|tolong|help|menu|info)$/,
  status: /^(status|cek status|check status)$/,
  greeting:
    /^((hai|halo|hallo|hello|hi|hey|p|tes|test|selamat (pagi|siang|sore|malam)|pagi|siang|sore|malam|ass?alam(u|mu)?'?alaikum( wr wb)?|good (morning|afternoon|evening)|terima ?kasih( banyak)?|makasih|trims|thanks?|thank you|siap|baik|mantap|ok|oke|okay)( (min|admin|kak|pak|bu|bot|semua|all))?)$/,
}

/** The wish that a whole message is, or null: it is a message of its own. A table of ours wins by its order in `wanted`. */
export function readWish(text: string, wanted: readonly Wish[]): Wish | null {
  if (text.length > 60) return null
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
  const said = text.trim().toUpperCase().replace(/^#/, '')
  return /^[0-9A-HJKMNP-TV-Z]{5}[ -]?[0-9A-HJKMNP-TV-Z]{5}$/.test(said) && /\d/.test(said) ? said : null
}
