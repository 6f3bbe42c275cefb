import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freePort } from '../../src/setup/free-port.ts'
import { eventually } from '../support/eventually.ts'
import { type Phones, startPhones } from './phones.ts'
import { startProgram } from './program.ts'

/** Lines of a Kannel group, beside those written here: names and values. */
type Lines = Readonly<Record<string, string | number | boolean>>

export interface KannelOptions {
  /**
   * Where smsbox calls with a message, with Kannel's escapes (%p sender, %P receiver, %b text, %I id, %i smsc, %c coding, %C charset, %u UDH).
   * %b is percent-encoded octets in the charset %C (UTF-16BE for UCS-2). It is called again each second while it fails.
   */
  readonly getUrl: string
  readonly core?: Lines
  readonly smsbox?: Lines
  readonly service?: Lines
  readonly smsc?: Lines
}

export interface Kannel {
  /** http://127.0.0.1:<port>/cgi-bin/sendsms */
  readonly sendUrl: string
  readonly username: 'lapor'
  readonly password: string
  /** Sends a message through sendsms: `to`, `text`, and whatever sendsms takes (coding, charset, udh, smsc, dlr-mask, dlr-url). Gives its answer. */
  send(message: Readonly<Record<string, string>>): Promise<string>
  /** Everything that bearerbox and smsbox have said. */
  log(): string
}

const PASSWORD = 'sandi-kannel-yang-rahasia'
const FAKESMSC = '/usr/lib/kannel/test/fakesmsc'

/** Kannel with phones on its other side (fakesmsc), as an SMS aggregator in front of our HTTP connector. The smsc is `telco-a`. */
export async function startKannel(t: TestContext, options: KannelOptions): Promise<Kannel & { readonly phones: Phones }> {
  assert.ok(existsSync(FAKESMSC), 'kannel-extras is not installed; run these tests with: npm run test:peers')
  const port = await freePort()
  const smsc = { smsc: 'fake', 'smsc-id': 'telco-a', port, 'connect-allow-ip': '127.0.0.1', ...options.smsc }
  const { kannel, online } = await start(t, options, smsc)
  const phones = startPhones(t, FAKESMSC, port)
  await online()
  return { ...kannel, phones }
}

/**
 * Kannel as one who binds (transceiver) to an SMSC of the test, over SMPP 3.4. What the SMSC delivers comes to `getUrl`; `send` submits to the SMSC.
 * Resolves when it is bound; its smsc-id is `smpp`.
 */
export async function startKannelOverSmpp(
  t: TestContext,
  {
    host = '127.0.0.1',
    port,
    systemId,
    password,
    ...options
  }: KannelOptions & { host?: string; port: number; systemId: string; password: string },
): Promise<Kannel> {
  const smsc = {
    smsc: 'smpp',
    'smsc-id': 'smpp',
    host,
    port,
    'transceiver-mode': true,
    'smsc-username': systemId,
    'smsc-password': password,
    'system-type': '',
    'enquire-link-interval': 5,
    'reconnect-delay': 1,
    ...options.smsc,
  }
  const { kannel, online } = await start(t, options, smsc)
  await online()
  return kannel
}

async function start(t: TestContext, { getUrl, core = {}, smsbox = {}, service = {} }: KannelOptions, smsc: Lines) {
  assert.ok(existsSync('/usr/sbin/bearerbox'), 'Kannel is not installed; run these tests with: npm run test:peers')
  const folder = mkdtempSync(join(tmpdir(), 'lapor-kannel-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const store = join(folder, 'store')
  mkdirSync(store)
  const [admin, box, sendsms] = [await freePort(), await freePort(), await freePort()]
  const configuration = join(folder, 'kannel.conf')
  const groups: [string, Lines][] = [
    [
      'core',
      {
        'admin-port': admin,
        'admin-interface': '127.0.0.1',
        'admin-password': PASSWORD,
        'smsbox-port': box,
        'smsbox-interface': '127.0.0.1',
        'box-allow-ip': '127.0.0.1',
        'box-deny-ip': '*.*.*.*',
        'store-type': 'spool',
        'store-location': store,
        ...core,
      },
    ],
    ['smsc', smsc],
    [
      'smsbox',
      {
        'bearerbox-host': '127.0.0.1',
        'sendsms-port': sendsms,
        'sendsms-interface': '127.0.0.1',
        'http-request-retry': 60,
        'http-queue-delay': 1,
        ...smsbox,
      },
    ],
    ['sendsms-user', { username: 'lapor', password: PASSWORD, concatenation: true, 'max-messages': 20 }],
    ['sms-service', { keyword: 'default', 'catch-all': true, 'max-messages': 0, 'get-url': getUrl, ...service }],
  ]
  writeFileSync(configuration, groups.map(([name, lines]) => groupOf(name, lines)).join('\n'), { mode: 0o600 })
  const bearerbox = startProgram(t, 'bearerbox', '/usr/sbin/bearerbox', ['-v', '0', configuration], folder)
  await bearerbox.says(/Start-up done/)
  const sms = startProgram(t, 'smsbox', '/usr/sbin/smsbox', ['-v', '0', configuration], folder)
  await sms.says(/Connected to bearerbox/)
  const kannel: Kannel = {
    sendUrl: `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`,
    username: 'lapor',
    password: PASSWORD,
    async send(message) {
      const query = new URLSearchParams({ username: 'lapor', password: PASSWORD, ...message })
      return (await fetch(`${kannel.sendUrl}?${query}`)).text()
    },
    log: () => bearerbox.said() + sms.said(),
  }
  const online = () =>
    eventually('Kannel is bound, and its smsbox connected', async () => {
      const status = await (await fetch(`http://127.0.0.1:${admin}/status.txt?password=${PASSWORD}`)).text()
      return (/smsbox:.*on-line/.test(status) && /\(online /.test(status)) || undefined
    })
  return { kannel, online }
}

function groupOf(name: string, lines: Lines): string {
  return [
    `group = ${name}`,
    ...Object.entries(lines).map(([key, value]) => `${key} = ${typeof value === 'string' ? `"${value}"` : value}`),
    '',
  ].join('\n')
}
