import type { FieldError } from '../../src/contract/errors.ts'
import type { Config } from './config.ts'

/** What calling back needs and is not there: found when the channel is loaded, not when the first answer should go back. */
export function findLacking({ auth, reply }: Config, secretNames: readonly string[]): FieldError | null {
  if (!reply?.url) return null
  if (auth.kind !== 'standard-webhooks' && !secretNames.includes('replySecret'))
    return {
      at: '/reply/url',
      message: `calls back are signed with the secret replySecret (whsec_<base64>); write secrets: { replySecret: \${env:NAME} }`,
    }
  if (reply.auth && !secretNames.includes('replyToken'))
    return {
      at: '/reply/auth',
      message: `auth ${reply.auth.kind} sends the secret replyToken; write secrets: { replyToken: \${env:NAME} }`,
    }
  return null
}
