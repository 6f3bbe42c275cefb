import type { OwnCase } from '../../src/contract/people.ts'
import type { Language } from '../../src/contract/texts.ts'
import type { TelegramChannel } from './config.ts'
import { tell, tellTime } from './texts.ts'

/** The answer to /status. */
export function tellCases(channel: TelegramChannel, language: Language, cases: readonly OwnCase[]): string {
  if (cases.length === 0) return tell(channel, language, 'cases.none')
  const lines = cases.map((own) =>
    tell(channel, language, 'cases.line', {
      reference: own.reference,
      title: shorten(own.title),
      status: tell(channel, language, `word.${own.status}`),
    }),
  )
  return [tell(channel, language, 'cases.head'), ...lines, tell(channel, language, 'cases.foot')].join('\n\n')
}

/** The answer to /status with a number. Somebody else's case is as unknown as none. */
export function tellCase(channel: TelegramChannel, language: Language, own: OwnCase | null): string {
  if (own === null) return tell(channel, language, 'cases.unknown')
  const lines = [
    tell(channel, language, 'cases.one', { reference: own.reference, title: shorten(own.title) }),
    tell(channel, language, `status.${own.status}`),
    ...(own.institution === null ? [] : [tell(channel, language, 'news.institution', { institution: own.institution })]),
    ...(own.trackingId === null ? [] : [tell(channel, language, 'news.tracking', { tracking: own.trackingId })]),
    tell(channel, language, 'cases.changed', { at: tellTime(channel, language, own.changedAt) }),
  ]
  return lines.join('\n')
}

const shorten = (title: string): string => (title.length > 100 ? `${title.slice(0, 99).toWellFormed().trimEnd()}…` : title)
