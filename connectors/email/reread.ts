import type { Arrival } from '../../src/contract/connector.ts'
import { UnreadableMail } from './mail.ts'
import { describeMail, filesOf } from './payload.ts'
import { readMail } from './read-mail.ts'
import { HEADERS_ONLY, TOO_LARGE } from './too-large.ts'
import { splitTrace } from './trace.ts'

/** The payload and files of a mail that was kept, as they were when it came: what was found out then stands in its first line. */
export async function rereadMail({
  raw,
  mediaType,
}: {
  readonly raw: Uint8Array
  readonly mediaType: string
}): Promise<Pick<Arrival, 'payload' | 'files'>> {
  const { trace, mail: bytes } = splitTrace(raw)
  if (mediaType === HEADERS_ONLY) return { payload: { unreadable: TOO_LARGE }, files: [] }
  try {
    const mail = await readMail(bytes)
    const kept = trace ?? {
      receivedAt: mail.date ?? new Date(0).toISOString(),
      spf: 'unknown',
      dkim: 'unknown',
      dmarc: 'unknown',
      by: 'nobody',
    }
    return { payload: describeMail(mail, kept), files: filesOf(mail) }
  } catch (error) {
    if (error instanceof UnreadableMail) return { payload: { unreadable: error.message }, files: [] }
    throw error
  }
}
