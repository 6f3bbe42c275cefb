import { moveOn, readOf, type Seen, until } from './follow.ts'
import type { Journey } from './journey.ts'
import { type Addresses, sendParcel } from './send-parcel.ts'

/** Takes one parcel from its app to the centre and back. `shown` is called whenever the journey changed. */
export async function travel(journey: Journey, addresses: Addresses, shown: () => void): Promise<void> {
  const end = (good: boolean, back: string): void => {
    Object.assign(journey, { good, back })
    shown()
  }
  try {
    const { expected } = journey.parcel
    const answer = await sendParcel(journey.parcel, addresses)
    if (expected.outcome === 'complaint') return await followComplaint(journey, addresses, answer, shown, end)
    if (answer === null) return await followRefusedItem(journey, addresses, end)
    if (expected.outcome === 'ignored') return end(answer.body.outcome === 'ignored', `ignored: ${String(answer.body.why)}`)
    end(answer.status >= 400 && answer.status < 500, `${answer.status} ${String(answer.body.code)}`)
  } catch (error) {
    end(false, error instanceof Error ? error.message : String(error))
  }
}

type End = (good: boolean, back: string) => void

async function followComplaint(
  journey: Journey,
  addresses: Addresses,
  answer: Awaited<ReturnType<typeof sendParcel>>,
  shown: () => void,
  end: End,
): Promise<void> {
  const ticket = journey.parcel.expected.ticket ?? ''
  if (answer && answer.status !== 202) return end(false, `${answer.status} ${String(answer.body.code)} ${String(answer.body.detail ?? '')}`)
  const delivered = await until(async () => {
    const seen = await readByTicket(journey, addresses, ticket)
    if (!seen || seen.delivery === 'accepted') return null
    return seen
  })
  if (!delivered) return end(false, 'it never got to the centre')
  Object.assign(journey, { id: delivered.id, delivered: delivered.delivery, laporId: delivered.laporId })
  shown()
  if (delivered.delivery !== 'delivered') return end(false, `${delivered.delivery}: ${delivered.reason?.code ?? ''}`)
  await moveOn(delivered.laporId ?? '', addresses)
  const over = await until(async () => {
    const seen = await readByTicket(journey, addresses, ticket)
    if (seen && seen.answers.length !== journey.answered) {
      journey.answered = seen.answers.length
      shown()
    }
    return seen?.status === 'closed' && seen.answers.length > 0 ? seen : null
  })
  if (!over) return end(false, 'its answer did not come back')
  if (!isCalledBack(journey)) return end(true, `read there: ${over.statusWord}`)
  const called = await until(async () => ((await callbacksOf(journey, addresses, over.id)).includes('closed') ? true : null))
  end(called === true, called ? `called back: ${over.statusWord}` : 'the call to the origin did not come')
}

/** An item of a poll that is no complaint: parked in the open for its region, or left out and counted. */
async function followRefusedItem(journey: Journey, addresses: Addresses, end: End): Promise<void> {
  const { expected, channel } = journey.parcel
  if (expected.outcome === 'ignored') {
    const counted = await until(async () => ((await metric(addresses, channel.id, 'ignored')) > 0 ? true : null))
    return end(counted === true, counted ? `ignored: ${expected.why}` : 'it was not counted as ignored')
  }
  const { ticket } = expected
  const parked = await until(async () => {
    const all = await readOf(addresses, channel.apiKeys[0] ?? '')
    return (
      all.find(
        (seen) =>
          seen.delivery === 'parked' && (ticket === null ? seen.origin.ticket.startsWith('unmapped-') : seen.origin.ticket === ticket),
      ) ?? null
    )
  })
  if (parked) Object.assign(journey, { id: parked.id, delivered: parked.delivery })
  end(parked !== null, parked ? `parked: ${parked.reason?.code}` : 'it was not parked')
}

function isCalledBack({ parcel }: Journey): boolean {
  const { reply } = parcel.channel.config as { reply?: { url?: string } }
  return Boolean(reply?.url)
}

async function callbacksOf({ parcel }: Journey, { sandbox }: Addresses, id: string): Promise<string[]> {
  const answer = await fetch(`${sandbox}/partners/${parcel.channel.id}/callbacks`)
  const { data } = (await answer.json()) as { data: { verified: boolean | null; body: { data: { id: string; status: string } } }[] }
  return data.filter((call) => call.verified !== false && call.body.data.id === id).map((call) => call.body.data.status)
}

async function readByTicket({ parcel }: Journey, { gateway }: Addresses, ticket: string): Promise<Seen | undefined> {
  const answer = await fetch(`${gateway}/v1/complaints?${new URLSearchParams({ ticket })}`, {
    headers: { 'x-api-key': parcel.channel.apiKeys[0] ?? '' },
  })
  return ((await answer.json()) as { items: Seen[] }).items[0]
}

async function metric({ gateway }: Addresses, channel: string, outcome: string): Promise<number> {
  const text = await (await fetch(`${gateway}/metrics`)).text()
  const row = text
    .split('\n')
    .find(
      (candidate) =>
        candidate.startsWith('lapor_gateway_arrivals_total') && candidate.includes(`"${channel}"`) && candidate.includes(`"${outcome}"`),
    )
  return Number(row?.split(' ').at(-1) ?? 0)
}
