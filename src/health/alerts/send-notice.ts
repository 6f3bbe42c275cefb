import { isDeepStrictEqual } from 'node:util'
import type { AlertSettings } from '../../contract/alert-settings.ts'
import type { GuardedHttp, Log } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Notice } from '../../ledger/alert-rows.ts'
import { createGuardedHttp } from '../../outbound/guarded-http.ts'
import type { Destination } from './destinations.ts'
import { sendEmail } from './send-email.ts'
import { sendTelegram } from './send-telegram.ts'
import { sendWebhook } from './send-webhook.ts'

export type Parcel = Pick<Notice, 'id' | 'kind' | 'content' | 'madeAt'>

export interface Sender {
  /** Resolves when the other side took it. Throws a GatewayError whose message may be shown. */
  send(parcel: Parcel, destination: Destination): Promise<void>
  close(): void
}

/** The ways out of alerts. */
export function openSender({ settings, log }: { settings: () => AlertSettings; log: Log }): Sender {
  let open: { readonly allow: readonly string[]; readonly http: GuardedHttp & { close(): void } } | null = null

  function http(): GuardedHttp {
    const { allowAddresses } = settings()
    if (open && isDeepStrictEqual(open.allow, allowAddresses)) return open.http
    open?.http.close()
    open = { allow: allowAddresses, http: createGuardedHttp({ allowAddresses, log }) }
    return open.http
  }

  return {
    async send(parcel, { contact, way, lacks }) {
      const { email, telegram } = settings()
      if (way === 'email' && email && contact.email !== null) return sendEmail(parcel, contact.email, email)
      if (way === 'telegram' && telegram && contact.telegram !== null) return sendTelegram(parcel, contact.telegram, telegram, http())
      if (way === 'webhook' && contact.webhook !== null) return sendWebhook(parcel, contact.webhook, http())
      throw new GatewayError('config_invalid', lacks ?? 'the contact has no such address')
    },
    close: () => open?.http.close(),
  }
}
