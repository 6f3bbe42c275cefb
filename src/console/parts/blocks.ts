import { type Html, html, type Part } from '../html.ts'
import type { Mark } from './badge.ts'

/** Names and values. What has no value is left out. */
export function facts(rows: readonly (readonly [name: string, value: Part])[]): Html {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
  return html`<dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

/** Nothing is there: says so, and what to do next. */
export function empty(what: string, next: Part): Html {
  return html`<div class="empty"><strong>${what}</strong> ${next}</div>`
}

/** What happened, for who just did something or must know it. `bad` and `warn` are read out at once. */
export function notice(kind: 'good' | 'warn' | 'bad' | 'info', text: Part): Html {
  return html`<p class="notice ${kind}" role="${kind === 'bad' || kind === 'warn' ? 'alert' : 'status'}">${text}</p>`
}

export interface Happening {
  readonly mark: Mark
  /** As `time` of times.ts gives it. */
  readonly when: Html
  readonly what: Part
  readonly more?: Part
}

/** One thing after another, oldest first. */
export function timeline(happenings: readonly Happening[]): Html {
  return html`<ol class="timeline">${happenings.map(
    ({ mark, when, what, more }) =>
      html`<li class="${mark}"><div class="when">${when}</div><div class="what"><div>${what}</div>${more !== undefined && html`<div>${more}</div>`}</div></li>`,
  )}</ol>`
}

/** A part of a page with a heading. */
export function panel(heading: string, body: Part, beside: Part = null): Html {
  return html`<section class="panel"><div class="head"><h2>${heading}</h2>${beside}</div>${body}</section>`
}

/** A few numbers side by side; one with `href` leads to what it counts. */
export function numbers(rows: readonly { readonly name: Part; readonly value: Part; readonly href?: string }[]): Html {
  return html`<div class="numbers">${rows.map(({ name, value, href }) => {
    const body = html`<span class="value">${value}</span> <span class="name">${name}</span>`
    return href === undefined ? html`<div>${body}</div>` : html`<a href="${href}">${body}</a>`
  })}</div>`
}
