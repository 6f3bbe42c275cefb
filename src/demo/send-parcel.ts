import { createHmac, randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { ChannelSettings } from '../contract/settings.ts'
import type { Parcel } from './prepare-samples.ts'

export interface Addresses {
  readonly gateway: string
  readonly sandbox: string
}

/** Sends a parcel as its app does: pushed with the channel's own proof, or put on the list that the gateway polls. */
export async function sendParcel(
  parcel: Parcel,
  { gateway, sandbox }: Addresses,
): Promise<{ status: number; body: Record<string, unknown> } | null> {
  const body = JSON.stringify(parcel.payload)
  const polled = parcel.channel.connector === 'rest-poll'
  const url = polled ? `${sandbox}/partners/${parcel.channel.id}/items` : `${gateway}/in/${parcel.channel.id}`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(polled ? {} : proofOf(parcel.channel, body)) },
    body,
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (polled && response.status >= 300)
    throw new Error(`the sandbox did not take ${parcel.name}: ${response.status} ${JSON.stringify(answer)}`)
  return polled ? null : { status: response.status, body: answer }
}

interface Auth {
  readonly kind: string
  readonly header?: string
  readonly algorithm?: string
  readonly encoding?: 'hex' | 'base64' | 'base64url'
  readonly prefix?: string
}

/** What proves to the gateway that the region sent it, by the channel's own configuration. */
function proofOf(channel: ChannelSettings, body: string): Record<string, string> {
  const { auth } = channel.config as { auth: Auth }
  const [secret = ''] = (channel.secrets.secret ?? '').split(/[\s,]+/)
  switch (auth.kind) {
    case 'standard-webhooks': {
      const id = `msg_${randomUUID()}`
      const now = new Date()
      const signature = new Webhook(secret).sign(id, now, body)
      return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': signature }
    }
    case 'hmac': {
      const digest = createHmac(auth.algorithm ?? 'sha256', secret)
        .update(body)
        .digest(auth.encoding ?? 'hex')
      return { [auth.header ?? '']: `${auth.prefix ?? ''}${digest}` }
    }
    case 'api-key':
      return { [auth.header ?? '']: secret }
    case 'basic':
      return { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
    default:
      return { authorization: `Bearer ${secret}` }
  }
}
