import type { GuardedHttp, HttpAnswer, HttpCall, Log } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { CentralSettings } from '../../src/contract/settings.ts'
import { readAnswer } from './answers.ts'
import { identifyingHeaders } from './headers.ts'
import type { Multipart } from './multipart.ts'
import type { Identity } from './person.ts'
import { withoutPerson } from './person.ts'
import { failureOf } from './refusals.ts'

export interface CentreOptions {
  readonly settings: CentralSettings
  readonly http: GuardedHttp
  readonly log: Log
  readonly now: () => Date
  readonly graceMs: number
}

export interface Centre extends CentreOptions {
  /** Resolves with the JSON of a good answer; every other outcome is a GatewayError. */
  call(question: Question): Promise<unknown>
}

export interface Question {
  readonly method: 'GET' | 'POST'
  /** Below the configured prefix, with its query. */
  readonly path: string
  readonly json?: object
  readonly multipart?: Multipart
  /**
   * What to throw when the centre may or may not have done it: `outcome_unknown` where nobody can find out, `answer_lost` where the case can be read
   * to find out. Absent: doing it again does no harm.
   */
  readonly inDoubt?: 'outcome_unknown' | 'answer_lost'
  /** An empty body with a 2xx is a yes: nothing says what these calls answer. */
  readonly mayBeEmpty?: boolean
  /** A 404 in LAPOR!'s own JSON means that there is no such case; a page of a proxy does not. */
  readonly ofCase?: boolean
  /** True when this answer proves that it was done, whatever else it says. */
  readonly proves?: (answer: unknown) => boolean
  /** Whose name must not come back to us in an error message. */
  readonly person?: Identity
}

export function openCentre(options: CentreOptions): Centre {
  return { ...options, call: (question) => callCentre(options, question) }
}

async function callCentre({ settings, http, now }: CentreOptions, question: Question): Promise<unknown> {
  const answer = await ask(http, requestFor(settings, question), question)
  const empty = answer.status >= 200 && answer.status < 300 && answer.body.length === 0
  const body = empty && question.mayBeEmpty === true ? {} : readAnswer(answer.body)
  if (question.proves?.(body) === true && (answer.status < 300 || answer.status >= 500)) return body
  const failure = failureOf({ answer, body, question, notDoneOn: settings.createNotDoneOn, now: now() })
  if (failure === null) return body
  throw new GatewayError(failure.code, withoutPerson(`${question.method} ${pathOnly(question.path)}: ${failure.words}`, question.person), {
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
  })
}

async function ask(http: GuardedHttp, call: HttpCall, question: Question): Promise<HttpAnswer> {
  try {
    return await http.request(call)
  } catch (cause) {
    const mayBeDone = cause instanceof GatewayError && (cause.code === 'answer_lost' || cause.code === 'response_unexpected')
    if (!mayBeDone || question.inDoubt === undefined) throw cause
    throw new GatewayError(question.inDoubt, `${question.method} ${pathOnly(question.path)}: sent, and no whole answer came back`, {
      cause,
    })
  }
}

function requestFor(settings: CentralSettings, { method, path, json, multipart, inDoubt }: Question): HttpCall {
  const body = multipart?.body ?? (json === undefined ? undefined : JSON.stringify(json))
  const contentType = multipart?.contentType ?? (json === undefined ? undefined : 'application/json')
  return {
    method,
    url: settings.url.replace(/\/+$/, '') + path,
    headers: {
      accept: 'application/json',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...identifyingHeaders(settings),
    },
    ...(body === undefined ? {} : { body }),
    connectTimeoutMs: settings.connectTimeoutMs,
    timeoutMs: settings.timeoutMs,
    once: inDoubt !== undefined,
  }
}

const pathOnly = (path: string) => path.replace(/\?.*$/, '')
