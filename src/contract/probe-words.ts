import type { Probe } from './connector.ts'
import { isErrorCode, sayError, type TwoTexts } from './error-words.ts'
import type { GatewayError } from './errors.ts'

/** The line of a probe, Indonesian first. */
export const probeLine = (id: string, en: string): Pick<Probe, 'detail' | 'words'> => ({ detail: en, words: { id, en } })

/** Of a probe that failed with a code. */
export const probeFault = ({ code, message }: GatewayError): Pick<Probe, 'detail' | 'code'> => ({ detail: message, code })

/** A probe in both languages, whoever wrote it. */
export function probeWords({ detail, words, code }: Pick<Probe, 'detail' | 'words' | 'code'>): TwoTexts | null {
  if (words) return words
  return code !== undefined && isErrorCode(code) ? sayError(code, detail) : null
}
