import { chownSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { readKeysFile } from '../ledger/keyring.ts'
import { newKeys, parseKeys } from '../ledger/sealing.ts'
import { actorOf } from './actor.ts'
import { type Cli, withLedger } from './parts.ts'
import { table } from './table.ts'

/** A gateway takes a new file within a second; a key that was the newest until just now may still be used by one. */
const SETTLE_MS = 15_000

export function registerKeys(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('the keys that seal who reported; no key is ever shown')
  keys
    .command('status', { isDefault: true })
    .description('how many sealed parts need each key; exit code 1 when a key is missing')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const rows = await keyRows(cli)
      if (json) cli.print(JSON.stringify(rows))
      else
        cli.print(
          table(
            ['key', 'parts', 'state'],
            rows.map(({ id, parts, state }) => [id, parts, state]),
          ),
        )
      if (rows.some(({ state }) => state === 'missing')) cli.fail()
    })
  keys
    .command('rotate')
    .description('makes a new key and puts it in front; the gateways take it while they run and seal what is there anew')
    .action(async () => {
      const file = ownFile(cli)
      const added = newKeys()
      await withLedger(cli.installation, (ledger) =>
        ledger.audit.add({ actor: actorOf(), action: 'keys.rotate', subject: idOf(added), detail: { file } }),
      )
      rewrite(file, [added, ...entriesOf(file)])
      cli.print(
        `${idOf(added)} is the newest key in ${file}. Back the file up, apart from the database. "keys status" shows when the older keys are not needed any more.`,
      )
    })
  keys
    .command('forget')
    .argument('<id>', 'a key that no sealed part needs')
    .description('takes a key out of the file; refused while a part needs it')
    .action(async (id: string) => forgetKey(cli, id))
}

interface KeyLine {
  readonly id: string
  readonly parts: number
  readonly state: 'newest' | 'opens' | 'missing'
}

async function keyRows(cli: Cli): Promise<KeyLine[]> {
  const { keys } = cli.installation
  const here = keys === null ? null : parseKeys(keys)
  const rows = await withLedger(cli.installation, (ledger) => ledger.sealed.countByKey())
  return rows
    .filter(({ keyId, parts }) => parts > 0 || here?.ids.includes(keyId))
    .map(({ keyId, parts }) => ({
      id: keyId,
      parts,
      state: !here?.ids.includes(keyId) ? 'missing' : keyId === here.newestId ? 'newest' : 'opens',
    }))
}

async function forgetKey(cli: Cli, id: string): Promise<void> {
  const file = ownFile(cli)
  const keys = parseKeys(readKeysFile(file))
  if (!keys.ids.includes(id)) throw new GatewayError('request_unreadable', `${file} holds no key ${id}; it holds ${keys.ids.join(', ')}`)
  if (id === keys.newestId) throw new GatewayError('request_unreadable', `${id} is the newest key; rotate first`)
  const age = Date.now() - statSync(file).mtimeMs
  if (age < SETTLE_MS)
    throw new GatewayError(
      'request_unreadable',
      `${file} changed ${Math.round(age / 1000)} s ago, and a gateway may still seal with ${id}; try again in ${Math.ceil((SETTLE_MS - age) / 1000)} s`,
    )
  const entries = entriesOf(file)
  await withLedger(cli.installation, async (ledger) => {
    const needed = async () => (await ledger.sealed.countByKey()).find(({ keyId }) => keyId === id)?.parts ?? 0
    const refuse = (parts: number) => {
      throw new GatewayError(
        'request_unreadable',
        `${parts} sealed parts still need ${id}; they are sealed anew in the background, try again later`,
      )
    }
    const before = await needed()
    if (before > 0) refuse(before)
    rewrite(
      file,
      entries.filter((entry) => idOf(entry) !== id),
    )
    const after = await needed()
    if (after > 0) {
      rewrite(file, entries)
      refuse(after)
    }
    await ledger.audit.add({ actor: actorOf(), action: 'keys.forget', subject: id, detail: { file } })
  })
  cli.print(`${id} is forgotten. What a backup of the database holds under it can be opened with a backup of the file only.`)
}

function ownFile({ installation }: Cli): string {
  const { keysFile, keys } = installation
  if (keysFile === null)
    throw new GatewayError(
      'config_invalid',
      'the keys stand in GATEWAY_KEYS itself; change them there, or put them into a file and set GATEWAY_KEYS_FILE',
    )
  if (keys === null)
    throw new GatewayError('config_invalid', `there are no keys in ${keysFile}; start the gateway with npm start, or set GATEWAY_KEYS_FILE`)
  return keysFile
}

const entriesOf = (file: string): string[] => readKeysFile(file).split(',').filter(Boolean)
const idOf = (entry: string): string => entry.slice(0, entry.indexOf(':')).trim()

/** Whole or not at all, with the owner and the rights that the file had; checked before it is put in place. */
function rewrite(file: string, entries: readonly string[]): void {
  const text = entries.join(',')
  parseKeys(text)
  const { uid, gid, mode } = statSync(file)
  const next = `${file}.new`
  writeFileSync(next, `${text}\n`, { mode: mode & 0o777, flush: true })
  if (process.getuid?.() === 0) chownSync(next, uid, gid)
  if (readFileSync(next, 'utf8').trim() !== text) throw new GatewayError('internal_error', `${next} could not be written whole`)
  renameSync(next, file)
}
