/**
 * Keeps a page as it is now: [data-live] names the stream. A piece is put in place only when it changed; what is open in it stays open, what has the focus
 * keeps it, and nothing is read out but the one sentence in [data-live-say], when it changed.
 */
const FIRST_WAIT_MS = 2_000
const MOST_WAIT_MS = 30_000
const USE_EVERY_MS = 300_000
const LOAD_EVERY_MS = 60_000
/** What the page asks without a person: no use of the session. */
const BY_ITSELF = { redirect: 'manual', headers: { 'X-By-Itself': 'yes' } }

const root = document.querySelector('[data-live]')
const state = document.querySelector('[data-live-state]')
const spoken = document.querySelector('[data-live-say]')
let source = null
let waitMs = FIRST_WAIT_MS
let toldAt = 0
let loadedAt = Number.NEGATIVE_INFINITY

if (root) {
  open()
  // What nobody sees need not be computed.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close()
    else open()
  })
  addEventListener('pagehide', close)
  // The stream does not count as use, so that a page that nobody looks at lets its session end. Whoever touches it does.
  for (const name of ['pointerdown', 'keydown', 'wheel']) addEventListener(name, tellUse, { passive: true })
}

function open() {
  if (source) return
  source = new EventSource(root.dataset.live)
  source.addEventListener('pieces', ({ data }) => {
    waitMs = FIRST_WAIT_MS
    show('on')
    replace(JSON.parse(data))
  })
  source.addEventListener('ended', () => {
    close()
    show('ended')
  })
  source.addEventListener('error', () => {
    show('off')
    if (source?.readyState !== EventSource.CLOSED) return
    close()
    setTimeout(again, waitMs)
    waitMs = Math.min(waitMs * 2, MOST_WAIT_MS)
  })
}

/** Once in five minutes: the session ends after an hour without use. */
function tellUse() {
  if (performance.now() - toldAt < USE_EVERY_MS) return
  toldAt = performance.now()
  fetch(location.pathname, { method: 'HEAD', redirect: 'manual' }).catch(() => null)
}

/** The browser gave up: the gateway starts again, or nobody is signed in any more. */
async function again() {
  const answer = await fetch(location.pathname, { method: 'HEAD', ...BY_ITSELF }).catch(() => null)
  if (answer?.type === 'opaqueredirect') show('ended')
  else if (!document.hidden) open()
}

function close() {
  source?.close()
  source = null
}

function show(name) {
  if (!state) return
  state.dataset.liveState = name
  for (const one of state.querySelectorAll('[data-when]')) one.hidden = one.dataset.when !== name
}

function replace(pieces) {
  for (const [id, html] of Object.entries(pieces)) {
    const old = document.getElementById(id)
    // A province is new: the page has no place for it.
    if (!old) return loadAgain()
    const holder = document.createElement('template')
    holder.innerHTML = html
    const fresh = holder.content.firstElementChild
    if (!fresh) continue
    keepOpen(old, fresh)
    keepPlots(old, fresh)
    const focus = focusWithin(old)
    old.replaceWith(fresh)
    if (focus) refocus(fresh, focus)
    window.htmx?.process(fresh)
  }
  const said = document.querySelector('[data-live-words]')?.dataset.liveWords ?? ''
  if (spoken && spoken.textContent !== said) spoken.textContent = said
  document.dispatchEvent(new CustomEvent('lapor:changed'))
}

/** The whole of what changes. Not location.reload(), which would be use of the session; and not again and again: what is missing then is not worth that. */
async function loadAgain() {
  if (performance.now() - loadedAt < LOAD_EVERY_MS) return
  loadedAt = performance.now()
  const answer = await fetch(location.pathname, BY_ITSELF).catch(() => null)
  if (!answer?.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]')
  if (!fresh) return
  keepOpen(root, fresh)
  keepPlots(root, fresh)
  const focus = focusWithin(root)
  root.replaceChildren(...fresh.childNodes)
  if (focus) refocus(root, focus)
  window.htmx?.process(root)
  document.dispatchEvent(new CustomEvent('lapor:changed'))
}

function keepOpen(old, fresh) {
  for (const one of old.querySelectorAll('details[id]')) {
    const same = fresh.querySelector(`details#${CSS.escape(one.id)}`)
    if (same) same.open = one.open
  }
}

/** What is drawn stays, with the new numbers. */
function keepPlots(old, fresh) {
  for (const area of old.querySelectorAll('figure[id] > [data-plot]')) {
    const next = fresh.querySelector(`#${CSS.escape(area.parentElement.id)} > [data-plot]`)
    if (!next) continue
    area.dataset.plot = next.dataset.plot
    next.replaceWith(area)
  }
}

function focusWithin(old) {
  const { activeElement: active } = document
  if (!active || active === document.body || !old.contains(active)) return null
  return { id: active.id, href: active.getAttribute('href'), details: active.closest('summary')?.parentElement?.id }
}

function refocus(fresh, { id, href, details }) {
  const found =
    (id && fresh.querySelector(`#${CSS.escape(id)}`)) ||
    (details && fresh.querySelector(`details#${CSS.escape(details)} > summary`)) ||
    (href && fresh.querySelector(`a[href="${CSS.escape(href)}"]`))
  found?.focus({ preventScroll: true })
}
