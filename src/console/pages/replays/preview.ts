import type { FastifyRequest } from 'fastify'
import type { ParkedFilter } from '../../../ledger/decisions.ts'
import { reasonWords } from '../../../operations/cases/reason-words.ts'
import type { FieldChange } from '../../../operations/replay-changes.ts'
import type { PreviewedItem, ReplayPreview } from '../../../operations/replays.ts'
import { COMPLAINTS, PARKED, REPLAYS } from '../../addresses.ts'
import { type Html, html, type Part } from '../../html.ts'
import { form } from '../../layout.ts'
import { reasonField } from '../../parts/ask.ts'
import { badge } from '../../parts/badge.ts'
import { empty, notice, panel } from '../../parts/blocks.ts'
import { explainedReason } from '../../parts/said.ts'
import { table } from '../../parts/table.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { groupFields } from '../parked/view.ts'
import { TEXTS } from './texts.ts'

/** Before and after, side by side, and the form that starts it for all that was named. */
export function viewPreview(request: FastifyRequest, filter: ParkedFilter, { total, items }: ReplayPreview): Html {
  const { language } = viewerOf(request)
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  if (items.length === 0) return empty(t('none'), html`<a href="${PARKED}">${t('noneNext')}</a>`)
  const bad = items.filter(({ outcome }) => outcome === 'refused').length
  const counted = say(language, TEXTS.total, { total, shown: items.length, good: items.length - bad, bad })
  const hidden =
    filter.ids === undefined ? groupFields(filter) : html`${filter.ids.map((id) => html`<input type="hidden" name="ids" value="${id}">`)}`
  const start = form(
    request,
    REPLAYS,
    html`${hidden}<p class="hint">${t('startSays')}</p>${reasonField(language, 'replay')}<p><button class="main">${t('start')}</button></p>`,
    { class: 'stack' },
  )
  return html`${notice('info', t('nothingDone'))}<p>${counted}</p>${panel(t('start'), start)}${items.map((item) => viewItem(language, item))}`
}

function viewItem(language: 'id' | 'en', item: PreviewedItem): Html {
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const { id, ticket, channel, mapping, outcome, refusal, changes } = item
  const versions = mapping.from === mapping.to ? mapping.from : html`<del>${mapping.from}</del> → <ins>${mapping.to ?? '–'}</ins>`
  const body = refusal
    ? html`<p>${explainedReason(language, reasonWords(refusal.code).title, refusal)}</p>`
    : table<FieldChange>(
        `${t('previewTitle')} ${ticket}`,
        [
          { head: t('field'), names: true, cell: ({ at }) => html`<code>${at}</code>` },
          { head: t('before'), cell: ({ from, to }) => marked('del', from, to) ?? t('nothing') },
          { head: t('after'), cell: ({ from, to }) => marked('ins', to, from) ?? t('nothing') },
        ],
        changes,
        html`<p>${t('same')}</p>`,
      )
  const head = html`<p class="hint"><a href="${COMPLAINTS}/${id}">${channel}</a> · ${t('mapping')} ${versions}</p>`
  return panel(ticket, html`${head}${body}`, outcome === 'complaint' ? badge('good', t('becomes')) : badge('warn', t('stays')))
}

/** What differs is marked; what both begin and end with is not. null: there is nothing. */
function marked(tag: 'ins' | 'del', text: string | null, other: string | null): Part {
  if (text === null) return null
  const [own, against] = [[...text], [...(other ?? '')]]
  let begin = 0
  while (begin < own.length && begin < against.length && own[begin] === against[begin]) begin += 1
  let end = 0
  while (end < own.length - begin && end < against.length - begin && own.at(-1 - end) === against.at(-1 - end)) end += 1
  const [head, middle, tail] = [own.slice(0, begin), own.slice(begin, own.length - end), own.slice(own.length - end)].map((part) =>
    part.join(''),
  )
  if (middle === '') return text
  return tag === 'ins' ? html`${head}<ins>${middle}</ins>${tail}` : html`${head}<del>${middle}</del>${tail}`
}
