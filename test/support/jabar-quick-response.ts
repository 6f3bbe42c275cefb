import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'

export const JQR_SECRET = `whsec_${Buffer.from('a secret of the test, long enough').toString('base64')}`
export const JQR_KEY = 'read-key-of-the-test'

const SAMPLE = join(import.meta.dirname, '../../mappings/jabar-quick-response/v1/samples')

export type Report = Record<string, unknown> & { ticket: string }

/** The first sample of the mapping, without its photo unless one is given, changed as the test asks. */
export function jqrReport(changes: Record<string, unknown> = {}): Report {
  const report: Report = JSON.parse(readFileSync(join(SAMPLE, 'whatsapp-report.in.json'), 'utf8'))
  return { ...report, photos: [], ...changes }
}

let messages = 0

/** Pushes as Jabar Quick Response does: signed by the library that the Standard Webhooks project publishes. */
export function pushReport(url: string, report: object, secret: string = JQR_SECRET): Promise<Response> {
  const body = JSON.stringify(report)
  const id = `msg_${Date.now()}_${messages++}`
  const now = new Date()
  return fetch(`${url}/in/jabar-quick-response`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
    body,
  })
}

export async function readComplaint(url: string, id: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/v1/complaints/${id}`, { headers: { 'x-api-key': JQR_KEY } })
  return (await response.json()) as Record<string, unknown>
}
