import { readFileSync } from 'node:fs'
import { compileShortTexts } from '../../src/contract/short-message/talk-news.ts'

/** What people read. Both files are links to those of src/contract/short-message: one wording for sms and smpp. */
export const texts = compileShortTexts({
  id: readFileSync(new URL('messages.id.yaml', import.meta.url), 'utf8'),
  en: readFileSync(new URL('messages.en.yaml', import.meta.url), 'utf8'),
})
