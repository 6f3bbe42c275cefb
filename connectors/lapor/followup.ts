import { setTimeout as pause } from 'node:timers/promises'
import type { Filing, FollowupDispatch, Saga, StoredFile } from '../../src/contract/central.ts'
import type { Status } from '../../src/contract/complaint.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { idOf, pick } from './answers.ts'
import type { Centre } from './call.ts'
import { readDetail } from './case-state.ts'
import { markOf, originPrefix, splitFollowup } from './content.ts'
import { readFollowupRows } from './followup-rows.ts'
import { buildMultipart } from './multipart.ts'
import { showsWhatWeAdd } from './shown-followups.ts'
import { checkSizes, distinct } from './upload.ts'

/** Adds what the region or the citizen said later. Long texts and many files become several follow-ups, each a step of its own. */
export async function addFollowup(centre: Centre, update: FollowupDispatch, saga: Saga): Promise<void> {
  const { laporId } = update.receipt
  const files = distinct(update.files)
  checkSizes(centre, files)
  const prefix = originPrefix(update.filing.identity, update.origin, update.complaintId)
  const texts = splitFollowup(wordsOf(update), prefix, update.id, centre.settings.limits.followupChars)
  const institutionTo = await saga.step('institution', () => institutionNow(centre, laporId), { repeatable: true })
  await addParts(centre, saga, {
    step: 'followup',
    seed: update.id,
    prefix,
    texts,
    files,
    laporId,
    filing: update.filing,
    institutionTo,
    secret: update.secret,
  })
}

export interface Parts {
  /** Steps are named `<step>:1`, `<step>:2` … */
  readonly step: string
  /** Makes the mark of each part. */
  readonly seed: string
  readonly prefix: string
  readonly texts: readonly string[]
  readonly files: readonly StoredFile[]
  readonly laporId: string
  readonly filing: Filing
  readonly institutionTo: number | null
  readonly secret: boolean
}

/** Sends each part once. After a lost answer the case is read for our very text, which ends with a mark of its own. */
export async function addParts(centre: Centre, saga: Saga, parts: Parts): Promise<void> {
  for (const [index, { text, files }] of partsOf(parts, centre.settings.limits.photos).entries()) {
    const step = `${parts.step}:${index + 1}`
    await saga.step(step, () => addPart(centre, parts, text, files), {
      reconcile: () => findAdded(centre, saga, step, parts.laporId, text),
    })
  }
}

function partsOf({ texts, files, prefix, seed }: Parts, photos: number): { text: string; files: readonly StoredFile[] }[] {
  const count = Math.max(texts.length, Math.ceil(files.length / photos))
  return Array.from({ length: count }, (_, index) => ({
    text: texts[index] ?? [prefix, 'Lampiran.', markOf(seed, index + 1)].filter((word) => word !== '').join(' '),
    files: files.slice(index * photos, (index + 1) * photos),
  }))
}

async function addPart(
  centre: Centre,
  { laporId, filing, institutionTo, secret }: Parts,
  text: string,
  files: readonly StoredFile[],
): Promise<true> {
  const { identity } = filing
  const fields = {
    user_id: numberOrEmpty(identity.userId),
    institution_from_id: numberOrEmpty(identity.dispositionId),
    institution_to_id: numberOrEmpty(institutionTo ?? identity.dispositionId),
    complaint_id: laporId,
    template_code: centre.settings.followupTemplate,
    rating: '',
    is_secret: secret ? '1' : '0',
    content: text,
  }
  const multipart = await buildMultipart(
    fields,
    files.map((file, index) => ({ field: `attachment[${index}]`, file })),
  )
  await centre.call({ method: 'POST', path: '/complaints/followup/add', multipart, inDoubt: 'answer_lost', mayBeEmpty: true })
  return true
}

/** How often a part is sent again after readings without it. */
const MOST_REPEATS = 3
/** How often a centre that has never shown us what we add is asked, before a person must look. */
const MOST_READINGS = 3

/**
 * Asked twice with some time between. Two whole readings without our text, the second after the request's own time limit or a restart and
 * the grace, are taken as certain where the centre is known to show what we add: the part is sent again. Elsewhere its absence says nothing:
 * it is asked again later, and then the outcome is unknown. A reading that fails is tried again later, and nothing is sent meanwhile.
 */
async function findAdded(centre: Centre, saga: Saga, step: string, laporId: string, text: string): Promise<true | undefined> {
  if (await holdsText(centre, laporId, text)) return true
  await pause(centre.graceMs)
  if (await holdsText(centre, laporId, text)) return true
  if (!showsWhatWeAdd(centre.settings.url)) {
    await count(saga, `${step}:asked`, MOST_READINGS - 1, `${step} was not answered, and this centre has shown nothing that we added`)
    throw new GatewayError('answer_lost', `${step} was not answered, and the case does not show it; asked again later`)
  }
  await count(
    saga,
    `${step}:again`,
    MOST_REPEATS,
    `${step} was sent ${MOST_REPEATS + 1} times without an answer, and the case does not show it`,
  )
  return undefined
}

/** Lets through so many times, across restarts; then it is for a person. */
async function count(saga: Saga, name: string, most: number, words: string): Promise<void> {
  for (let time = 1; time <= most; time += 1) {
    let isNew = false
    const mark = async () => {
      isNew = true
      return true
    }
    await saga.step(`${name}:${time}`, mark, { repeatable: true })
    if (isNew) return
  }
  throw new GatewayError('outcome_unknown', words)
}

async function holdsText(centre: Centre, laporId: string, text: string): Promise<boolean> {
  const mark = text.slice(text.lastIndexOf('[ref '))
  const rows = await readFollowupRows(centre, laporId)
  return rows.some((row) => String(pick(row, 'content') ?? '').includes(mark))
}

async function institutionNow(centre: Centre, laporId: string): Promise<number | null> {
  const id = idOf(pick((await readDetail(centre, laporId)).data, 'disposition_id'))
  return id === null ? null : Number(id)
}

const STATUS_WORDS = {
  received: 'Diterima',
  needs_info: 'Perlu Kelengkapan',
  verified: 'Terverifikasi',
  routed: 'Diteruskan',
  in_progress: 'Dalam Proses',
  deferred: 'Ditunda',
  answered: 'Dijawab',
  resolved: 'Selesai',
  closed: 'Ditutup',
  rejected: 'Ditolak',
  not_authority: 'Bukan Wewenang',
  duplicate: 'Aduan Ganda',
  reopened: 'Dibuka Kembali',
} as const satisfies Record<Status, string>

/** The region's own status in words, its answer, and the text. */
function wordsOf({ source, state, text }: FollowupDispatch): string {
  const word = state?.status === undefined ? state?.native : STATUS_WORDS[state.status]
  const status =
    word === undefined
      ? ''
      : `Status di aplikasi asal: ${word}${state?.native !== undefined && state.native !== word ? ` (${state.native})` : ''}.`
  const answer = state?.answer === undefined || text.includes(state.answer) ? '' : `Jawaban daerah: ${state.answer}`
  const said = text.trim() === '' || source === 'origin' ? text.trim() : `Tambahan dari pelapor: ${text.trim()}`
  return [status, answer, said].filter((part) => part !== '').join(' ')
}

const numberOrEmpty = (id: number | null | undefined) => (id === null || id === undefined ? '' : String(id))
