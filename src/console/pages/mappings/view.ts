import type { FastifyRequest } from 'fastify'
import type { Language } from '../../../contract/access.ts'
import { errorWords } from '../../../contract/error-words.ts'
import { describeMapped } from '../../../mapping/samples.ts'
import type { PlacedError, Tried } from '../../../mapping/try-payload.ts'
import type { BenchSample, BenchSource } from '../../../operations/mapping-bench.ts'
import { type Html, html, type Part } from '../../html.ts'
import { form, languageOf } from '../../layout.ts'
import { badge } from '../../parts/badge.ts'
import { empty, notice, panel } from '../../parts/blocks.ts'
import { faultLine } from '../../parts/said.ts'
import { type Column, table } from '../../parts/table.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'

export interface Bench {
  readonly sources: readonly BenchSource[]
  readonly samples: readonly BenchSample[]
  readonly mapping: string
  readonly sample: string
  readonly payload: string
  readonly tried: Tried | null
}

/** A payload, what comes of it, and where it is wrong. */
export function benchBody(request: FastifyRequest, bench: Bench, comparing: Html): Html {
  const language = languageOf(request)
  if (bench.sources.length === 0) return empty(say(language, TEXTS.noMappings), say(language, TEXTS.noMappingsNext))
  return html`${panel(say(language, TEXTS.try), html`${choice(language, bench)}${pasting(request, bench)}`)}
${resultPanel(language, bench)}${comparing}`
}

/** Chooses a mapping and one of its samples; the choice stands in the address. */
function choice(language: Language, { sources, samples, mapping, sample }: Bench): Html {
  const refs = sources.flatMap(({ refs: own }) => own)
  return html`<form class="filter" method="get" action="/console/mappings"><div><label for="mapping">${say(language, TEXTS.mapping)}</label>
<select id="mapping" name="mapping">${refs.map((ref) => option(ref, ref, mapping))}</select></div>
<div><label for="sample">${say(language, TEXTS.sample)}</label><select id="sample" name="sample">${option('', say(language, TEXTS.noSample), sample)}${samples.map(({ name }) => option(name, name, sample))}</select></div>
<div class="row"><button>${say(language, TEXTS.load)}</button></div></form>`
}

function pasting(request: FastifyRequest, { mapping, payload }: Bench): Html {
  const language = languageOf(request)
  return form(
    request,
    '/console/mappings',
    html`<input type="hidden" name="mapping" value="${mapping}"><div><label for="payload">${say(language, TEXTS.payload)}</label>
<textarea id="payload" name="payload" class="mono" rows="14" required maxlength="200000" spellcheck="false" autocomplete="off" aria-describedby="payload-hint">${`\n${payload}`}</textarea>
<p class="hint" id="payload-hint">${say(language, TEXTS.payloadHint)}</p></div>
<div class="row"><button class="main">${say(language, TEXTS.run)}</button> <code>${mapping}</code></div>`,
    { class: 'stack' },
  )
}

function resultPanel(language: Language, { tried, payload }: Bench): Html {
  const body = tried === null ? empty(say(language, TEXTS.nothing), say(language, TEXTS.nothingNext)) : result(language, tried, payload)
  return html`<div id="result">${panel(say(language, TEXTS.result), body)}</div>`
}

function result(language: Language, tried: Tried, payload: string): Html {
  if (tried.outcome === 'ignored') return notice('info', say(language, TEXTS.ignored, { why: tried.why }))
  if (tried.outcome === 'complaint')
    return html`<p>${badge('good', say(language, TEXTS.becomes))} ${say(language, TEXTS.ticket)} <code>${tried.ticket}</code></p>
<pre tabindex="0">${JSON.stringify(describeMapped(tried), null, 2)}</pre>
${tried.unread.length > 0 && html`<h3>${say(language, TEXTS.unread)}</h3>${faultTable(language, TEXTS.unread, tried.unread)}${marked(language, payload, tried.unread)}`}`
  return html`<p role="alert">${badge('bad', say(language, TEXTS.failed))} ${say(language, errorWords(tried.code).title)} <code>${tried.code}</code></p>
${faultTable(language, TEXTS.faults, tried.errors)}<h3>${say(language, TEXTS.marked)}</h3>${marked(language, payload, tried.errors)}`
}

function faultTable(language: Language, title: { id: string; en: string }, errors: readonly PlacedError[]): Html {
  const columns: Column<PlacedError>[] = [
    { head: say(language, TEXTS.place), kind: 'short', cell: ({ line, column }) => `${line}:${column}` },
    {
      head: say(language, TEXTS.field),
      names: true,
      cell: ({ at, exact }) =>
        html`<code>${at || say(language, TEXTS.whole)}</code>${!exact && html` <span class="hint">${say(language, TEXTS.missing)}</span>`}`,
    },
    { head: say(language, TEXTS.message), cell: (fault) => faultLine(language, fault) },
  ]
  return table(say(language, title), columns, errors, html``)
}

/** The payload as it was pasted, with the places marked. Places within one another are one. */
function marked(language: Language, payload: string, errors: readonly PlacedError[]): Html {
  const parts: Part[] = []
  let at = 0
  for (const { start, end, message, words } of [...errors].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at) continue
    parts.push(payload.slice(at, start), html`<mark title="${words ? say(language, words) : message}">${payload.slice(start, end)}</mark>`)
    at = end
  }
  parts.push(payload.slice(at))
  return html`<pre class="marked" tabindex="0" aria-label="${say(language, TEXTS.marked)}">${parts}</pre>`
}

export function option(value: string, text: string, chosen: string): Html {
  return html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`
}
