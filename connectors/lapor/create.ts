import { CREATE_STEP, type Dispatch, type Saga } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { complaintIdOf, trackingIdOf } from './answers.ts'
import type { Centre } from './call.ts'
import { shortenTitle } from './content.ts'
import { localDay, zoneOf } from './dates.ts'

export interface Created {
  readonly laporId: string
  readonly trackingId: string | null
}

/** The one call that must never be sent twice: LAPOR! has no idempotency key and no search. */
export function createComplaint(
  centre: Centre,
  dispatch: Dispatch,
  content: string,
  fileIds: readonly string[],
  saga: Saga,
): Promise<Created> {
  const json = payloadOf(centre, dispatch, content, fileIds)
  return saga.step(CREATE_STEP, async () => {
    const answer = await centre.call({
      method: 'POST',
      path: '/complaints/complaint',
      json,
      inDoubt: 'outcome_unknown',
      proves: (body) => complaintIdOf(body) !== null,
      ...(dispatch.complaint.reporter === undefined ? {} : { person: dispatch.complaint.reporter }),
    })
    const laporId = complaintIdOf(answer)
    if (laporId === null)
      throw new GatewayError('outcome_unknown', 'POST /complaints/complaint: LAPOR! answered without an error and without an id')
    return { laporId, trackingId: trackingIdOf(answer) }
  })
}

/** Every key that the attested payload has. What a region has not configured is null. */
function payloadOf({ settings, now }: Centre, dispatch: Dispatch, content: string, fileIds: readonly string[]): object {
  const { complaint, filing, origin } = dispatch
  const { identity } = filing
  return {
    title: shortenTitle(complaint.title, settings.limits.titleChars),
    content,
    channel: identity.channel ?? null,
    ...reporterOf(dispatch),
    is_inbox: true,
    is_disposisi_slider: identity.dispositionId !== undefined,
    classification_id: filing.classificationId[complaint.class],
    disposition_id: identity.dispositionId ?? null,
    category_id: complaint.category?.lapor ?? filing.categoryId,
    priority_program_id: null,
    location_id: filing.locationId,
    community_id: null,
    date_of_incident:
      complaint.occurredOn ?? localDay(complaint.receivedAt ?? now().toISOString(), zoneOf(origin.region) ?? settings.timezone),
    copy_externals: null,
    info_disposition: null,
    info_attachments: null,
    tags_raw: identity.tag ?? null,
    is_approval: false,
    is_anonymous: complaint.anonymous,
    is_secret: complaint.secret,
    is_priority: false,
    attachments: fileIds.length === 0 ? false : `[${fileIds.join(',')}]`,
  }
}

/**
 * The reporter goes along only where the region says so and there is a way to reach them; an anonymous one only where the region says that too
 * (`filing.anonymousAsNewUser`): LAPOR! hides the name itself, but what is not handed on cannot be shown by mistake.
 */
function reporterOf({ complaint, filing, origin }: Dispatch): object {
  const { reporter } = complaint
  const reachable = reporter?.phone !== undefined || reporter?.email !== undefined
  const named = filing.reporterAsNewUser && reachable && (!complaint.anonymous || filing.anonymousAsNewUser === true)
  if (!named) return { is_new_user_slider: false, user_id: filing.identity.userId ?? null }
  return {
    is_new_user_slider: true,
    emailUser: reporter?.email ?? null,
    nameUser: reporter?.name?.toWellFormed() ?? `Pelapor ${origin.app}`,
    phoneUser: reporter?.phone ?? null,
  }
}
