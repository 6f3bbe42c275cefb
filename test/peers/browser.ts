import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Language, Role } from '../../src/contract/access.ts'
import { makeAccount } from '../console/browse.ts'
import type { TestGateway } from '../http/gateway.ts'

export interface Who {
  readonly role: Role
  /** Kemendagri code; left out, the whole country. */
  readonly home?: string
  /** id, unless told. */
  readonly language?: Language
  readonly name?: string
  /** Runs no script at all, so that `check` cannot look. */
  readonly withoutScript?: boolean
}

export interface Visit {
  readonly page: Page
  /**
   * Looks at the page as it stands: axe finds no violation and nothing is cut off, at 1280 and 390 pixels and in the dark; a picture of each is kept as `<name>-<width>.png`.
   * The page is 1280 wide afterwards.
   */
  check(name: string): Promise<void>
  /** What the browser will complain of and should: a page that is refused, for instance. */
  expect(fault: RegExp): void
}

const PROGRAM = '/usr/bin/chromium'
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Names are not even asked for: nothing is reached but this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
]
const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }
const LATE_MS = 30_000
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Makes an account and signs in with it, as a person would. The page stands at the first page of the console. One browser serves all tests of a file; what it complained of
 * fails the test. Needs what `npm run test:peers` installs.
 */
export async function visit(t: TestContext, gateway: TestGateway, who: Who): Promise<Visit> {
  const { role, home, language = 'id', name = `${role}-${home ?? 'nasional'}-${language}`, withoutScript = false } = who
  browser ??= launch()
  folder ??= screenshotFolder(t)
  const shots = folder
  const context = await (await browser).newContext({
    viewport: WIDE,
    baseURL: gateway.url,
    javaScriptEnabled: !withoutScript,
    locale: 'id-ID',
  })
  context.setDefaultTimeout(LATE_MS)
  const page = await context.newPage()
  const { faults, expected } = watch(page, gateway.url)
  gateway.beforeStop(() => context.close())
  t.after(() => {
    const unexpected = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)))
    assert.deepEqual(unexpected, [], `what the browser complained of, as ${name}`)
  })
  await signInByHand(page, name, await makeAccount(gateway, { name, role, home: home ?? null }), language)
  return {
    page,
    check: (title) => {
      assert.ok(!withoutScript, 'axe is a script: check a page that runs some')
      return check(page, shots, title)
    },
    expect: (fault) => void expected.push(fault),
  }
}

let browser: Promise<Browser> | undefined
let folder: string | undefined
after(async () => (await browser)?.close())

function launch(): Promise<Browser> {
  assert.ok(existsSync(PROGRAM), 'Chromium is not installed; run these tests with: npm run test:peers')
  return chromium.launch({ executablePath: PROGRAM, args: ARGS, headless: true })
}

async function signInByHand(page: Page, name: string, password: string, language: Language): Promise<void> {
  await page.goto('/console/sign-in')
  await page.locator(`button[name=language][value=${language}]`).click()
  await page.locator('#name').fill(name)
  await page.locator('#password').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console')
  if (language === 'id') return
  await page.locator('[popovertarget=who]').click()
  await page.locator(`#who button[value=${language}]`).click()
  await page.locator(`html[lang=${language}]`).waitFor()
}

/** What leaves the machine, what fails, and what the content policy forbids. */
function watch(page: Page, ours: string): { faults: string[]; expected: RegExp[] } {
  const faults: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${ours}/`) && !/^(data|about|blob):/.test(url)) faults.push(`asked for ${url}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => faults.push(error.message))
  return { faults, expected: [] }
}

async function check(page: Page, folder: string, name: string): Promise<void> {
  for (const [suffix, viewport, scheme] of [
    ['390', NARROW, 'light'],
    ['1280-dark', WIDE, 'dark'],
    ['1280', WIDE, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.setViewportSize(viewport)
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`), fullPage: true, animations: 'disabled' })
    const [wide, room] = (await page.evaluate('[document.documentElement.scrollWidth, document.documentElement.clientWidth]')) as [
      number,
      number,
    ]
    assert.ok(wide <= room, `${name} is ${wide} wide in ${room} pixels`)
    assert.deepEqual(await violations(page), [], `axe on ${name} at ${suffix}`)
  }
}

/** Brought in by the debugger, past the content policy of the page. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"], preload: false })')) as AxeResults
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

function screenshotFolder(t: TestContext): string {
  const given = process.env['LAPOR_SCREENSHOTS'] || mkdtempSync(join(tmpdir(), 'lapor-screenshots-'))
  mkdirSync(given, { recursive: true })
  t.diagnostic(`screenshots: ${given}`)
  return given
}
