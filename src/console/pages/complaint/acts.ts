import type { FastifyRequest } from 'fastify'
import { may } from '../../../contract/access.ts'
import type { FollowedCase } from '../../../operations/cases/follow.ts'
import { COMPLAINTS, REPLAYS } from '../../addresses.ts'
import { type Html, html, type Part } from '../../html.ts'
import { form } from '../../layout.ts'
import { ask } from '../../parts/ask.ts'
import { panel } from '../../parts/blocks.ts'
import { viewerOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { ACTS, type Act, FIELD_TEXTS, TEXTS } from './texts.ts'

/** What this person may do with it now, each with a reason. */
export function viewActs(request: FastifyRequest, { complaint: row }: FollowedCase): Html | null {
  const viewer = viewerOf(request)
  const { language } = viewer
  const one = (act: Act, more: { fields?: Part; danger?: true } = {}) =>
    ask(request, {
      id: act,
      title: say(language, ACTS[act].title),
      says: say(language, ACTS[act].says),
      action: `${COMPLAINTS}/${row.id}/${act}`,
      ...more,
    })
  const text = (key: keyof typeof FIELD_TEXTS) => say(language, FIELD_TEXTS[key])
  const decide = may(viewer, 'decide')
  const keep = may(viewer, 'keep_privacy')
  const preview = form(
    request,
    `${REPLAYS}/preview`,
    html`<input type="hidden" name="ids" value="${row.id}"><button>${text('replay')}</button>`,
  )
  const acts: Part[] = [
    decide && row.delivery === 'parked' && [preview, one('discard', { danger: true })],
    decide &&
      row.delivery === 'unknown' && [
        one('confirm', {
          fields: html`<div><label for="lapor-id">${text('laporId')}</label><input id="lapor-id" name="laporId" maxlength="64" required autocomplete="off"></div>
<label><input type="checkbox" name="force" value="yes"> ${text('force')}</label>`,
        }),
        one('resend', { danger: true }),
      ],
  ]
  const rights: Part[] = [
    keep && (row.restrictedAt === null ? one('restrict') : one('release')),
    keep && (row.heldAt === null ? one('hold') : one('unhold')),
    keep &&
      row.heldAt === null &&
      one('erase', { danger: true, fields: html`<label><input type="checkbox" name="text" value="yes"> ${text('text')}</label>` }),
  ]
  const [some, right] = [acts.some((part) => part !== false), rights.some((part) => part !== false)]
  if (!some && !right) return null
  return html`<div class="columns">${some && panel(say(language, TEXTS.acts), html`<div class="row">${acts}</div>`)}${right && panel(say(language, TEXTS.privacy), html`<div class="row">${rights}</div>`)}</div>`
}
