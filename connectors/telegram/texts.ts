import { readFileSync } from 'node:fs'
import { compileTexts, type Language } from '../../src/contract/texts.ts'
import type { TelegramChannel } from './config.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const texts = compileTexts({ id: read('./messages.id.yaml'), en: read('./messages.en.yaml') })

export type Values = Readonly<Record<string, string | number>>

/** A text as this channel's people read it; each may name the region and the app. */
export function tell(channel: Pick<TelegramChannel, 'region' | 'app'>, language: Language, key: string, values: Values = {}): string {
  return texts.say(language, key, { region: channel.region.name, app: channel.app, ...values })
}

export const readLanguage = (value: unknown): Language => (value === 'en' ? 'en' : 'id')

/** A time as the region's people write it. */
export function tellTime(channel: Pick<TelegramChannel, 'region'>, language: Language, at: Date): string {
  const text = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: channel.region.timezone,
  }).format(at)
  return `${text} ${ZONES[channel.region.timezone] ?? ''}`.trim()
}

const ZONES: Readonly<Record<string, string>> = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' }
