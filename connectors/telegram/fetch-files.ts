import { GatewayError } from '../../src/contract/errors.ts'
import type { Report } from '../../src/contract/people.ts'
import type { BotApi } from './bot-api.ts'
import { readInteger, readObject, readText } from './json-parts.ts'
import { MAX_FILE_BYTES } from './sent-file.ts'
import type { FileRef } from './talk.ts'

type ReportFile = NonNullable<Report['files']>[number]

/** Of one report at once; a gateway files many at a time. */
const MAX_TOTAL_BYTES = 60_000_000

/** All files, in their order, and how many cannot be had for good. What may go better later (a lost connection, a server that is down) throws. */
export async function fetchFiles(
  api: BotApi,
  refs: readonly FileRef[],
  maxTotalBytes = MAX_TOTAL_BYTES,
): Promise<{ files: ReportFile[]; leftOut: number }> {
  const files: ReportFile[] = []
  let leftOut = 0
  let room = maxTotalBytes
  for (const ref of refs) {
    const bytes = room > 0 ? await fetchFile(api, ref, Math.min(room, MAX_FILE_BYTES)) : null
    if (bytes === null) {
      leftOut += 1
      continue
    }
    room -= bytes.length
    files.push({ field: 'file', name: ref.name, mediaType: ref.mediaType, bytes })
  }
  return { files, leftOut }
}

async function fetchFile(api: BotApi, ref: FileRef, maxBytes: number): Promise<Uint8Array | null> {
  try {
    const found = readObject(await api.getFile(ref.id))
    const path = readText(found?.['file_path'])
    if (
      path === null ||
      path.split('/').some((part) => part === '' || /^\.+$/.test(part)) ||
      (readInteger(found?.['file_size']) ?? 0) > maxBytes
    )
      return null
    const bytes = await api.download(path, maxBytes)
    return bytes.length === 0 ? null : bytes
  } catch (error) {
    // Telegram says 400 of a file that is too large or gone; http says response_unexpected of one that is larger than it said.
    if (error instanceof GatewayError && FOR_GOOD.has(error.code)) return null
    throw error
  }
}

const FOR_GOOD: ReadonlySet<string> = new Set(['refused_by_partner', 'response_unexpected', 'recipient_gone'])
