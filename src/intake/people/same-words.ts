import type { Complaint } from '../../contract/complaint.ts'
import type { Arrival, ArrivalFile } from '../../contract/connector.ts'
import type { Filed } from '../../contract/people.ts'
import { referenceOf } from '../../contract/reference.ts'
import type { ChannelSettings } from '../../contract/settings.ts'
import { hashBytes } from '../content-hash.ts'
import type { Desk } from '../desk.ts'
import { readArrival } from '../read-arrival.ts'
import { keepLarge, keepUpdate, noteLeftOut, type SortedFiles } from './files.ts'

/** The same words again, minutes later: what stands beside them and is new, files and a place, is added to the first. Once, however often it comes. */
export async function addToFirst(
  desk: Desk,
  settings: ChannelSettings,
  firstId: string,
  ticket: string,
  arrival: Arrival,
  { taken, large, leftOut }: SortedFiles,
): Promise<Filed> {
  const known = await desk.ledger.attachments.digestsOf(firstId)
  const isNew = ({ bytes }: ArrivalFile) => !known.has(hashBytes(bytes).toString('hex'))
  const files = taken.filter(isNew)
  const place = await newPlace(desk, settings, firstId, arrival)
  const short = (text: string) => hashBytes(text).toString('hex').slice(0, 32)
  if (place !== '') await keepUpdate(desk, firstId, `same-words:place:${short(place)}`, place, [])
  if (files.length > 0) await keepUpdate(desk, firstId, `same-words:${short(ticket)}`, '', files)
  const largeOnes = large.filter(isNew)
  await keepLarge(desk, firstId, ticket, largeOnes)
  await noteLeftOut(desk, firstId, leftOut, ticket)
  const added = files.length + largeOnes.length
  return { outcome: 'same_words', id: firstId, reference: referenceOf(firstId), leftOut: leftOut.length, added }
}

/** A line for the institution; '': none is named, or the first named the same. */
async function newPlace(desk: Desk, settings: ChannelSettings, firstId: string, arrival: Arrival): Promise<string> {
  const mapped = readArrival(desk, settings, arrival)
  if (mapped.outcome !== 'complaint') return ''
  const place = describe(mapped.complaint.location)
  const before = describe((await desk.ledger.complaints.get(firstId))?.complaint?.location ?? null)
  return place === '' || place === before ? '' : `Pelapor menyebut lokasi: ${place}`
}

function describe(location: Complaint['location'] | null): string {
  const { address = null, lat = null, lng = null } = location ?? {}
  return [address, lat === null || lng === null ? null : `(${lat}, ${lng})`].filter((part) => part !== null && part !== '').join(' ')
}
