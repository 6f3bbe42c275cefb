import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../contract/errors.ts'
import { plainFault } from '../plain-faults.ts'
import { asGatewayError, PROBLEM_TYPE, problemOf, retryAfterSeconds, statusOf } from '../problem.ts'

/** Every error leaves as application/problem+json with a code. */
export function addProblemDetails(app: FastifyInstance): void {
  const methodsByPath = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set<string>()
    for (const one of [method].flat()) methods.add(one)
    methodsByPath.set(url, methods)
  })
  app.setErrorHandler((error, request, reply) => answerProblem(fromValidation(error) ?? asGatewayError(error), request, reply))
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allowed = [...methodsByPath].filter(([pattern]) => matches(pattern, path)).flatMap(([, methods]) => [...methods])
    if (allowed.length > 0) {
      reply.header('allow', [...new Set(allowed)].join(', '))
      return answerProblem(new GatewayError('method_not_allowed', `this address takes ${allowed.join(', ')}`), request, reply)
    }
    return answerProblem(new GatewayError('not_found', 'there is nothing at this address; /docs lists all of them'), request, reply)
  })
}

export function answerProblem(error: GatewayError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (statusOf(error.code) >= 500 && !EXPECTED.has(error.code)) {
    request.log.error({ err: { name: nameOf(error.cause), stack: stackOf(error.cause) }, code: error.code }, 'request failed')
  }
  const seconds = retryAfterSeconds(error)
  if (seconds !== null) reply.header('retry-after', seconds)
  if (error.code === 'key_invalid') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(statusOf(error.code))
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error, request.id)))
}

/** 503 that is no fault of ours. */
const EXPECTED: ReadonlySet<string> = new Set(['ledger_unavailable', 'channel_not_configured', 'gateway_stopping'])

/** A body that breaks its schema is 422; a bad query or path is 400. */
function fromValidation(error: unknown): GatewayError | null {
  const { validation, validationContext = 'body' } = error as Partial<FastifyError>
  const [first] = validation ?? []
  if (!first) return null
  // The checker stops at the first fault; what follows are the other branches of a choice.
  const { at, message, line } = plainFault(first, validationContext)
  const code = validationContext === 'body' ? 'schema_violation' : 'request_unreadable'
  return new GatewayError(code, line, { errors: [{ at, message }] })
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/')
  const given = path.split('/')
  if (parts.includes('*')) return false
  return parts.length === given.length && parts.every((part, at) => part.startsWith(':') || part === given[at])
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : typeof cause)

/** Where, without the message: messages of unforeseen errors may quote what a citizen wrote. */
function stackOf(cause: unknown): string {
  if (!(cause instanceof Error) || !cause.stack) return ''
  return cause.stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n')
}
