import type { Command } from 'commander'
import type { CentralStore } from '../contract/central.ts'
import type { GuardedHttp, Log } from '../contract/connector.ts'
import type { CentralSettings, Settings } from '../contract/settings.ts'
import { createGuardedHttp } from '../outbound/guarded-http.ts'
import { type Finding, fail, guarded, ok, warn } from './doctor/check.ts'
import { checkConfiguration } from './doctor/configuration.ts'
import { checkKeys, checkLedger } from './doctor/ledger.ts'
import { checkDataFolder, checkNode, checkPort } from './doctor/machine.ts'
import { checkPostgres } from './doctor/postgres.ts'
import { checkRedis } from './doctor/redis.ts'
import { checkUnreadable } from './doctor/unreadable-parts.ts'
import { type Cli, QUIET, withLedger } from './parts.ts'
import { askGateway, type InForce } from './running-gateway.ts'
import { oneLine } from './table.ts'

/** Makes the central store, so that it can be probed. main.ts gives it. */
export type MakeCentral = (options: {
  settings: () => CentralSettings
  http: GuardedHttp
  log: Log
  now: () => Date
}) => Pick<CentralStore, 'probe'>

export function registerDoctor(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  program
    .command('doctor')
    .description('what is wrong with this installation and what to do; exit code 1 when something fails')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(cli, makeCentral)
      const failed = findings.filter(({ state }) => state === 'fail').length
      if (json) cli.print(JSON.stringify({ healthy: failed === 0, findings }))
      else cli.print([...findings.map(asLine), verdict(findings)].join('\n'))
      if (failed > 0) cli.fail()
    })
}

async function examine(cli: Cli, makeCentral: MakeCentral): Promise<Finding[]> {
  const { installation } = cli
  let settings: Settings | null = null
  const gateway = await askGateway(installation)
  const configuration = await guarded('configuration', 'correct the file that is named', async () => {
    const checked = await checkConfiguration(cli, gateway)
    settings = checked.settings
    return checked.findings
  })
  let usable = false
  const postgres = await guarded('PostgreSQL', 'start it, or correct DATABASE_URL', async () => {
    const checked = await checkPostgres(installation)
    usable = checked.usable
    return checked.findings
  })
  const others = await Promise.all([
    guarded('Redis', 'start it, or correct REDIS_URL', () => checkRedis(installation)),
    guarded('data folder', 'set GATEWAY_DATA', () => checkDataFolder(installation)),
    guarded('port', 'set PORT', () => checkPort(installation)),
    guarded('LAPOR!', 'check LAPOR_URL and the credentials', () => checkCentral(settings, gateway.asked, makeCentral)),
    usable
      ? guarded('ledger', 'look at the log of PostgreSQL', () =>
          withLedger(installation, async (ledger) => [
            ...(await checkLedger(ledger, settings)),
            await checkUnreadable(ledger, installation),
          ]),
        )
      : [],
  ])
  return [checkNode(), ...configuration, ...postgres, checkKeys(installation), ...others.flat()]
}

async function checkCentral(settings: Settings | null, asked: InForce | null, makeCentral: MakeCentral): Promise<Finding[]> {
  if (!settings) return []
  const { central } = settings.gateway
  if (asked?.centralUrl && new URL(asked.centralUrl).origin !== new URL(central.url).origin)
    return [
      warn(
        'LAPOR!',
        `not asked: the gateway uses ${new URL(asked.centralUrl).host}, this shell's variables name ${new URL(central.url).host}`,
        'set LAPOR_URL, LAPOR_AUTHORIZATION and LAPOR_TOKEN here as where the gateway was started',
      ),
    ]
  const http = createGuardedHttp({ allowAddresses: central.allowAddresses, log: QUIET })
  try {
    const { healthy, detail, latencyMs } = await makeCentral({ settings: () => central, http, log: QUIET, now: () => new Date() }).probe()
    const where = new URL(central.url).host
    return [
      healthy
        ? ok('LAPOR!', `${where}, ${detail}${latencyMs === undefined ? '' : `, ${latencyMs} ms`}`)
        : fail(
            'LAPOR!',
            `${where}, ${detail}`,
            'check LAPOR_URL, LAPOR_AUTHORIZATION and LAPOR_TOKEN, or start the sandbox with npm start',
          ),
    ]
  } finally {
    http.close()
  }
}

function asLine({ name, state, detail, todo }: Finding): string {
  return oneLine(`${state.padEnd(4)}  ${name}: ${detail}${todo === null ? '' : ` → ${todo}`}`)
}

function verdict(findings: readonly Finding[]): string {
  const number = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  if (number('fail') > 0) return `\n${number('fail')} to put right, ${number('warn')} to look at.`
  return number('warn') > 0 ? `\nNothing is broken; ${number('warn')} to look at.` : '\nAll is well.'
}
