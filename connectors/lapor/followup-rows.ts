import { createHash } from 'node:crypto'
import type { CentralFollowup } from '../../src/contract/central.ts'
import type { CentralSettings } from '../../src/contract/settings.ts'
import { idOf, listOf, pick, textOf } from './answers.ts'
import type { Centre } from './call.ts'
import { readDate } from './dates.ts'
import { readAllPages } from './pages.ts'
import { noteShown } from './shown-followups.ts'
import { fillTemplate } from './template.ts'

/** Every follow-up of a case on all its pages, ours included, as LAPOR! writes them. */
export async function readFollowupRows(centre: Centre, laporId: string): Promise<readonly unknown[]> {
  const rows = await readAllPages(centre, `/complaints/${encodeURIComponent(laporId)}/followups`, 'page=1')
  noteShown(centre.settings.url, rows)
  return rows
}

/** Oldest first; what a page that moved on showed twice is there once. */
export function readFollowups(rows: readonly unknown[], { timezone, url }: Pick<CentralSettings, 'timezone' | 'url'>): CentralFollowup[] {
  const read = new Map(rows.map((row) => readFollowup(row, timezone, url)).map((followup) => [followup.key, followup]))
  const followups = [...read.values()]
  const dated = followups.map(({ at }) => at).filter((at) => at !== null)
  if ((dated[0] ?? '') > (dated.at(-1) ?? '')) followups.reverse()
  let last = ''
  const placed = followups.map((followup) => {
    last = followup.at ?? last
    return { followup, at: last }
  })
  return placed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ followup }) => followup)
}

function readFollowup(row: unknown, timezone: string, centreUrl: string): CentralFollowup {
  const from = textOf(pick(row, 'institution_from_name'))
  const to = textOf(pick(row, 'institution_to_name'))
  const text =
    textOf(pick(row, 'content')) ??
    fillTemplate(textOf(pick(row, 'template_content')) ?? '', { institution_from: from, institution_to: to })
  const created = textOf(pick(row, 'created_at')) ?? ''
  return {
    key:
      idOf(pick(row, 'id')) ??
      createHash('sha256')
        .update(JSON.stringify([created, from, text]))
        .digest('hex')
        .slice(0, 32),
    at: readDate(created, timezone),
    from,
    to,
    template: textOf(pick(row, 'template_code')),
    text,
    attachments: listOf(pick(row, 'attachments')).flatMap((file) => readAttachment(file, centreUrl)),
  }
}

/** Paths are LAPOR!'s own; the origin gets an address that it can open. */
function readAttachment(value: unknown, centreUrl: string): { name: string; url: string }[] {
  const path = textOf(pick(value, 'path')) ?? textOf(pick(value, 'url'))
  if (path === null || !URL.canParse(path, centreUrl)) return []
  return [{ name: textOf(pick(value, 'file_name')) ?? path.replace(/^.*\//, ''), url: new URL(path, centreUrl).href }]
}
