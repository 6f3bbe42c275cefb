import { resolve } from 'node:path'
import { mend } from './end-with-line.ts'
import { checkCentre, checkDatabase, checkRedis } from './given-servers.ts'
import { readPort, requireFreePort } from './ports.ts'

/** What is to be started, and what is given. */
export interface LaunchPlan {
  readonly host: string
  readonly port: number
  /** null: a private server. */
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** null: LAPOR_URL names a centre, and no sandbox is started. */
  readonly sandboxPort: number | null
  readonly configFolder: string
  /** One line for the person who starts it; null: nothing to say. */
  readonly warning: string | null
}

/** Reads the environment and checks what can be checked before anything is started. A port may take `portsWithinMs` to become free. Throws one line. */
export async function planLaunch(env: NodeJS.ProcessEnv, portsWithinMs = 0): Promise<LaunchPlan> {
  const plan = {
    host: env.HOST || '127.0.0.1',
    port: readPort(env, 'PORT', 8080),
    databaseUrl: env.DATABASE_URL || null,
    redisUrl: env.REDIS_URL || null,
    sandboxPort: env.LAPOR_URL ? null : readPort(env, 'SANDBOX_PORT', 8090),
    configFolder: resolve(env.GATEWAY_CONFIG || 'config'),
  }
  if (plan.port !== 0 && plan.port === plan.sandboxPort)
    throw mend(`PORT and SANDBOX_PORT are both ${plan.port}; set one of them to another port`)
  await requireFreePort('PORT', plan.port, plan.host, portsWithinMs)
  if (plan.sandboxPort !== null) await requireFreePort('SANDBOX_PORT', plan.sandboxPort, '127.0.0.1', portsWithinMs)
  if (plan.databaseUrl !== null) await checkDatabase(plan.databaseUrl)
  if (plan.redisUrl !== null) await checkRedis(plan.redisUrl)
  return { ...plan, warning: env.LAPOR_URL ? await checkCentre(env.LAPOR_URL) : null }
}

/** Where a sandbox on this port is, for the gateway: the centre, and the demo's partner servers that the environment does not name. */
export function sandboxAddresses(port: number, env: NodeJS.ProcessEnv): Record<string, string> {
  const base = `http://127.0.0.1:${port}`
  const partners = {
    JAKI_URL: `${base}/partners/jaki`,
    QLUE_URL: `${base}/partners/qlue`,
    LAPORGUB_URL: `${base}/partners/laporgub`,
    JQR_CALLBACK_URL: `${base}/partners/jabar-quick-response/callback`,
  }
  const unset = Object.entries(partners).filter(([name]) => !env[name])
  return { ...Object.fromEntries(unset), LAPOR_URL: `${base}/lapor/3.0.0`, LAPOR_AUTHORIZATION: 'Bearer sandbox', LAPOR_TOKEN: 'sandbox' }
}
