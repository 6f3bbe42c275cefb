import type { HttpAnswer } from '../../src/contract/connector.ts'
import type { ErrorCode } from '../../src/contract/errors.ts'
import { pick, textOf, wrapped } from './answers.ts'
import type { Question } from './call.ts'

export interface Failure {
  readonly code: ErrorCode
  /** For an operator. May still name a person. */
  readonly words: string
  readonly retryAfterMs?: number
}

interface Asked {
  readonly answer: HttpAnswer
  readonly body: unknown
  readonly question: Question
  readonly notDoneOn: readonly number[]
  readonly now: Date
}

/** What an answer means when it is not a plain yes; null when it is one. LAPOR! also says no with HTTP 200, and even beside `success: true`. */
export function failureOf(asked: Asked): Failure | null {
  const { answer, body, question } = asked
  const inside = answer.status < 300 ? errorInside(body) : null
  if (answer.status < 300 && inside === null) return body === undefined ? unreadable(question) : null

  const status = inside?.status ?? (inside === null ? answer.status : 422)
  const words = `HTTP ${answer.status}${inside === null ? '' : ' with an error inside'}: ${wordsOf(body) ?? 'no explanation'}`
  if (status === 401 || status === 403) return { code: 'credentials_refused', words }

  if (question.ofCase === true && (status === 404 || status === 410) && body !== undefined) return { code: 'case_unknown', words }

  const retryAfterMs = retryAfter(answer.headers['retry-after'], asked.now)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 429) return { code: 'throttled', words, ...wait }
  if (mayBeDone(status, asked)) return { code: question.inDoubt ?? 'central_unavailable', words }
  if (status === 503 && retryAfterMs !== undefined) return { code: 'throttled', words, ...wait }
  if (status >= 500 || status === 408 || status === 425) return { code: 'central_unavailable', words, ...wait }
  if (status >= 400) return { code: 'refused_by_partner', words }
  return { code: 'response_unexpected', words }
}

/** Only for what must not be done twice: any status that neither configuration nor HTTP calls a clear no. */
function mayBeDone(status: number, { question, notDoneOn }: Asked): boolean {
  if (question.inDoubt === undefined || notDoneOn.includes(status)) return false
  return status < 400 || status >= 500 || status === 408 || status === 499
}

/** A page of HTML with status 200 is a proxy or a maintenance page: what may be repeated is tried again later. */
function unreadable(question: Question): Failure {
  return { code: question.inDoubt ?? 'central_unavailable', words: 'HTTP 2xx with a body that is not JSON' }
}

const NO = new Set<unknown>([false, 'false', 'error', 'fail', 'failed', 'gagal'])

/** An error in an answer that calls itself successful; `status` is the HTTP status that it carries inside, where it does. */
function errorInside(body: unknown): { status: number | null } | null {
  const status = innerStatus(body)
  if (status !== null) return { status }
  for (const level of wrapped(body, 2)) {
    const success = pick(level, 'success')
    const status = pick(level, 'status')
    const no = NO.has(lower(success)) || success === 0 || NO.has(lower(status)) || isFault(level)
    if (no) return { status: innerStatus(level) }
  }
  return null
}

function isFault(level: unknown): boolean {
  return ['error', 'errors', 'fault', 'exception'].some((key) => {
    const value = pick(level, key)
    if (value === undefined || value === null || value === false || value === 0 || value === '' || value === 'false') return false
    if (Array.isArray(value)) return value.length > 0
    return typeof value !== 'object' || Object.keys(value).length > 0
  })
}

function innerStatus(level: unknown): number | null {
  for (const path of [['code'], ['status'], ['http_code'], ['statusCode'], ['error', 'code'], ['error', 'status']]) {
    const status = Number(pick(level, ...path))
    if (Number.isInteger(status) && status >= 400 && status <= 599) return status
  }
  // WSO2, on which SPLP runs, numbers its refusals of credentials 900900 to 900910.
  const fault = Number(pick(level, 'fault', 'code') ?? pick(level, 'code'))
  return fault >= 900_900 && fault <= 900_910 ? 401 : null
}

/** The centre's own words, from wherever they stand. */
function wordsOf(body: unknown): string | null {
  for (const level of wrapped(body, 2)) {
    const parts = ['message', 'messages', 'error_description', 'error', 'errors', 'fault']
      .map((key) => flatWords(pick(level, key)))
      .filter((words) => words !== '')
    if (parts.length > 0) return [...new Set(parts)].join('; ')
  }
  return null
}

function flatWords(value: unknown, depth = 3): string {
  if (typeof value === 'string' || typeof value === 'number') return textOf(value) ?? ''
  if (depth === 0 || typeof value !== 'object' || value === null) return ''
  const rows = Object.entries(value).slice(0, 10)
  return rows
    .map(([key, inner]) => [Array.isArray(value) ? '' : key, flatWords(inner, depth - 1)].filter((word) => word !== '').join(': '))
    .filter((words) => words !== '')
    .join('; ')
}

/** RFC 9110: seconds, or a date. At most a day. */
function retryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined
  const ms = /^\s*[0-9]+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : undefined
}

const lower = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : value)
