import type { Complaint, OriginState, Status } from '../../src/contract/complaint.ts'
import type { CompiledMapping, Mapped, MappingContext } from '../../src/contract/mapping.ts'

const STATUS: Readonly<Record<string, Status>> = { baru: 'received', proses: 'in_progress', selesai: 'resolved' }

/** The smallest mapping that can do all that intake must handle: for tests of intake alone. */
export const reportMapping: CompiledMapping = {
  source: 'report',
  version: 'v1',
  ref: 'report/v1',
  map: (payload, context = {}) => mapReport(payload, context),
  feedbackWord: (status) => Object.entries(STATUS).find(([, ours]) => ours === status)?.[0] ?? null,
  originStatus: (word) => STATUS[word] ?? null,
}

function mapReport(payload: unknown, { ticket: given, fileCount = 0 }: MappingContext): Mapped {
  const report = (typeof payload === 'object' && payload !== null ? payload : {}) as Readonly<Record<string, unknown>>
  const text = (key: string) => (typeof report[key] === 'string' && report[key] !== '' ? report[key] : undefined)
  const ticket = given ?? text('ticket') ?? null
  const native = text('status')
  const status = STATUS[native ?? '']
  const answer = text('answer')
  const originState: OriginState | null =
    native === undefined && answer === undefined
      ? null
      : { ...(native ? { native } : {}), ...(status ? { status } : {}), ...(answer ? { answer } : {}) }
  if (text('source') === 'lapor') return { outcome: 'ignored', why: 'came from LAPOR!', ticket }
  const body = text('text')
  if (ticket === null || body === undefined) {
    const errors = [
      ...(ticket === null ? [{ at: '/ticket', message: 'is missing' }] : []),
      ...(body === undefined ? [{ at: '/text', message: 'is missing' }] : []),
    ]
    return { outcome: 'failed', code: 'mapping_failed', errors, ticket, originState }
  }
  const photos = Array.isArray(report['photos']) ? report['photos'].filter((url) => typeof url === 'string') : []
  const complaint: Complaint = {
    title: text('title') ?? 'Laporan',
    body,
    class: 'complaint',
    ...(text('category') ? { category: { native: text('category') as string } } : {}),
    ...(text('place') ? { location: { address: text('place') as string } } : {}),
    reporter: { ...(text('name') ? { name: text('name') as string } : {}), ...(text('phone') ? { phone: text('phone') as string } : {}) },
    attachments: [...photos.map((url) => ({ url })), ...Array.from({ length: fileCount }, (_, index) => ({ url: `file-part:${index}` }))],
    anonymous: false,
    secret: false,
    tags: [],
  }
  return { outcome: 'complaint', ticket, complaint, originState }
}
