import { readFileSync } from 'node:fs'
import { compileShortTexts } from '../../src/contract/short-message/talk-news.ts'
import type { Language } from '../../src/contract/texts.ts'

const source = (language: Language) => readFileSync(new URL(`./messages.${language}.yaml`, import.meta.url), 'utf8')

/** The same sentences as by HTTP aggregators: connectors/sms. */
export const texts = compileShortTexts({ id: source('id'), en: source('en') })
