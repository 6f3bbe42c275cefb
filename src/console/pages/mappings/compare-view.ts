import type { FastifyRequest } from 'fastify'
import type { Language } from '../../../contract/access.ts'
import type { BenchComparison, ChangedField } from '../../../operations/compare-arrivals.ts'
import type { BenchSource } from '../../../operations/mapping-bench.ts'
import { type Html, html } from '../../html.ts'
import { form, languageOf } from '../../layout.ts'
import { empty, panel } from '../../parts/blocks.ts'
import { faultLine } from '../../parts/said.ts'
import { type Column, table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'
import { option } from './view.ts'

/** Which channel is compared with which version; what came of it. */
export function comparePanel(request: FastifyRequest, sources: readonly BenchSource[], comparison: BenchComparison | null): Html {
  const language = languageOf(request)
  const choices = sources.flatMap(({ refs, channels }) =>
    channels.flatMap(({ id, mapping }) => refs.filter((ref) => ref !== mapping).map((ref) => ({ id, mapping, ref }))),
  )
  const body =
    choices.length === 0
      ? empty(say(language, TEXTS.noChannels), say(language, TEXTS.noChannelsNext))
      : form(
          request,
          '/console/mappings/compare',
          html`<div><label for="pair">${say(language, TEXTS.channel)}</label><select id="pair" name="pair" aria-describedby="pair-hint">
${choices.map(({ id, mapping, ref }) => option(`${id} ${ref}`, `${id}: ${mapping} → ${ref}`, `${comparison?.channel} ${comparison?.to}`))}</select>
<p class="hint" id="pair-hint">${say(language, TEXTS.compareHint)}</p></div><div class="row"><button class="main">${say(language, TEXTS.compare)}</button></div>`,
          { class: 'stack' },
        )
  return panel(say(language, TEXTS.compare), html`${body}${comparison && comparisonView(language, comparison)}`)
}

function comparisonView(language: Language, comparison: BenchComparison): Html {
  const { channel, from, to, compared, closed, same, outcomes, fields, faults } = comparison
  const closedLine = closed > 0 && html` <span class="hint">${say(language, TEXTS.closed, { closed })}</span>`
  if (compared === 0)
    return html`${empty(say(language, TEXTS.noArrivals), say(language, TEXTS.noArrivalsNext))}${closedLine && html`<p>${closedLine}</p>`}`
  return html`<p role="status"><strong>${channel}</strong>: ${from} → ${to}. ${say(language, TEXTS.compared, { same, compared })}.${closedLine}</p>
${table(say(language, TEXTS.outcome), outcomeColumns(language, comparison), outcomes, html``)}
<h3>${say(language, TEXTS.fields)}</h3>
${table(say(language, TEXTS.fields), fieldColumns(language), fields, empty(say(language, TEXTS.noFields), faults.length === 0 && say(language, TEXTS.noFieldsNext, { to })))}
${faults.length > 0 && html`<h3>${say(language, TEXTS.newFaults, { to })}</h3>${table(say(language, TEXTS.newFaults, { to }), faultColumns(language), faults, html``)}`}`
}

function outcomeColumns(language: Language, { from, to }: BenchComparison): Column<BenchComparison['outcomes'][number]>[] {
  return [
    { head: say(language, TEXTS.outcome), names: true, cell: ({ outcome }) => html`<code>${outcome}</code>` },
    { head: from, kind: 'number', cell: ({ before }) => before },
    { head: to, kind: 'number', cell: ({ after }) => after },
  ]
}

function fieldColumns(language: Language): Column<ChangedField>[] {
  return [
    { head: say(language, TEXTS.field), names: true, cell: ({ at }) => html`<code>${at}</code>` },
    { head: say(language, TEXTS.count), kind: 'number', cell: ({ count }) => count },
    {
      head: say(language, TEXTS.example),
      cell: ({ examples }) =>
        html`<ul class="plain">${examples.map(({ complaintId, before, after }) => html`<li><a href="/console/complaints/${complaintId}">${before} → ${after}</a></li>`)}</ul>`,
    },
  ]
}

function faultColumns(language: Language): Column<BenchComparison['faults'][number]>[] {
  return [
    { head: say(language, TEXTS.field), names: true, cell: ({ at }) => html`<code>${at || say(language, TEXTS.whole)}</code>` },
    { head: say(language, TEXTS.count), kind: 'number', cell: ({ count }) => count },
    { head: say(language, TEXTS.message), cell: (fault) => faultLine(language, fault) },
  ]
}
