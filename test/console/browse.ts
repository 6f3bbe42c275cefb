import assert from 'node:assert/strict'
import { hashPassword } from '../../src/access/passwords.ts'
import { COOKIE } from '../../src/access/session-cookie.ts'
import type { Role } from '../../src/contract/access.ts'
import type { TestGateway } from '../http/gateway.ts'

/** A person at the console, without a browser: what a page says, and what a form does. */
export interface Person {
  readonly cookie: string
  readonly csrf: string
  get(path: string): Promise<Shown>
  /** Sends a form of ours, with its token. */
  send(path: string, fields?: FormFields): Promise<Shown>
}

/** Several of one name, as ticked boxes send them. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>

export interface Shown {
  readonly status: number
  readonly location: string | null
  readonly text: string
  readonly headers: Headers
}

const PASSWORD = 'kata-sandi-uji-coba'
/** Cheap: how strong a hash is has its own test. */
const COST = { N: 2 ** 10, r: 8, p: 1 }

/** Makes an account with this role and signs in with it, through the page. */
export async function signIn(
  gateway: TestGateway,
  role: Role,
  home: string | null = null,
  name = `${role}-${home ?? 'id'}`,
): Promise<Person> {
  await makeAccount(gateway, { name, role, home })
  return signInAgain(gateway, name)
}

/** With an account that is there. */
export async function signInAgain(gateway: TestGateway, name: string, password = PASSWORD): Promise<Person> {
  const answer = await sendForm(gateway, '/console/sign-in', { name, password }, '')
  const token = new RegExp(`${COOKIE}=([^;]+)`).exec(answer.headers.get('set-cookie') ?? '')?.[1]
  assert.ok(token, 'signing in sets the cookie')
  const session = await gateway.access.sessionOf(token, null)
  assert.ok(session)
  const cookie = `${COOKIE}=${token}`
  return {
    cookie,
    csrf: session.csrf,
    get: (path) => show(fetch(gateway.url + path, { headers: { cookie }, redirect: 'manual' })),
    send: (path, fields = {}) => sendForm(gateway, path, { csrf: session.csrf, ...fields }, cookie),
  }
}

/** Gives its password. */
export async function makeAccount(gateway: TestGateway, account: { name: string; role: Role; home: string | null }): Promise<string> {
  const made = await gateway.ledger.accounts.create({ ...account, password: await hashPassword(PASSWORD, COST) })
  assert.ok(made, `the name ${account.name} is free`)
  return PASSWORD
}

export function sendForm(gateway: TestGateway, path: string, fields: FormFields, cookie: string): Promise<Shown> {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  )
  return show(fetch(gateway.url + path, { method: 'POST', headers: { cookie }, body, redirect: 'manual' }))
}

async function show(asked: Promise<Response>): Promise<Shown> {
  const answer = await asked
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text(), headers: answer.headers }
}
