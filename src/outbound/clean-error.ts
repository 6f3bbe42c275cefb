import { GatewayError } from '../contract/errors.ts'
import { hidePerson, hideSecrets } from './hide-person.ts'

/**
 * An error as it may be kept and shown: what another server said may stand in its message, and that server may say whom it was about, or our own token.
 * Code, disposition and places stay.
 */
export function cleanError(error: GatewayError, secrets: readonly string[]): GatewayError {
  const clean = cleanLine(secrets)
  const { retryAfterMs } = error
  return new GatewayError(error.code, clean(error.message), {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    errors: error.errors.map(({ at, message }) => ({ at, message: clean(message) })),
  })
}

export function cleanLine(secrets: readonly string[]): (text: string) => string {
  const [person, secret] = [hidePerson([]), hideSecrets(secrets)]
  return (text) => person(secret(text))
}
