import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Zone } from '../contract/access.ts'

export interface Area {
  /** Kemendagri: '32', '32.73'. */
  readonly code: string
  readonly name: string
  readonly level: 'province' | 'kota' | 'kabupaten'
}

export interface Province extends Area {
  readonly level: 'province'
  /** Its regencies and cities. */
  readonly parts: readonly Area[]
}

/** Must stand wherever the names are shown. */
export const ATTRIBUTION = {
  text: 'idn-area-data 4.0.1 (ODbL 1.0)',
  href: 'https://github.com/fityannugroho/idn-area-data',
} as const

/** All 38, in the order of their codes. */
export const PROVINCES: readonly Province[] = readProvinces()

const AREAS: ReadonlyMap<string, Area> = new Map(PROVINCES.flatMap((one) => [one, ...one.parts]).map((area) => [area.code, area]))

/** null: there is none of this code. */
export function findArea(code: string): Area | null {
  return AREAS.get(code) ?? null
}

export function findProvince(code: string): Province | null {
  return PROVINCES.find((one) => one.code === code) ?? null
}

export const provinceOf = (code: string): string => code.slice(0, 2)

/** A province and its regencies and cities; any other code is itself. */
export function codesUnder(code: string): readonly string[] {
  return [code, ...(findProvince(code)?.parts.map((part) => part.code) ?? [])]
}

/** The zone that a province has by law; West Indonesia's for a code that is not known. */
export function zoneOf(code: string): Zone {
  const province = provinceOf(code)
  if (EAST.has(province)) return 'Asia/Jayapura'
  return MIDDLE.has(province) ? 'Asia/Makassar' : 'Asia/Jakarta'
}

/** Keputusan Presiden 41/1987, with the provinces made since. */
const MIDDLE: ReadonlySet<string> = new Set(['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76'])
const EAST: ReadonlySet<string> = new Set(['81', '82', '91', '92', '93', '94', '95', '96'])

function readProvinces(): Province[] {
  const parts = readRows('regencies.csv').map(([code = '', , name = '']): Area => ({ code, name, level: levelOf(name) }))
  return readRows('provinces.csv').map(([code = '', name = '']) => ({
    code,
    name,
    level: 'province',
    parts: parts.filter((part) => part.code.startsWith(`${code}.`)),
  }))
}

function levelOf(name: string): 'kota' | 'kabupaten' {
  return name.startsWith('Kota ') ? 'kota' : 'kabupaten'
}

/** The two files hold no quotes. */
function readRows(file: string): string[][] {
  const [, ...lines] = readFileSync(path.join(import.meta.dirname, file), 'utf8')
    .trim()
    .split(/\r?\n/)
  return lines.map((line) => line.split(','))
}
