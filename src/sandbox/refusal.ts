/** One thing that is wrong with a request, for the programmer who sent it. */
export interface Fault {
  readonly field: string
  readonly came: string
  readonly expected: string
}

/** The sandbox says no, and why. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly faults: readonly Fault[]

  constructor(status: number, message: string, faults: readonly Fault[] = []) {
    super(message)
    this.status = status
    this.faults = faults
  }
}

export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0)
    throw new Refusal(
      422,
      `Data tidak valid: ${faults.map(({ field }) => field).join(', ')} (the request has ${faults.length} fault(s); see errors)`,
      faults,
    )
}

/** What came, short enough to read. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  return `${kind} ${text.length > 80 ? `${text.slice(0, 77)}…`.toWellFormed() : text}`
}
