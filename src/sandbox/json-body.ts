import type { FastifyInstance } from 'fastify'
import { Refusal } from './refusal.ts'

/** Deeper than anything LAPOR! sends, and shallow enough for everything that reads it afterwards. */
const DEEPEST = 40

/** JSON bodies, with the place of a fault in words. An empty body is an empty object: `POST …/move` without one is the next sensible step. */
export function parseJson(app: FastifyInstance): void {
  app.decorateRequest('rawText')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body.toString()
    request.rawText = text
    try {
      done(null, readJson(text))
    } catch (error) {
      done(error instanceof Error ? error : new Refusal(400, 'Isi bukan JSON (the body is not JSON)'))
    }
  })
}

function readJson(text: string): unknown {
  if (text.trim() === '') return {}
  if (depthOf(text) > DEEPEST) throw new Refusal(400, `JSON terlalu dalam (the body nests deeper than ${DEEPEST} levels)`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal(400, `Isi bukan JSON (the body is not JSON: ${cause instanceof Error ? cause.message.slice(0, 200) : ''})`)
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted && sign === '\\') at += 1
    else if (sign === '"') quoted = !quoted
    else if (!quoted && (sign === '[' || sign === '{')) deepest = Math.max(deepest, ++depth)
    else if (!quoted && (sign === ']' || sign === '}')) depth -= 1
  }
  return deepest
}
