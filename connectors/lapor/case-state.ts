import type { CaseGlimpse, CaseState } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { idOf, listOf, pick, readAnswer, textOf } from './answers.ts'
import type { Centre } from './call.ts'
import { isOurs } from './content.ts'
import { readFollowupRows, readFollowups } from './followup-rows.ts'
import { statusOf } from './statuses.ts'
import { fillTemplate } from './template.ts'

/** The case as LAPOR! shows it now, with every page of its follow-ups. What we added ourselves is left out: it is nobody's answer. */
export async function readCase(centre: Centre, laporId: string): Promise<CaseState> {
  const { settings } = centre
  const { data, logs } = await readDetail(centre, laporId)
  const statusNative = textOf(pick(data, 'status_name')) ?? textOf(pick(data, 'status', 'name'))
  if (statusNative === null) throw new GatewayError('response_unexpected', 'GET /complaints/…/complaint: there is no status_name')
  const followups = readFollowups(await readFollowupRows(centre, laporId), settings)
  const log = listOf(logs).map(readDisposition)
  return {
    status: statusOf(statusNative, settings.statuses, log),
    statusNative,
    institution: textOf(pick(data, 'disposition_name')),
    institutionId: idOf(pick(data, 'disposition_id')),
    trackingId: textOf(pick(data, 'tracking_id')),
    followups: followups.filter(({ text }) => !isOurs(text)),
    dispositions: log.map(({ text, to }) => ({ text, institution: to })),
  }
}

/** Whether there is such a case, and what it shows of the report; not every installation shows its text. */
export async function inspectCase(centre: Centre, laporId: string): Promise<CaseGlimpse> {
  const { data } = await readDetail(centre, laporId)
  const texts = [pick(data, 'title'), pick(data, 'content') ?? pick(data, 'complaint', 'content')]
    .map(textOf)
    .filter((text) => text !== null)
  return {
    content: texts.length > 0 ? texts.join('\n') : null,
    trackingId: textOf(pick(data, 'tracking_id')),
    institution: textOf(pick(data, 'disposition_name')),
  }
}

export interface Disposition {
  readonly text: string
  readonly from: string | null
  readonly to: string | null
}

/** What `GET …/complaint` holds: the case, and its log of dispositions. */
export async function readDetail(centre: Centre, laporId: string): Promise<{ data: object; logs: unknown }> {
  const path = `/complaints/${encodeURIComponent(laporId)}/complaint`
  const answer = await centre.call({ method: 'GET', path, ofCase: true })
  const results = pick(answer, 'results') ?? pick(answer, 'data') ?? answer
  const data = pick(results, 'data') ?? results
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new GatewayError('response_unexpected', `GET ${path}: results.data is no object`)
  return { data, logs: pick(results, 'data_logs') ?? pick(data, 'data_logs') }
}

/** `data` is JSON inside a string and may be broken; then the names beside it must do. */
function readDisposition(log: unknown): Disposition {
  const packed = pick(log, 'data')
  const data = typeof packed === 'string' ? readAnswer(Buffer.from(packed)) : packed
  const from =
    textOf(pick(log, 'institution_from_name')) ??
    textOf(pick(log, 'institution_from', 'name')) ??
    textOf(pick(data, 'institution_from', 'name'))
  const to =
    textOf(pick(log, 'institution_to_name')) ?? textOf(pick(log, 'institution_to', 'name')) ?? textOf(pick(data, 'institution_to', 'name'))
  const words = {
    institution_from: from,
    institution_to: to,
    status_old: textOf(pick(data, 'status_old', 'name')),
    status_new: textOf(pick(data, 'status_new', 'name')),
  }
  return { text: fillTemplate(textOf(pick(log, 'content')) ?? '', words), from, to }
}
