import type { ArrivalFile } from '../../contract/connector.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { newId } from '../../ledger/uuid.ts'
import { hashBytes } from '../content-hash.ts'
import type { Desk } from '../desk.ts'
import { storeAllFiles } from '../new-complaint.ts'
import { faultOfFile } from '../read-arrival.ts'

/** What stands in the history about a file that was left out. */
export interface LeftOut {
  /** From 0, among all that came. */
  readonly position: number
  readonly code: ErrorCode
  readonly mediaType: string
  readonly sizeBytes: number
}

export interface SortedFiles {
  readonly taken: readonly ArrivalFile[]
  /** Taken here, and larger than LAPOR! takes. */
  readonly large: readonly ArrivalFile[]
  readonly leftOut: readonly LeftOut[]
}

/** People send what they have: a file that cannot be taken is left out, and what they say goes on without it. It stays in what arrived, where that holds files. */
export function sortFiles(desk: Desk, files: readonly ArrivalFile[]): SortedFiles {
  const { limits } = desk.settings.current.gateway.central
  const faults = files.map((file, index) =>
    file.bytes.byteLength === 0 ? 'attachment_unavailable' : (faultOfFile(desk, file, index)?.code ?? null),
  )
  const good = files.filter((_, position) => faults[position] === null)
  const isLarge = ({ bytes }: ArrivalFile) => bytes.byteLength > limits.followupFileBytes
  return {
    taken: good.filter((file) => !isLarge(file)),
    large: good.filter(isLarge),
    leftOut: files.flatMap(({ mediaType, bytes }, position) => {
      const code = faults[position]
      return code ? [{ position, code, mediaType: mediaType.slice(0, 100), sizeBytes: bytes.byteLength }] : []
    }),
  }
}

/** The body of an update that is files only; it goes to the institution. */
const ONLY_FILES = 'Pelapor mengirim berkas tambahan.'

/** A person's further word on a case, once under its reference. */
export async function keepUpdate(
  desk: Desk,
  caseId: string,
  reference: string,
  text: string,
  files: readonly ArrivalFile[],
): Promise<'stored' | 'seen'> {
  const { outcome } = await desk.ledger.updates.insert({
    id: newId(),
    complaintId: caseId,
    source: 'citizen',
    reference,
    state: null,
    body: text === '' ? ONLY_FILES : text,
    delivery: 'accepted',
    reason: null,
    attachments: files.map(({ name }, position) => ({ url: `file-part:${position}`, name })),
    files: await storeAllFiles(desk, files),
  })
  return outcome
}

/** What LAPOR! does not take is parked when it is its turn; what was said must not wait for a person with it. */
export async function keepLarge(desk: Desk, caseId: string, of: string, files: readonly ArrivalFile[]): Promise<'stored' | 'seen' | null> {
  return files.length === 0 ? null : keepUpdate(desk, caseId, `large:${hashBytes(of).toString('hex').slice(0, 32)}`, '', files)
}

/** Into the history of the case, once for what it came with (`of`). */
export async function noteLeftOut({ ledger }: Desk, complaintId: string, files: readonly LeftOut[], of: string): Promise<void> {
  if (files.length === 0) return
  const from = hashBytes(of).toString('hex').slice(0, 16)
  const noted = (await ledger.events.of(complaintId)).some(({ kind, data }) => kind === 'file_left_out' && data['from'] === from)
  if (!noted) await ledger.events.add(complaintId, 'file_left_out', { from, files })
}
