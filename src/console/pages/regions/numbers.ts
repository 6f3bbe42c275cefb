import type { Language } from '../../../contract/access.ts'
import type { Sums } from '../../../ledger/figures.ts'

/** null: nothing was taken. */
export function shareOf({ accepted, followedUp }: Pick<Sums, 'accepted' | 'followedUp'>): number | null {
  return accepted === 0 ? null : followedUp / accepted
}

/** Rounded towards the lower, so that a half that is not reached is not shown as one. */
export function percent(language: Language, share: number): string {
  return formats[language].percent.format(Math.floor(share * 100) / 100)
}

export function number(language: Language, value: number): string {
  return formats[language].number.format(value)
}

const formats = {
  id: { percent: new Intl.NumberFormat('id-ID', { style: 'percent' }), number: new Intl.NumberFormat('id-ID') },
  en: { percent: new Intl.NumberFormat('en-GB', { style: 'percent' }), number: new Intl.NumberFormat('en-GB') },
} as const
