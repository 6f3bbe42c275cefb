import { GatewayError } from '../../contract/errors.ts'
import type { People } from '../../contract/people.ts'
import type { ChannelSettings, PeopleSettings } from '../../contract/settings.ts'
import type { Desk } from '../desk.ts'
import { addToCase } from './add-to-case.ts'
import { reportComplaint, ticketOf } from './report-complaint.ts'

/** The hub as one channel of people sees it. */
export function openPeople(desk: Desk, settings: ChannelSettings, signal: AbortSignal): People {
  const { people, memory } = desk.ledger
  const channel = settings.id
  return {
    async admit(sender, messageId) {
      desk.noteIn(channel)
      const { fresh, ...admission } = await people.admit(channel, sender, messageId, limitsOf(desk, settings))
      if (fresh && admission.outcome !== 'welcome') await countRefused(desk, channel)
      return admission
    },
    report: (report) => reportComplaint(desk, settings, report),
    add: (caseId, addition) => addToCase(desk, settings, caseId, addition),
    cases: (sender, limit) => people.cases(channel, sender, limit),
    find: (sender, by) => people.find(channel, sender, 'ticket' in by ? { ticket: ticketOf(by.ticket) } : by),
    async noteDelivery(message, outcome, detail) {
      await people.noteDelivery(channel, message, outcome, detail)
    },
    async turn(perSecond) {
      await desk.turn?.(channel, perSecond, signal)
      // It comes again elsewhere; nothing goes out before its turn.
      if (signal.aborted) throw new GatewayError('throttled', 'the gateway stops before its turn came', { retryAfterMs: 1000 })
    },
    memory: memory.of(channel),
  }
}

/** gateway.yaml, with the channel's own. */
export function limitsOf(desk: Pick<Desk, 'settings'>, settings: ChannelSettings): PeopleSettings {
  return { ...desk.settings.current.gateway.people, ...settings.people }
}

async function countRefused(desk: Desk, channel: string): Promise<void> {
  await desk.ledger.ignored.count(channel, 'too many messages of one sender')
  desk.onArrival?.(channel, 'ignored')
}
