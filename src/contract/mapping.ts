import type { Complaint, OriginState, Status } from './complaint.ts'
import type { FieldError } from './errors.ts'

/** A mapping that is compiled and ready: pure, synchronous, no I/O. */
export interface CompiledMapping {
  readonly source: string
  /** 'v1' */
  readonly version: string
  /** '<source>/<version>', as a channel pins it and the ledger records it. */
  readonly ref: string
  /** Never throws: any payload gives one of the outcomes, in bounded time. `context` is what the connector knows and the payload does not. */
  map(payload: unknown, context?: MappingContext): Mapped
  /** The region's own word for one of our statuses, or null. */
  feedbackWord(status: string): string | null
  /** Our status for the region's own word, by the mapping's originStatus; null: the word is unknown. */
  originStatus?(word: string): Status | null
}

export interface MappingContext {
  /** The ticket that the protocol itself carries; wins over the mapping's. */
  readonly ticket?: string
  /** How many files came with it; each becomes an attachment `file-part:<index>`. */
  readonly fileCount?: number
}

export type Mapped =
  | {
      readonly outcome: 'complaint'
      readonly ticket: string
      readonly complaint: Complaint
      readonly originState: OriginState | null
      /** What was there and could not be read, in fields that may be left out: for who writes the mapping. Names no person. */
      readonly unread?: readonly FieldError[]
    }
  /** It came from LAPOR! or is otherwise not for it. Answered 200, counted, not stored. */
  | { readonly outcome: 'ignored'; readonly why: string; readonly ticket: string | null }
  /** `ticket` and `originState` are given where they could be read: a status-only message of a known ticket is an update, not a fault. */
  | {
      readonly outcome: 'failed'
      readonly code: 'mapping_failed' | 'schema_violation'
      readonly errors: readonly FieldError[]
      readonly ticket: string | null
      readonly originState: OriginState | null
    }
