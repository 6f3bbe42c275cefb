/** The lines by which mail programs, in Indonesian and in English, announce an earlier mail or a signature. Each looks at a bounded part of a line. */

const MOST = 400
const cut = (line: string | undefined) => (line ?? '').slice(0, MOST).trim()

/** `Pada Kam, 19 Nov 2026 pukul 08.00, Layanan <a@b.id> menulis:`, `On … wrote:`; mail programs break it over up to four lines. How many lines it takes; 0: it is none. */
export function isAttribution(lines: readonly string[], at: number): number {
  const first = cut(lines[at])
  if (ALL_IN_ONE.test(first) || (QUOTES.test(first) && isQuotedNext(lines, at + 1))) return 1
  if (!BEGINS.test(first)) return 0
  let joined = ''
  for (let count = 1; count <= 4; count++) {
    const line = cut(lines[at + count - 1])
    if (count > 1 && line === '') return 0
    joined = `${joined} ${line}`.trim().replace(/^(?:>\s*)+/, '')
    if (ENDS.test(joined)) {
      const quotes = isQuotedNext(lines, at + count)
      // Without marked lines below only an address tells it from a citizen's `Tanggal 16/11/2026 Pak Lurah menulis:`.
      return ADDRESSED.test(joined) || quotes || (DATED.test(joined) && BY_PROGRAM.test(joined)) ? count : 0
    }
    if (ENDS_IN_ADDRESS.test(joined) || ENDS_IN_TIME.test(joined)) return count
  }
  return 0
}

function isQuotedNext(lines: readonly string[], at: number): boolean {
  const next = [at, at + 1, at + 2].find((index) => cut(lines[index]) !== '')
  return next !== undefined && cut(lines[next]).startsWith('>')
}

/** Yahoo on Android writes the earlier mail behind it, in the same line. */
const ALL_IN_ONE = /^(?:pada|on)\s.{5,100}<[^\s<>@]{1,64}@[^\s<>@]{1,200}>\s(?:menulis|wrote):\s+\S/i
/** Of webmails, above quoted lines. */
const QUOTES = /^(?:(?:quoting|mengutip)\s.{1,200}|.{1,100}\s(?:menulis|wrote)\s(?:pada|on)\s.{0,40}\d{1,2}[:.]\d{2}.{0,20}):$/i
const BEGINS =
  /^(?:>\s*)*(?:[*_]{1,2}|-{2,6}\s)?(?:pada|on|le|am|op|em|el|tanggal|tgl\.?|hari|(?:sen|sel|rab|kam|jum|sab|ming|min|mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s|\d{1,4}[./ -]\s?(?:\d{1,2}|[a-z]{3,9})[./ -]|.{0,120}(?:<|\[mailto:)[^\s<>@]{1,64}@)/i
const ENDS =
  /(?:menulis|wrote|writes|ditulis|berkata|menuliskan|tulis|schrieb|a écrit|schreef|escreveu|escribió|said)\s?(?:\([^)]{0,40}\))?\s?(?:[:：][*_]{0,2}|-{2,6})$/i
const ENDS_IN_TIME = /<[^\s<>@]+@[^\s<>@]+>\s(?:menulis|wrote)\s(?:pada|on)\s.{0,40}\d{1,2}[:.]\d{2}.{0,20}:$/i
const ENDS_IN_ADDRESS = /^(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}.*<[^\s<>@]+@[^\s<>@]+>\s?:$/
/** An attribution names an address, or a day and time, as `On 19/11/2026 08:00, X wrote:`. `Kemarin petugas menulis:` is a citizen's sentence. */
const ADDRESSED = /[^\s<>@]@[^\s<>@]/
const DATED = /\b(?:19|20)\d{2}\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/
const BY_PROGRAM = /^(?:[*_]{1,2})?(?:pada|on)\s.*\d{1,2}[:.]\d{2}[^,]{0,20},\s?[^,]{1,100}\s(?:menulis|wrote)/i

/** `-----Original Message-----`, `-------- Pesan Asli --------`, and Outlook's line of underscores before a block of headers. */
export function isDivider(line: string): boolean {
  return /^[\s>]*[-_—=*]{2,}\s*(?:original (?:message|appointment)|pesan asli|pesan asal|pesan awal|pesan sebelumnya|surat asli|message d'origine|reply message|balasan pesan)\s*[-_—=*]*\s*:?$/i.test(
    cut(line),
  )
}

export function isForwardDivider(line: string): boolean {
  return (
    /^[\s>]*[-_—=*]{2,}\s*(?:forwarded (?:message|by .{1,80})|pesan (?:yang )?(?:diteruskan|terusan)|pesan terusan|diteruskan oleh .{1,80})\s*[-_—=*]*\s*:?$/i.test(
      cut(line),
    ) ||
    /^[\s>]*(?:begin forwarded message|mulai pesan (?:yang )?diteruskan|awal pesan (?:yang )?diteruskan|pesan yang diteruskan dimulai)\s*:$/i.test(
      cut(line),
    )
  )
}

/**
 * A block of headers, as Outlook and phones write it: `Dari: …` with `Dikirim: <day and time>` and `Kepada:` or `Perihal:` right below, also behind a line of underscores.
 * A citizen's letter begins with `Dari:`, `Kepada:`, `Perihal:` too, but names no time of day.
 */
export function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (/^_{10,}$/.test(cut(lines[at]))) {
    const next = [at + 1, at + 2, at + 3].find((index) => cut(lines[index]) !== '')
    return next !== undefined && FROM.test(cut(lines[next])) && isHeaderBlock(lines, next)
  }
  const from = cut(lines[at])
  if (!FROM.test(from)) return false
  if (/@.*\b(?:dikirim|sent)\s?:.*\d/i.test(from)) return true
  let others = 0
  let timed = false
  for (let next = at + 1; next <= at + 8 && next < lines.length; next++) {
    const line = cut(lines[next])
    if (OTHER.test(line)) others += 1
    if (SENT.test(line) ? /\d/.test(line) : DATE.test(line) && TIME.test(line)) timed = true
    if (line === '' && others > 0) break
  }
  return timed && (others >= 2 || from.includes('@'))
}

const FROM = /^[*_>\s]*(?:dari|from|pengirim|von)\s?[*_]{0,2}\s?[:：]/i
const SENT = /^[*_>\s]*(?:dikirim(?: pada)?|terkirim|sent|gesendet)\s?[*_]{0,2}\s?[:：]/i
const DATE = /^[*_>\s]*(?:tanggal|tgl|date)\s?[*_]{0,2}\s?[:：]/i
const TIME = /(?:^|\s)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?=$|[\s,)])/
const OTHER =
  /^[*_>\s]*(?:dikirim(?: pada)?|terkirim|sent|gesendet|tanggal|tgl|date|kepada|ke|untuk|to|an|perihal|subjek|subyek|hal|judul|subject|betreff|cc|tembusan)\s?[*_]{0,2}\s?[:：]/i

/** `-- `: a signature begins. Without its blank it may be a line that a citizen drew: then only a short end is a signature. */
export function isSignature(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? ''
  if (/^-- $/.test(line)) return true
  if (!/^(?:--|[—–]|_{2,9})\s*$/.test(line)) return false
  let said = 0
  for (const each of lines.slice(at + 1, at + 40)) {
    if (/^\s*>/.test(each)) break
    if (each.trim() !== '') said += 1
  }
  return said <= MOST_OF_SIGNATURE
}

const MOST_OF_SIGNATURE = 5

/** A line that a phone or a mail program adds by itself. */
export function isOfProgram(line: string): boolean {
  const text = cut(line).replace(/^[-–—*_\s]+|[*_\s]+$/g, '')
  return text.length <= 120 && PROGRAM.test(text)
}

const PROGRAM =
  /^(?:dikirim (?:dari|menggunakan|melalui|lewat|via|dengan)|terkirim dari|sent (?:from|via|using|with)|get outlook for|dapatkan outlook untuk|unduh outlook untuk|diunggah dari|enviado desde|envoyé de|gesendet von|von meinem)\s?.{0,3}(?:my |saya |ponsel |hp |perangkat |smartphone |iphone|ipad|android|samsung|galaxy|xiaomi|redmi|oppo|vivo|realme|huawei|asus|nokia|blackberry|windows|yahoo|outlook|gmail|mail|surat|aplikasi|mobile|telkomsel|indosat|xl|smartfren|ios|proton|bluemail|spark|(?:\w+ ){0,3}(?:saya|mail|phone|smartphone|ponsel|android|iphone|galaxy)\b)/i
