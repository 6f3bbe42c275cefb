import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'

/** Both headers, on every call. Their values are not compared: whoever reaches a sandbox may use it. */
export async function requireHeaders(request: FastifyRequest): Promise<void> {
  const faults = []
  if (filled(request.headers.authorization ?? request.headers.auth) === null) {
    faults.push({ field: 'header Authorization', came: 'nothing', expected: 'Authorization: Bearer <token>, as SPLP gave it to you' })
  }
  if (filled(request.headers.token) === null) {
    faults.push({ field: 'header token', came: 'nothing', expected: 'token: <the token of your LAPOR! channel, JSON or opaque>' })
  }
  if (faults.length > 0)
    throw new Refusal(
      401,
      `Tidak terautentikasi: ${faults.map(({ field }) => field).join(' dan ')} tidak ada (both headers are needed on every call)`,
      faults,
    )
}

function filled(value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value.join() : value
  return text === undefined || text.trim() === '' ? null : text
}
