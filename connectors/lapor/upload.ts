import type { Saga, StoredFile } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { idOf, listOf, pick, wrapped } from './answers.ts'
import type { Centre } from './call.ts'
import { buildMultipart } from './multipart.ts'

/** Uploads each file once and gives LAPOR!'s ids in the same order. A file that cannot be had there stops the complaint: it never goes without. */
export async function uploadFiles(centre: Centre, files: readonly StoredFile[], saga: Saga): Promise<string[]> {
  checkSizes(centre, files)
  const ids: string[] = []
  for (const file of files) {
    ids.push(await saga.step(`upload:${file.sha256}`, () => uploadFile(centre, file), { repeatable: true }))
  }
  return ids
}

/** Whether every file is small enough, before anything is sent. */
export function checkSizes({ settings }: Centre, files: readonly StoredFile[]): void {
  const most = settings.limits.followupFileBytes
  const large = files.find((file) => file.sizeBytes > most)
  if (large === undefined) return
  throw new GatewayError(
    'attachment_unavailable',
    `attachment ${large.sha256.slice(0, 12)} has ${large.sizeBytes} bytes; LAPOR! takes at most ${most}`,
  )
}

/** The same photo sent twice by an app is one file. */
export function distinct(files: readonly StoredFile[]): StoredFile[] {
  return [...new Map(files.map((file) => [file.sha256, file])).values()]
}

async function uploadFile(centre: Centre, file: StoredFile): Promise<string> {
  const multipart = await buildMultipart({}, [{ field: 'attachments[]', file }])
  const answer = await centre.call({ method: 'POST', path: '/complaints/complaint/file', multipart })
  const [id, ...more] = fileIds(answer)
  if (id === undefined || more.length > 0) {
    throw new GatewayError(
      'response_unexpected',
      `one file was uploaded and LAPOR! answered with ${id === undefined ? 'no' : more.length + 1} ids`,
    )
  }
  return id
}

/** LAPOR! sorts them into docs and images; both are read. */
function fileIds(answer: unknown): string[] {
  for (const level of wrapped(answer)) {
    const rows = [...listOf(pick(level, 'docs')), ...listOf(pick(level, 'images'))]
    const ids = rows.map((row) => idOf(pick(row, 'id')) ?? idOf(row)).filter((id): id is string => id !== null)
    if (ids.length > 0) return [...new Set(ids)]
  }
  return []
}
