import type { ArrivalFile } from '../../contract/connector.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { hashBytes } from '../content-hash.ts'
import type { Desk } from '../desk.ts'
import { faultOfFile } from '../read-arrival.ts'

/** What stands in the history about a file that was left out. */
export interface LeftOut {
  /** From 0, among all that came. */
  readonly position: number
  readonly code: ErrorCode
  readonly mediaType: string
  readonly sizeBytes: number
}

/** People send what they have: a file that cannot be taken is left out, and what they say goes on without it. It stays in what arrived, where that holds files. */
export function sortFiles(desk: Desk, files: readonly ArrivalFile[]): { taken: ArrivalFile[]; leftOut: LeftOut[] } {
  const faults = files.map((file, index) =>
    file.bytes.byteLength === 0 ? 'attachment_unavailable' : (faultOfFile(desk, file, index)?.code ?? null),
  )
  return {
    taken: files.filter((_, position) => faults[position] === null),
    leftOut: files.flatMap(({ mediaType, bytes }, position) => {
      const code = faults[position]
      return code ? [{ position, code, mediaType: mediaType.slice(0, 100), sizeBytes: bytes.byteLength }] : []
    }),
  }
}

/** Into the history of the case, once for what it came with (`of`). */
export async function noteLeftOut({ ledger }: Desk, complaintId: string, files: readonly LeftOut[], of: string): Promise<void> {
  if (files.length === 0) return
  const from = hashBytes(of).toString('hex').slice(0, 16)
  const noted = (await ledger.events.of(complaintId)).some(({ kind, data }) => kind === 'file_left_out' && data['from'] === from)
  if (!noted) await ledger.events.add(complaintId, 'file_left_out', { from, files })
}
