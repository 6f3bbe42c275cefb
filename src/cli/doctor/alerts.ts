import type { Ledger } from '../../ledger/ledger.ts'
import { localTime } from '../table.ts'
import { type Finding, ok, warn } from './check.ts'

type Alert = Awaited<ReturnType<Ledger['alerts']['open']>>[number]

/** Every open alert, with what to do about it and what closes it. */
export function describeAlerts(alerts: readonly Alert[]): Finding[] {
  if (alerts.length === 0) return [ok('alerts', 'none open')]
  return alerts.map(({ key, code, subject, message, count, lastAt }) =>
    warn(
      `alert ${code}`,
      `${subject}: ${message} (${count > 1 ? `${count} times, last ` : ''}${localTime(lastAt)})`,
      ADVICE.find(([begin]) => key.startsWith(begin))?.[1] ?? 'see to its cause; it closes when the gateway sees that it is gone',
    ),
  )
}

/** By how the key of an alert begins; the first that fits. */
const ADVICE: readonly (readonly [begin: string, todo: string])[] = [
  ['park:', 'npm run gateway -- parked list; then replay or discard. It closes within a minute when none of these is parked any more'],
  ['unknown:', 'npm run gateway -- unknown list; then confirm or resend. It closes within a minute when none of these is unknown any more'],
  ['channel_disabled:', 'correct the cause, then resume the channel or wait. It closes with the first poll that works'],
  [
    'recipient_gone:',
    "ask the region for a new address and write it into the channel's file. It closes with the first answer that gets through",
  ],
  ['credentials_refused:central', 'correct LAPOR_AUTHORIZATION and LAPOR_TOKEN. It closes with the next report that LAPOR! takes'],
  ['credentials_refused:', 'correct the secrets of the channel. It closes with the first answer that gets through'],
  ['config_invalid:', 'correct the file that is named. It closes with the next report or answer that gets through'],
  ['status_unknown:', 'add the word to central.statuses in gateway.yaml. It closes when a case with this word is followed next'],
  ['unfinished:', 'do by hand at LAPOR! what is missing; it is kept as a reminder'],
  ['reply_stopped:', 'tell the region by another way; it can read the case at GET /v1/complaints. It is kept as a reminder'],
  ['case_missing:', 'ask LAPOR! what became of the case. It closes when LAPOR! has it again'],
  ['keys_broken:', 'correct the file of the keys. It closes by itself'],
  ['keys_missing', 'put the older key back behind the newest. It closes by itself'],
  ['balance', 'keep the database as it is and report it. It closes when the balance holds'],
]
