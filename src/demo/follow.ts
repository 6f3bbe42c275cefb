import { setTimeout as pause } from 'node:timers/promises'
import type { Addresses } from './send-parcel.ts'

/** One complaint, as its own region reads it. */
export interface Seen {
  readonly id: string
  readonly delivery: string
  readonly reason?: { readonly code: string }
  readonly origin: { readonly ticket: string }
  readonly status: string
  readonly statusWord: string
  readonly laporId: string | null
  readonly answers: readonly { readonly text: string }[]
}

const LOOK_EVERY_MS = 500
/** A journey that is not over by then has failed. */
const MOST_MS = 150_000
export const MOVES = 4

/** An officer of the sandbox moves the case on to its end. */
export async function moveOn(laporId: string, addresses: Addresses): Promise<void> {
  for (let move = 0; move < MOVES; move++) if (!(await moveOnce(laporId, addresses))) return
}

/** By one step; false: it is at its end. */
export async function moveOnce(laporId: string, { sandbox }: Addresses): Promise<boolean> {
  const response = await fetch(`${sandbox}/sandbox/complaints/${laporId}/move`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  return response.ok
}

/** All complaints of the channel whose key this is. */
export async function readOf({ gateway }: Addresses, apiKey: string): Promise<Seen[]> {
  const found: Seen[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `?${new URLSearchParams({ cursor })}`
    const answer = await fetch(`${gateway}/v1/complaints${query}`, { headers: { 'x-api-key': apiKey } })
    const page = (await answer.json()) as { items: Seen[]; cursor: string | null }
    found.push(...page.items)
    cursor = page.items.length === 0 ? null : page.cursor
  }
  return found
}

/** Looks until there is something; null when it took too long. */
export async function until<T>(look: () => Promise<T | null>, mostMs = MOST_MS): Promise<T | null> {
  for (const end = Date.now() + mostMs; Date.now() < end; ) {
    const found = await look()
    if (found !== null) return found
    await pause(LOOK_EVERY_MS)
  }
  return null
}
