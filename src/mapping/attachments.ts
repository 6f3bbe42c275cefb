import type { Attachment } from '../contract/complaint.ts'
import { fieldFault } from '../contract/field-fault.ts'
import { describeSeen, isAbsent } from './absence.ts'
import type { Draft } from './draft.ts'
import type { Fill } from './field.ts'
import { faultOfAbsence, faultOfValue } from './field-fault.ts'
import type { AttachmentsRule } from './grammar.ts'
import { compilePointers, type Pointer } from './pointer.ts'
import { Fault } from './reading.ts'
import { shortenLine } from './transforms/headline.ts'
import { readLine } from './transforms/line.ts'
import { url } from './transforms/url.ts'

/**
 * The files of a report, in order, each once: addresses that the payload names, then the files of the request itself. An item that is no
 * address is a fault at that item: a report never goes on without a photo that belongs to it.
 */
export function compileAttachments(rule: AttachmentsRule | undefined): Fill {
  const lists = compilePointers(rule?.each ?? [])
  const places = compilePointers(rule?.url ?? ['/url'])
  const names = compilePointers(rule?.name ?? ['/name'])

  return (payload, draft) => {
    const seen = new Set<string>()
    const keep = (attachment: Attachment, at: string) => {
      if (seen.has(attachment.url)) return
      seen.add(attachment.url)
      draft.sources.set(`attachments/${draft.attachments.length}`, at)
      draft.attachments.push(attachment)
    }
    for (const list of lists) {
      for (const item of readItems(list, payload)) {
        if (draft.attachments.length > MAX_FILES || draft.errors.length > MAX_FILES) break
        readItem(item, draft, keep)
      }
    }
    for (let index = 0; index < Math.min(draft.fileCount, MAX_FILES); index++) keep({ url: `file-part:${index}` }, '')
    if (lists[0]) draft.sources.set('attachments', lists[0].text)
    if (rule?.optional === false && draft.attachments.length === 0)
      draft.errors.push(
        fieldFault(lists[0]?.text ?? '', 'di sini diharapkan berkas; tidak ada yang dikirim', 'a file is expected here; none was sent'),
      )
  }

  function readItem(item: Item, draft: Draft, keep: (attachment: Attachment, at: string) => void): void {
    const isObject = typeof item.value === 'object' && item.value !== null && !Array.isArray(item.value)
    const place = isObject ? (places.find((pointer) => !isAbsent(pointer.read(item.value))) ?? places[0]) : undefined
    const value = place ? place.read(item.value) : item.value
    const at = item.at + (place?.text ?? '')
    if (isAbsent(value)) {
      // `{"url": null}` says that there is none; an object without the place is a shape that the mapping does not know.
      const isUnknownShape =
        isObject && Object.keys(item.value as object).length > 0 && places.every((pointer) => pointer.read(item.value) === undefined)
      if (isUnknownShape) draft.errors.push(faultOfAbsence(at, url.expects))
      return
    }
    const address = readAddress(value, draft.fileCount)
    if (address === undefined) return
    if (address instanceof Fault) {
      draft.errors.push(faultOfValue(at, describeSeen(value, true), address.reason, url.expects))
      return
    }
    const name = isObject ? readName(names, item.value) : undefined
    keep(name === undefined ? { url: address } : { url: address, name }, at)
  }
}

/** One more than the schema takes, so that too many are told and a million cost no more than these. */
const MAX_FILES = 51

interface Item {
  readonly value: unknown
  readonly at: string
}

function readItems(list: Pointer, payload: unknown): readonly Item[] {
  const value = list.read(payload)
  if (isAbsent(value)) return []
  if (Array.isArray(value)) return value.slice(0, 500).map((item, index) => ({ value: item, at: `${list.text}/${index}` }))
  if (typeof value === 'string') return splitAddresses(value.slice(0, 200_000)).map((item) => ({ value: item, at: list.text }))
  return [{ value, at: list.text }]
}

/** One address, several with commas or white space between, or a JSON list that was put into a text. */
function splitAddresses(written: string): readonly unknown[] {
  const text = written.trim()
  if (text.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text)
      if (Array.isArray(list)) return list.slice(0, 500)
    } catch {
      return [text]
    }
  }
  return text
    .split(/[\s,;|](?=\s*(?:https?:|\/\/|file-part:))/i)
    .map((part) => part.replace(/^[\s,;|]{1,50}|[\s,;|]{1,50}$/g, ''))
    .filter((part) => part !== '')
}

function readAddress(value: unknown, fileCount: number) {
  const part = typeof value === 'string' ? /^file-part:(\d{1,4})$/.exec(value.trim()) : null
  if (part === null) return url.read(value, { zone: 'UTC', order: undefined })
  return Number(part[1]) < fileCount
    ? `file-part:${Number(part[1])}`
    : new Fault('menyebut berkas yang tidak ikut dikirim', 'names a file that did not come with the request')
}

function readName(names: readonly Pointer[], item: unknown): string | undefined {
  for (const pointer of names) {
    const name = readLine(pointer.read(item))
    if (name !== undefined && !(name instanceof Fault)) return shortenLine(name, 255)
  }
  return undefined
}
