import { hostname } from 'node:os'
import type { Log } from '../contract/connector.ts'
import type { FollowSettings, Settings } from '../contract/settings.ts'
import type { Blobs } from '../ledger/blobs.ts'
import { type HeldLease, holdLease } from '../ledger/hold-lease.ts'
import type { Keyring } from '../ledger/keyring.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface KeeperOptions {
  readonly ledger: Ledger
  readonly blobs: Pick<Blobs, 'remove'>
  readonly keys: Pick<Keyring, 'problem' | 'newestId'>
  readonly settings: () => KeeperSettings
  readonly holder: string
  readonly log: Log
  readonly pace?: Partial<Pace>
}

type KeeperSettings = Pick<Settings, 'regions'> & { readonly gateway: { readonly follow: Pick<FollowSettings, 'endStatuses'> } }

/** Milliseconds. */
interface Pace {
  readonly everyMs: number
  /** A file that nothing refers to stays this long, since a report that holds it again may be on its way into the ledger. */
  readonly untouchedMs: number
  readonly countEveryMs: number
}

const PACE: Pace = { everyMs: 10_000, untouchedMs: 600_000, countEveryMs: 60_000 }
const BATCH = 200
const DAY_MS = 86_400_000
/** How long the id of a message is known, so that a replayed one is refused. */
const MESSAGES_MS = DAY_MS

/** Keeps what citizens entrusted to us as the law asks, on one gateway at a time: seals with the newest key, erases and forgets what is over, and says what cannot be opened. */
export function startKeeper(options: KeeperOptions): { close(): Promise<void> } {
  const { ledger, log } = options
  const { everyMs, untouchedMs, countEveryMs } = { ...PACE, ...options.pace }
  let timer: NodeJS.Timeout | null = setTimeout(begin, 0)
  let running: Promise<void> = Promise.resolve()
  let failing = false
  let countedAt = Number.NEGATIVE_INFINITY
  let wasBroken = false
  let resealAfter = 0
  let contactsAfter = 0

  function begin(): void {
    running = round()
  }

  async function round(): Promise<void> {
    try {
      await tellOfKeys()
      const lease = await holdLease(ledger, 'privacy', options.holder)
      if (lease) await work(lease).finally(() => lease.release())
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'retention and sealing wait for the ledger')
      failing = true
    }
    if (timer) timer = setTimeout(begin, everyMs)
  }

  async function work(lease: HeldLease): Promise<void> {
    const goesOn = () => timer !== null && !lease.signal.aborted
    const resealed = await reseal(goesOn)
    await indexContacts(goesOn)
    await eraseOld(goesOn)
    await removeFiles(goesOn)
    await forgetExpired(goesOn)
    if (resealed > 0 || performance.now() - countedAt > countEveryMs) {
      countedAt = performance.now()
      await ledger.messages.forget(new Date(Date.now() - MESSAGES_MS))
      await forgetCounts(goesOn)
      await tellOfLostKeys()
    }
  }

  async function reseal(goesOn: () => boolean): Promise<number> {
    let total = 0
    let unreadable = 0
    let after: string | null = null
    if (performance.now() < resealAfter) return 0
    do {
      const { resealed, next, ...more } = await ledger.sealed.reseal(BATCH, after)
      total += resealed
      unreadable += more.unreadable
      after = next
    } while (after !== null && goesOn())
    // Tampered with: they stay, and are looked at now and then only.
    if (unreadable > 0) resealAfter = performance.now() + DAY_MS / 24
    if (total > 0) log.info({ parts: total, keyId: options.keys.newestId }, 'sealed anew with the newest key')
    return total
  }

  /** Reporters that were sealed before there were indexes of phone and e-mail. */
  async function indexContacts(goesOn: () => boolean): Promise<void> {
    if (performance.now() < contactsAfter) return
    let unreadable = 0
    let after: string | null = null
    do {
      const batch = await ledger.contacts.indexOlder(BATCH, after)
      unreadable += batch.unreadable
      after = batch.next
    } while (after !== null && goesOn())
    if (unreadable > 0) contactsAfter = performance.now() + DAY_MS / 24
  }

  /** Closed cases whose retention is over, region by region as it is configured now. */
  async function eraseOld(goesOn: () => boolean): Promise<void> {
    const { regions, gateway } = options.settings()
    const days = new Map(
      [...regions.values()].flatMap(({ code, retention }) => (retention.legalHold ? [] : [[code, retention.days] as const])),
    )
    const rules = [...days].map(([region, kept]) => ({ region, before: new Date(Date.now() - kept * DAY_MS) }))
    const erased = new Map<string, number>()
    for (let full = rules.length > 0; full && goesOn(); ) {
      const due = await ledger.privacy.due(rules, gateway.follow.endStatuses, BATCH)
      full = due.length >= BATCH
      for (const { id, region } of due) {
        const by = { actor: 'gateway', reason: `retention of region ${region}: ${days.get(region)} days` }
        if (goesOn() && (await ledger.privacy.erase(id, by, { why: 'retention' }))) erased.set(region, (erased.get(region) ?? 0) + 1)
      }
    }
    for (const [region, complaints] of erased) log.info({ region, complaints }, 'erased: their retention is over')
  }

  async function removeFiles(goesOn: () => boolean): Promise<void> {
    const files = await ledger.privacy.removableBlobs(new Date(), BATCH)
    for (const { sha256, inUse } of files) {
      if (!goesOn()) return
      if (inUse || (await options.blobs.remove(sha256, untouchedMs))) await ledger.privacy.forgetRemovable(sha256)
    }
  }

  /** What connectors asked to be remembered until now only. */
  async function forgetExpired(goesOn: () => boolean): Promise<void> {
    for (let forgotten = BATCH; forgotten >= BATCH && goesOn(); ) forgotten = await ledger.memory.sweep(BATCH)
  }

  /** Counts and words of people that are over. */
  async function forgetCounts(goesOn: () => boolean): Promise<void> {
    for (let forgotten = BATCH; forgotten >= BATCH && goesOn(); ) forgotten = await ledger.people.sweep(BATCH)
  }

  /** Every gateway reads its own file. */
  async function tellOfKeys(): Promise<void> {
    const key = `keys_broken:${hostname()}`
    const { problem } = options.keys
    if (problem !== null) await ledger.alerts.raise(key, 'config_invalid', 'sealing keys', problem)
    else if (wasBroken) await ledger.alerts.close(key)
    wasBroken = problem !== null
  }

  async function tellOfLostKeys(): Promise<void> {
    const lost = await ledger.sealed.countUnreadable()
    const parts = lost.reduce((sum, row) => sum + row.parts, 0)
    if (parts === 0) return ledger.alerts.close('keys_missing')
    const ids = lost.map(({ keyId }) => keyId).join(', ')
    await ledger.alerts.raise(
      'keys_missing',
      'config_invalid',
      'sealing keys',
      `${parts} sealed parts need a key that is not here: ${ids}. Put it back behind the newest`,
    )
  }

  return {
    async close() {
      if (timer) clearTimeout(timer)
      timer = null
      await running
    },
  }
}
