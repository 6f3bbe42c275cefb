import type { FastifyInstance } from 'fastify'
import type { ConsoleDeps } from '../deps.ts'
import { complaintPage } from './complaint/page.ts'
import { complaintsPage } from './complaints/page.ts'
import { parkedPage } from './parked/page.ts'
import { replaysPage } from './replays/page.ts'
import { unknownPage } from './unknown/page.ts'

/** Complaints: found, followed, and decided about one by one or many at once. */
export async function casePages(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  await complaintsPage(app, deps)
  await complaintPage(app, deps)
  await parkedPage(app, deps)
  await unknownPage(app, deps)
  await replaysPage(app, deps)
}
