import type { Complaint, Origin, OriginState, Status } from './complaint.ts'
import type { Probe } from './connector.ts'
import type { ErrorCode } from './errors.ts'

/** The contract of a central store. All calls may run in several processes; what they must remember is in the saga. */
export interface CentralStore {
  readonly kind: string
  /** Delivers a complaint as durable steps. Safe to call again after a crash: finished steps are not repeated. Throws `outcome_unknown`
   * when a step that must not be repeated was sent and not answered. */
  submit(dispatch: Dispatch, saga: Saga): Promise<Receipt>
  /** Adds an update to a delivered complaint, once. */
  addFollowup(update: FollowupDispatch, saga: Saga): Promise<void>
  /** Reads the case with every page of its follow-ups. Throws `case_unknown` when the centre has no such case. */
  follow(receipt: Receipt): Promise<CaseState>
  /** Finds a complaint by what we sent, where the centre can be asked. Absent for LAPOR! v3, which has no search. */
  lookup?(reference: { readonly id: string; readonly origin: Origin }): Promise<Receipt | null>
  /** Whether a case exists and what it shows of our report: one cheap call. Throws `case_unknown`. Absent: only `follow` can tell. */
  inspect?(laporId: string): Promise<CaseGlimpse>
  masters?(): Promise<Masters>
  probe(): Promise<Probe>
}

/** Finished steps, recorded in the ledger. */
export interface Saga {
  /**
   * Runs a step once. Recorded as sent before `fn` is called and as done with its result after. Called again: a done step gives its result at once;
   * a step that was sent and not answered is run again only if it is repeatable; otherwise `reconcile` is asked, and without an answer the step throws `outcome_unknown`.
   * `fn` throws a retry, wait or park code other than `answer_lost` only when it is certain that nothing was done: the record of sending is then taken back.
   */
  step<T>(name: string, fn: () => Promise<T>, options?: StepOptions<T>): Promise<T>
}

export interface StepOptions<T> {
  /** Doing it twice does no harm at the centre (an upload of a file). Default false. */
  readonly repeatable?: boolean
  /** Asks the centre whether an earlier, unanswered try arrived. undefined: it did not, run it again. Throws `outcome_unknown` when it cannot tell. */
  readonly reconcile?: () => Promise<T | undefined>
}

/** The five conventions by which the origin travels (docs/lapor.md); each is used when it is configured for the region or channel. */
export interface OriginIdentity {
  /** The service account of the region, `user_id`. */
  readonly userId?: number
  /** LAPOR!'s id of the channel, `channel`. */
  readonly channel?: number
  /** The region's own institution, `disposition_id`. */
  readonly dispositionId?: number
  /** `tags_raw`, e.g. '#jabarquickresponse'. */
  readonly tag?: string
  /** Put before the content; {app}, {ticket}, {region} and {reference} (the ticket number that people read) are replaced. E.g. '[{app} {ticket}]'. */
  readonly prefix?: string
}

/** How a region's reports are filed at LAPOR!. Ids are LAPOR!'s own. */
export interface Filing {
  readonly identity: OriginIdentity
  readonly classificationId: { readonly complaint: number; readonly aspiration: number; readonly information: number }
  /** Used when the complaint carries no `category.lapor`. */
  readonly categoryId: number
  readonly locationId: number
  /** true: the reporter goes along as a new user (`is_new_user_slider`, nameUser, phoneUser, emailUser). false: under the service account only. */
  readonly reporterAsNewUser: boolean
  /** Whether an anonymous reporter goes along as well; LAPOR! hides the name by its own flag. Default false: the identity stays here. */
  readonly anonymousAsNewUser?: boolean
  /** What of the place is written under the content: nothing, area and coordinates, or also the free-text address. Default 'area'. */
  readonly place?: 'none' | 'area' | 'address'
}

/** A file that the gateway holds, ready to be sent. */
export interface StoredFile {
  readonly sha256: string
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  read(): Promise<Uint8Array>
}

/** One complaint on its way to the centre, identity unsealed in memory only. */
export interface Dispatch {
  readonly id: string
  readonly origin: Origin
  readonly complaint: Complaint
  readonly filing: Filing
  readonly files: readonly StoredFile[]
  /** The institution with the authority, when it is another than `disposition_id`. */
  readonly handOnTo: { readonly institutionId: number; readonly reason: string } | null
}

export interface FollowupDispatch {
  readonly id: string
  readonly complaintId: string
  readonly origin: Origin
  readonly receipt: Receipt
  readonly filing: Filing
  /** origin: the region's own status or answer. citizen: the citizen's further word. */
  readonly source: 'origin' | 'citizen'
  readonly text: string
  readonly state: OriginState | null
  readonly secret: boolean
  readonly files: readonly StoredFile[]
}

/** The step that makes the complaint at the centre; its result holds at least `laporId` and `trackingId`. Once it is done the complaint is delivered, whatever follows. */
export const CREATE_STEP = 'create'

/** The engine's own: recorded as sent when a person confirmed a create whose answer was lost, and as done when what follows the create is. No store may name a step so. */
export const FINISH_STEP = 'finish'

/** What the central store answered. */
export interface Receipt {
  readonly laporId: string
  readonly trackingId: string | null
  readonly institution: string | null
  /** The centre has the complaint, and refused for good (or may not have) what belongs to it: a person must see to that. Never a reason to send it again. */
  readonly unfinished?: readonly Unfinished[]
}

export interface Unfinished {
  /** hand_on: it stays with the region's own institution. continuation: the end of a long text, or files beyond the limit, are missing. */
  readonly what: 'hand_on' | 'continuation'
  readonly code: ErrorCode
  readonly message: string
}

/** What one call tells of a case. */
export interface CaseGlimpse {
  /** Title and text as the centre shows them; null: it does not. */
  readonly content: string | null
  readonly trackingId: string | null
  readonly institution: string | null
}

/** A case as the centre shows it now. */
export interface CaseState {
  /** null: the native word is unknown to us; keep the status, raise an alert. */
  readonly status: Status | null
  readonly statusNative: string
  readonly institution: string | null
  readonly institutionId: string | null
  readonly trackingId: string | null
  /** Oldest first, without those that we ourselves added. */
  readonly followups: readonly CentralFollowup[]
  /** The disposition log, oldest first, templates filled in. */
  readonly dispositions: readonly { readonly text: string; readonly institution: string | null }[]
}

export interface CentralFollowup {
  /** Stable over polls: the centre's id where it has one, else a hash of time, sender and text. */
  readonly key: string
  /** RFC 3339, UTC; null when the centre's date cannot be read. */
  readonly at: string | null
  readonly from: string | null
  readonly to: string | null
  readonly template: string | null
  readonly text: string
  readonly attachments: readonly { readonly name: string; readonly url: string }[]
}

export interface Masters {
  readonly institutions: readonly { readonly id: string; readonly name: string }[]
  readonly templates: readonly { readonly id: string; readonly name: string }[]
}
