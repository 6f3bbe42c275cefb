import type { Channel } from './connector.ts'

/** What a test message says to whoever reads it: Indonesian first. */
export function testWords({ app, region }: Pick<Channel, 'app' | 'region'>): string {
  return `Pesan uji dari ${app} (${region.name}). Tidak perlu dibalas; tidak ada laporan yang berubah. / This is a test; nothing changes and no answer is needed.`
}

/** Of an answer so much as a person needs to see what came; one line, without these secrets. */
export function showAnswer(body: Uint8Array, secrets: Readonly<Partial<Record<string, string>>>): string {
  const text = new TextDecoder()
    .decode(body.subarray(0, 2_000))
    .replaceAll(/\p{C}+|\s+/gu, ' ')
    .trim()
  const values = Object.values(secrets)
    .flatMap((value) => (value ?? '').split(/[\s,]+/))
    .filter((value) => value.length > 3)
  const shown = values.reduce((left, value) => left.replaceAll(value, '•••'), text)
  return shown.length > 300 ? `${shown.slice(0, 300).toWellFormed()}…` : shown
}
