import type { FieldError } from '../contract/errors.ts'
import { fieldFault } from '../contract/field-fault.ts'
import type { CompiledMapping, Mapped, MappingContext } from '../contract/mapping.ts'
import { compileAttachments } from './attachments.ts'
import { checkComplaint } from './complaint-check.ts'
import { assembleComplaint, type Draft, refuseNoPosition } from './draft.ts'
import { compileField, type Fill } from './field.ts'
import type { MappingDocument } from './grammar.ts'
import { compileIgnoreRules } from './ignore-rules.ts'
import { compileOriginState, compileStatusWords } from './origin-state.ts'
import { TARGETS, type Target } from './targets.ts'
import { compileTicket, readProtocolTicket } from './ticket.ts'

/** The rows of a crosswalk file: native word → meaning. */
export type CrosswalkTable = ReadonlyMap<string, string>

export interface MappingParts {
  /** By file name, as `lookup` names them. */
  readonly tables: ReadonlyMap<string, CrosswalkTable>
  /** 'v1', the name of the folder. */
  readonly version?: string
}

/** Compiles a document that `checkMapping` found without fault. All pointers, tables and options are resolved here, once; `map` only reads. */
export function compileMapping(document: MappingDocument, { tables, version = 'v1' }: MappingParts): CompiledMapping {
  const zone = document.zone ?? 'Asia/Jakarta'
  const readTicket = compileTicket(document.ticket)
  const findIgnored = compileIgnoreRules(document.ignore ?? [])
  const statusWords = compileStatusWords(document.originStatus)
  const readOriginState = compileOriginState(document.originStatus, document.originAnswer, statusWords)
  const fills: Fill[] = []
  for (const target of Object.keys(TARGETS) as Target[]) {
    const rule = document.fields[target]
    if (rule !== undefined) fills.push(compileField(target, rule, { zone, tables }))
  }
  if (document.fields['location.lat']?.optional !== true) fills.push(refuseNoPosition)
  fills.push(compileAttachments(document.fields.attachments))
  const feedback = new Map(Object.entries(document.feedback ?? {}))

  return {
    source: document.source,
    version,
    ref: `${document.source}/${version}`,
    feedbackWord: (status) => feedback.get(status) ?? null,
    originStatus: (word) => statusWords.find(word) ?? null,
    map(payload, context = {}) {
      try {
        return mapPayload(payload, context)
      } catch {
        // Nothing below throws by design; a payload must not stop the gateway if something does.
        return {
          outcome: 'failed',
          code: 'mapping_failed',
          errors: [fieldFault('', 'isi tidak dapat dibaca dengan pemetaan ini', 'the payload cannot be read by this mapping')],
          ticket: null,
          originState: null,
        }
      }
    },
  }

  function mapPayload(payload: unknown, context: MappingContext): Mapped {
    const carried = context.ticket === undefined ? null : readProtocolTicket(context.ticket) || null
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
      const errors = [fieldFault('', 'di sini diharapkan objek JSON, satu per laporan', 'a JSON object is expected here, one report each')]
      return { outcome: 'failed', code: 'mapping_failed', errors, ticket: carried, originState: null }
    }
    const found = carried === null ? readTicket(payload) : { ticket: carried }
    const ticket = 'ticket' in found ? found.ticket : null
    const why = findIgnored(payload)
    if (why !== null) return { outcome: 'ignored', why, ticket }

    const originState = readOriginState(payload)
    const draft: Draft = {
      values: new Map(),
      sources: new Map(),
      attachments: [],
      errors: [],
      unread: [],
      fileCount: context.fileCount ?? 0,
    }
    if ('error' in found) draft.errors.push(found.error)
    for (const fill of fills) fill(payload, draft)
    if (draft.errors.length > 0 || ticket === null) return failed('mapping_failed', draft.errors)

    const complaint = assembleComplaint(draft)
    const breaches = checkComplaint(complaint, draft)
    if (breaches.length > 0) return failed('schema_violation', breaches)
    const unread = draft.unread.slice(0, MAX_ERRORS)
    return { outcome: 'complaint', ticket, complaint, originState, ...(unread.length > 0 ? { unread } : {}) }

    function failed(code: 'mapping_failed' | 'schema_violation', errors: readonly FieldError[]): Mapped {
      return { outcome: 'failed', code, errors: errors.slice(0, MAX_ERRORS), ticket, originState }
    }
  }
}

const MAX_ERRORS = 50
