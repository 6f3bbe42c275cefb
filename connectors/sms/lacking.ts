import type { FieldError } from '../../src/contract/errors.ts'
import type { Config } from './config.ts'

/** What a valid configuration needs beside it: found when the channel is loaded, not when the first message comes. */
export function findLacking({ provider, publicUrl, auth }: Config, secretNames: readonly string[]): FieldError | null {
  const trusts = provider.kind !== 'twilio' && !(provider.kind === 'generic' && provider.signature) && (auth?.trust?.length ?? 0) > 0
  if (!secretNames.includes('secret') && !trusts)
    return { at: '/provider', message: `messages are proved by the secret; write secrets: { secret: \${env:NAME} }` }
  if (provider.kind === 'twilio' && publicUrl === undefined)
    return { at: '', message: 'Twilio signs the address that it calls; write publicUrl: https://<gateway>/in/<channel>' }
  if (
    provider.kind === 'kannel' &&
    !secretNames.some((name) => name === 'secret' || name === 'sendSecret') &&
    !/[?&]pass(?:word)?=/.test(provider.sendUrl)
  )
    return { at: '/provider/sendUrl', message: `sendsms asks for a password; write secrets: { sendSecret: \${env:NAME} }` }
  const usesReceiptUrl =
    provider.kind === 'generic' && Object.values(provider.send.parameters).some((value) => value.includes('{receiptUrl}'))
  if (usesReceiptUrl && publicUrl === undefined)
    return { at: '/provider/send/parameters', message: '{receiptUrl} needs publicUrl: https://<gateway>/in/<channel>' }
  return null
}
