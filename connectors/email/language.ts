import type { Language } from '../../src/contract/texts.ts'

/** The language in which a person is answered: Indonesian, unless the words are plainly English. */
export function languageOf(words: string): Language {
  const said =
    words
      .slice(0, 4000)
      .toLowerCase()
      .match(/[a-z']+/g) ?? []
  const count = (known: ReadonlySet<string>) => said.filter((word) => known.has(word)).length
  const [id, en] = [count(INDONESIAN), count(ENGLISH)]
  return en >= 4 && en > id * 3 ? 'en' : 'id'
}

const INDONESIAN: ReadonlySet<string> = new Set(
  'yang di dan ini itu dengan untuk tidak ada dari ke saya kami kita sudah belum pada karena juga akan bisa mohon tolong jalan lagi sejak sampai atau oleh telah agar dalam terima kasih bapak ibu pak bu selamat'.split(
    ' ',
  ),
)
const ENGLISH: ReadonlySet<string> = new Set(
  'the is are was were and of to in on that this there it we you i my our have has been for with not please from at since because would could near street road'.split(
    ' ',
  ),
)
