import type { Command } from 'commander'
import { type AccountOperations, openAccountOperations } from '../access/accounts.ts'
import { ROLES, type Role } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { AccountRow, Rights } from '../ledger/account-rows.ts'
import { viewerOf } from './actor.ts'
import { type Cli, withLedger } from './parts.ts'
import { localTime, table } from './table.ts'

const NAME = ['<name>', 'what is typed to sign in'] as const
const PAGE = 1000

interface GivenRights {
  readonly role?: string
  readonly home?: string
  readonly json?: boolean
}

/** Who works at the console: also when nobody can sign in any more. */
export function registerAccounts(program: Command, cli: Cli): void {
  const accounts = program.command('accounts').description('who works at the console')
  const act = (command: Command) => command.option('--json', 'as JSON')

  act(accounts.command('list', { isDefault: true }).description('all accounts; a password is never shown')).action(
    async ({ json }: { json?: boolean }) => {
      const rows = await withAccounts(cli, readAll)
      if (json) return cli.print(JSON.stringify(rows.map(viewOf)))
      const cells = rows.map((row) => [
        row.name,
        row.role,
        row.home ?? 'all',
        row.subject === null ? 'password' : 'OpenID Connect',
        row.disabledAt === null ? 'active' : 'disabled',
        row.signedInAt === null ? 'never' : localTime(row.signedInAt),
      ])
      cli.print(table(['name', 'role', 'region', 'signs in by', 'state', 'last sign-in'], cells))
    },
  )
  act(
    withRights(
      accounts
        .command('add')
        .argument(...NAME)
        .description('makes an account; its password is shown once'),
    ),
  ).action(async (name: string, options: GivenRights) => {
    const { role, home = null } = readRights(options)
    if (role === undefined) throw new GatewayError('request_unreadable', `say what it may do: --role ${ROLES.join('|')}`)
    const { account, password } = await withAccounts(cli, (all) => all.create(viewerOf(), { name, role, home }))
    cli.print(options.json ? JSON.stringify({ account: viewOf(account), password }) : handed(account.name, password))
  })
  act(
    withRights(
      accounts
        .command('change')
        .argument(...NAME)
        .description('gives it another role or region'),
    ),
  ).action(async (name: string, options: GivenRights) => {
    const given = readRights(options)
    if (Object.keys(given).length === 0) throw new GatewayError('request_unreadable', 'say what changes: --role, --home or both')
    await change(name, given, options.json, (row) => `${row.name} is ${row.role}, of ${row.home ?? 'the whole country'}.`)
  })
  act(
    accounts
      .command('reset')
      .argument(...NAME)
      .description('makes a new password, shown once; its sessions end'),
  ).action(async (name: string, { json }: { json?: boolean }) => {
    const { account, password } = await withAccounts(cli, async (all) =>
      all.resetPassword(viewerOf(), (await all.find(viewerOf(), name)).id),
    )
    cli.print(json ? JSON.stringify({ account: viewOf(account), password }) : handed(account.name, password))
  })
  for (const [word, disabled, says] of [
    ['disable', true, 'is signed out and cannot sign in any more'],
    ['enable', false, 'can sign in again'],
  ] as const)
    act(
      accounts
        .command(word)
        .argument(...NAME)
        .description(`the account ${says}`),
    ).action(async (name: string, { json }: { json?: boolean }) => change(name, { disabled }, json, (row) => `${row.name} ${says}.`))

  async function change(name: string, given: Partial<Rights>, json: boolean | undefined, says: (row: AccountRow) => string): Promise<void> {
    const row = await withAccounts(cli, async (all) => all.change(viewerOf(), (await all.find(viewerOf(), name)).id, given))
    cli.print(json ? JSON.stringify(viewOf(row)) : says(row))
  }
}

function withRights(command: Command): Command {
  return command
    .option('--role <role>', ROLES.join(', '))
    .option('--home <code>', 'of this province or region, such as 32 or 32.73; all: the whole country')
}

function readRights({ role, home }: GivenRights): { role?: Role; home?: string | null } {
  const known = ROLES.find((one) => one === role)
  if (role !== undefined && known === undefined)
    throw new GatewayError('request_unreadable', `there is no role ${role}; there are ${ROLES.join(', ')}`)
  return { ...(known && { role: known }), ...(home === undefined ? {} : { home: home === 'all' ? null : home }) }
}

function withAccounts<T>(cli: Cli, work: (accounts: AccountOperations) => Promise<T>): Promise<T> {
  return withLedger(cli.installation, (ledger) => work(openAccountOperations(ledger)))
}

async function readAll(accounts: AccountOperations): Promise<AccountRow[]> {
  const rows: AccountRow[] = []
  for (let after: string | null = null; ; ) {
    const page = await accounts.list(viewerOf(), after, PAGE)
    rows.push(...page.items)
    after = page.cursor
    if (after === null) return rows
  }
}

function viewOf({ id, name, role, home, subject, disabledAt, createdAt, signedInAt }: AccountRow): object {
  return { id, name, role, home, elsewhere: subject !== null, disabled: disabledAt !== null, createdAt, signedInAt }
}

const handed = (name: string, password: string): string =>
  `${name} signs in with the password ${password}\nIt is shown this once. Hand it over by a safe way; the person chooses another one.`
