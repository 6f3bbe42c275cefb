import type { Settings } from '../../contract/settings.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { parseKeys } from '../../ledger/sealing.ts'
import { holds } from '../balance.ts'
import type { Installation } from '../installation.ts'
import { localTime } from '../table.ts'
import { describeAlerts } from './alerts.ts'
import { type Finding, fail, ok, reasonOf, warn } from './check.ts'
import { checkInstitutions } from './institutions.ts'

/** Present and readable; nothing of a key is shown. */
export function checkKeys({ keys, dataDir }: Installation): Finding {
  if (!keys)
    return fail(
      'sealing keys',
      'there are none',
      `set GATEWAY_KEYS: those that sealed what the ledger holds (npm start keeps them in ${dataDir}/keys)`,
    )
  try {
    const { newestId, ids } = parseKeys(keys)
    return ok('sealing keys', `${ids.length}, the newest is ${newestId}`)
  } catch (error) {
    return fail('sealing keys', reasonOf(error), 'correct GATEWAY_KEYS')
  }
}

/** What the ledger says of itself: sealed parts open, nothing lost, alerts that wait for a person. */
export async function checkLedger(ledger: Ledger, settings: Settings | null): Promise<Finding[]> {
  const [balance, alerts, sealed, institutions, pauses] = await Promise.all([
    ledger.complaints.balance({}),
    ledger.alerts.open(),
    checkSealed(ledger, settings),
    checkInstitutions(ledger, settings),
    ledger.pauses.all(),
  ])
  const { accepted, delivered, parked, unknown, inFlight } = balance
  const sum = `accepted ${accepted} = delivered ${delivered} + parked ${parked} + unknown ${unknown} + in flight ${inFlight}`
  return [
    sealed,
    holds(balance)
      ? ok('balance', sum)
      : fail('balance', `${sum} does not hold`, 'something was lost or counted twice: keep the database as it is and report it'),
    ...institutions,
    ...pauses.map(({ what, reason, pausedBy, pausedAt }) =>
      warn(
        'sending',
        `${what} is stopped since ${localTime(pausedAt)} by ${pausedBy}: ${reason}`,
        `npm run gateway -- resume ${what} when that is over`,
      ),
    ),
    ...(parked > 0
      ? [
          warn(
            'parked',
            `${parked} wait for a person`,
            'npm run gateway -- parked list says what to do; then npm run gateway -- replay start --code <code> --reason "…"',
          ),
        ]
      : []),
    ...(unknown > 0
      ? [
          warn(
            'unknown',
            `of ${unknown} nobody knows whether LAPOR! has them`,
            'npm run gateway -- unknown list; look for each at LAPOR!, then unknown confirm or unknown resend',
          ),
        ]
      : []),
    ...describeAlerts(alerts),
  ]
}

async function checkSealed(ledger: Ledger, settings: Settings | null): Promise<Finding> {
  const name = 'sealed parts'
  for (const channel of settings?.channels.keys() ?? []) {
    const { rows } = await ledger.complaints.list(channel, { limit: 1 })
    const complaint = rows[0]
    if (!complaint) continue
    const raw = await ledger.sealed.openRaw(complaint.id)
    return raw
      ? ok(name, `that of ${complaint.id} opens`)
      : fail(name, `that of ${complaint.id} does not open`, 'its key is missing: add the older key to GATEWAY_KEYS, behind the newest')
  }
  return ok(name, 'none yet')
}
