import type { FastifyInstance } from 'fastify'
import type { AppDeps } from '../../deps.ts'
import { requireViewer } from '../../viewer.ts'
import { accountRoutes } from './accounts.ts'
import { alertRoutes } from './alerts.ts'
import { auditRoutes } from './audit.ts'
import { balanceRoutes } from './balance.ts'
import { channelPageRoutes } from './channel-pages.ts'
import { channelRoutes } from './channels.ts'
import { complaintRoutes } from './complaints.ts'
import { configRoutes } from './config.ts'
import { forwardingRoutes } from './forwarding.ts'
import { healthRoutes } from './health.ts'
import { maintenanceRoutes } from './maintenance.ts'
import { mappingRoutes } from './mappings.ts'
import { overviewRoutes } from './overview.ts'
import { ownAccountRoutes } from './own-account.ts'
import { parkedRoutes } from './parked.ts'
import { privacyRoutes } from './privacy.ts'
import { regionRoutes } from './regions.ts'
import { replayRoutes } from './replays.ts'
import { unknownRoutes } from './unknown.ts'

export const ADMIN = { tags: ['administration'], security: [{ adminToken: [] }, { session: [] }] }

/** /admin/v1: what the console and the command line do, for a person who is signed in or a program with the administrator's token. */
export async function adminRoutes(app: FastifyInstance, deps: AppDeps): Promise<void> {
  requireViewer(app, deps)
  await ownAccountRoutes(app, deps)
  await accountRoutes(app, deps)
  await auditRoutes(app, deps)
  await balanceRoutes(app, deps)
  await overviewRoutes(app, deps)
  await channelRoutes(app, deps)
  await channelPageRoutes(app, deps)
  await configRoutes(app, deps)
  await healthRoutes(app, deps)
  await alertRoutes(app, deps)
  await maintenanceRoutes(app, deps)
  await privacyRoutes(app, deps)
  await forwardingRoutes(app, deps)
  await unknownRoutes(app, deps)
  await parkedRoutes(app, deps)
  await replayRoutes(app, deps)
  await complaintRoutes(app, deps)
  await regionRoutes(app, deps)
  await mappingRoutes(app, deps)
}
