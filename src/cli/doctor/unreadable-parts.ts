import type { Ledger } from '../../ledger/ledger.ts'
import type { Installation } from '../installation.ts'
import { type Finding, fail, ok } from './check.ts'

/** How many sealed parts cannot be opened with the keys that are here. Nothing else stops because of them. */
export async function checkUnreadable(ledger: Ledger, { keys, keysFile }: Installation): Promise<Finding> {
  const rows = await ledger.sealed.countByKey()
  // Without any keys a key was made up for this run; it is nobody's.
  const known = rows.filter((row) => row.known && keys !== null)
  const lost = rows.filter((row) => row.parts > 0 && !known.includes(row))
  const parts = lost.reduce((sum, row) => sum + row.parts, 0)
  const name = 'unreadable parts'
  if (parts === 0) return ok(name, `none, of ${rows.reduce((sum, row) => sum + row.parts, 0)}`)
  return fail(
    name,
    `${parts} cannot be opened: their key is not here (${lost.map((row) => `${row.keyId}: ${row.parts}`).join(', ')}). Complaints go on without their reporter`,
    `put the missing key back behind the newest, in ${keysFile ?? 'GATEWAY_KEYS'}`,
  )
}
