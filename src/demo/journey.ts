import type { Parcel } from './prepare-samples.ts'

/** Where one sample is on its way, as the table shows it. */
export interface Journey {
  readonly parcel: Parcel
  id: string | null
  delivered: string
  laporId: string | null
  answered: number
  back: string
  /** It came back to its origin as it should. null: still on its way. */
  good: boolean | null
}

export function beginJourney(parcel: Parcel): Journey {
  return { parcel, id: null, delivered: '', laporId: null, answered: 0, back: '', good: null }
}

const COLUMNS = [30, 44, 10, 10, 9, 9, 30] as const
const HEAD = ['source', 'sample', 'id', 'delivered', 'LAPOR! id', 'answered', 'back at the origin']

export function tableHead(): string {
  return line(HEAD)
}

export function tableRow({ parcel, id, delivered, laporId, answered, back, good }: Journey): string {
  const mark = good === null ? '…' : good ? '✓' : '✗'
  const shortId = id === null ? '' : `…${id.slice(-8)}`
  return line([parcel.channel.id, parcel.name, shortId, delivered, laporId ?? '', answered > 0 ? String(answered) : '', `${mark} ${back}`])
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.slice(0, COLUMNS[index]).padEnd(COLUMNS[index] ?? 0))
    .join(' ')
    .trimEnd()
}
