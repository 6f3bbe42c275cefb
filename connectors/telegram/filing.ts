import type { Filed } from '../../src/contract/people.ts'
import type { Language } from '../../src/contract/texts.ts'
import type { BotApi } from './bot-api.ts'
import type { TelegramChannel } from './config.ts'
import { fetchFiles } from './fetch-files.ts'
import { type Draft, type Talk, ticketOf } from './talk.ts'

/** What mappings/telegram reads, and what is kept as raw. README.md tells what each is. */
export interface Payload {
  readonly ticket: string
  /** The first of the person's own messages. */
  readonly title: string
  readonly text: string
  readonly sentAt: string | null
  readonly place: { readonly lat: number | null; readonly lng: number | null; readonly address: string | null }
  readonly hideName: boolean
  readonly secret: boolean
  readonly reporter: { readonly id: string; readonly name: string | null; readonly handle: string | null; readonly phone: string | null }
  readonly language: Language
}

/** Fetches the files and reports the draft. The same draft again is the same report. */
export async function fileReport(
  channel: TelegramChannel,
  api: BotApi,
  talk: Pick<Talk, 'chat' | 'key' | 'language'>,
  draft: Draft,
): Promise<{ filed: Filed; leftOut: number }> {
  const { files, leftOut } = await fetchFiles(api, draft.files)
  const { chat, language } = talk
  const payload = composePayload(talk, draft, leftOut + draft.leftOut)
  const filed = await channel.people.report({
    sender: String(chat),
    replyTo: { chat, language },
    ticket: payload.ticket,
    payload,
    raw: new TextEncoder().encode(JSON.stringify(payload)),
    mediaType: 'application/json',
    files,
    words: draft.parts.map(({ text }) => text).join('\n'),
  })
  return { filed, leftOut }
}

export function composePayload(talk: Pick<Talk, 'chat' | 'key' | 'language'>, draft: Draft, leftOut: number): Payload {
  const { place, person } = draft
  const { chat, language } = talk
  return {
    ticket: ticketOf(talk, draft.first),
    title: (draft.parts.find(({ forwarded }) => !forwarded) ?? draft.parts[0])?.text ?? '',
    text: composeText(draft, leftOut),
    sentAt: draft.sentAt,
    place: { lat: place?.lat ?? null, lng: place?.lng ?? null, address: place?.address ?? null },
    hideName: draft.hideName ?? false,
    secret: draft.secret ?? false,
    reporter: { id: String(chat), name: person.name, handle: person.handle, phone: draft.phone },
    language,
  }
}

/** All that the person wrote, in the order of the chat; notes for the staff are in Indonesian. */
function composeText({ parts }: Draft, leftOut: number): string {
  const said = parts
    .toSorted((one, other) => one.message - other.message)
    .map(({ text, forwarded }) => (forwarded ? `[Pesan terusan] ${text}` : text))
  const note =
    leftOut === 0
      ? []
      : [
          `[Catatan: ${leftOut} berkas dari pelapor tidak dapat disertakan (jenisnya tidak diterima, lebih dari 20 MB, terlalu banyak, atau tidak dapat diambil).]`,
        ]
  return [...said, ...note].join('\n\n')
}
