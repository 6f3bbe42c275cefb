const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const BYTES = { B: 1, KiB: 1024, MiB: 1024 * 1024 } as const

/** '10m' → 600000. The schema has checked the form. */
export function toMs(duration: string): number {
  return read(duration, MILLISECONDS)
}

/** '5MiB' → 5242880. The schema has checked the form. */
export function toBytes(size: string): number {
  return read(size, BYTES)
}

function read<Unit extends string>(text: string, units: Readonly<Record<Unit, number>>): number {
  const match = /^([0-9]+)([A-Za-z]+)$/.exec(text)
  const unit = match?.[2]
  if (!match || unit === undefined || !Object.hasOwn(units, unit)) throw new TypeError(`not a number with a unit: ${text}`)
  return Number(match[1]) * units[unit as Unit]
}
