import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FirstAccount } from './child-program.ts'
import type { LaunchPlan } from './launch-plan.ts'

export interface Greeting {
  readonly plan: LaunchPlan
  readonly port: number
  readonly sandboxPort: number | null
  /** 'PostgreSQL 15.18, private, in …' */
  readonly servers: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Made at this start; its password is shown here and nowhere else. */
  readonly firstAccount: FirstAccount | null
}

/** A report as Sapawarga sends it, small. */
const REPORT = {
  source_id: 'sapawarga',
  user_name: 'Budi Hartono',
  user_phone: '081322334455',
  title: 'Lampu jalan mati',
  description: 'PJU di depan SDN 2 Cibeunying mati total sudah dua minggu.',
  category_id: 'infrastruktur',
  is_anonymous: true,
  city_id: '32.73',
  city_name: 'KOTA BANDUNG',
  address: 'Jl. Katamso No. 12',
  longitude: '107.6386',
  latitude: '-6.9034',
}

/** Where everything is, and one line to try. */
export function greet(greeting: Greeting): string {
  const { plan, port, sandboxPort, servers, env, firstAccount } = greeting
  const gateway = `http://${hostInUrl(plan.host)}:${port}`
  const lines = [
    '',
    `Gateway          ${gateway}  (API: ${gateway}/docs)`,
    `Console          ${gateway}/console`,
    ...(firstAccount === null ? [] : [`                 ${accountLine(firstAccount)}`]),
    sandboxPort === null
      ? `LAPOR!           ${URL.parse(env.LAPOR_URL ?? '')?.origin}`
      : `LAPOR! sandbox   http://127.0.0.1:${sandboxPort}  (its cases: http://127.0.0.1:${sandboxPort}/sandbox/complaints)`,
    ...servers,
    '',
    'Try it in another terminal:',
    tryLine(gateway, plan, env),
    ...(sandboxPort === null ? [] : movesLines(sandboxPort, env)),
    '',
    'Ctrl-C stops everything. LOG_LEVEL=info npm start shows each step.',
  ]
  return lines.join('\n')
}

export const accountLine = ({ name, password }: FirstAccount): string =>
  `sign in as ${name} with the password ${password} (shown once: choose another one there)`

function tryLine(gateway: string, plan: LaunchPlan, env: NodeJS.ProcessEnv): string {
  if (!existsSync(join(plan.configFolder, 'channels', 'sapawarga.yaml'))) return `curl -s ${gateway}/readyz`
  const token = env.SAPAWARGA_TOKEN ? '$SAPAWARGA_TOKEN' : 'sapawarga-demo-token'
  return `curl -s ${gateway}/in/sapawarga -H "Authorization: Bearer ${token}" -H 'Content-Type: application/json' -d '${JSON.stringify(REPORT)}'`
}

/** How the sandbox's officer works on what arrived. */
function movesLines(sandboxPort: number, env: NodeJS.ProcessEnv): string[] {
  if (env.SANDBOX_MOVES === 'auto') return ['', 'Cases at the sandbox move on by themselves, every few seconds.']
  return [
    '',
    `Move a case on: curl -s -X POST http://127.0.0.1:${sandboxPort}/sandbox/complaints/<id>/move  (by themselves: SANDBOX_MOVES=auto npm start)`,
  ]
}

/** An address that can be called: 0.0.0.0 and :: mean "everywhere". */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
