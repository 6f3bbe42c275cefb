/** A JSON number: a number when a double holds every digit of it, else its text. null: beyond all measure (1e999). */
export function readNumber(source: string): number | string | null {
  const value = Number(source)
  if (!Number.isFinite(value)) return null
  if (source.length <= 15 && value !== 0) return value
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return source
  return sameDigits(source, value) ? value : source
}

/** Compares decimal digits and exponent, whatever way they are written. */
function sameDigits(source: string, value: number): boolean {
  const left = normalise(source)
  const right = normalise(String(value))
  return left.digits === right.digits && (left.digits === '' || left.exponent === right.exponent)
}

function normalise(source: string): { digits: string; exponent: number } {
  const [mantissa = '', exponent = '0'] = source.replace(/^-/, '').toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  let start = 0
  while (all[start] === '0') start++
  let end = all.length
  while (end > start && all[end - 1] === '0') end--
  return { digits: all.slice(start, end), exponent: Number(exponent) - fraction.length + (all.length - end) }
}
