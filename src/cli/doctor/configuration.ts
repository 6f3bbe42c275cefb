import path from 'node:path'
import { problemLine } from '../../config/open-settings.ts'
import type { ChannelSettings, ConfigProblem, Settings } from '../../contract/settings.ts'
import { type Cli, readConfig } from '../parts.ts'
import type { AskedGateway, InForce } from '../running-gateway.ts'
import { type Finding, fail, ok, warn } from './check.ts'

export interface CheckedConfiguration {
  readonly findings: Finding[]
  /** As the files and this shell's variables say; null: gateway.yaml is bad, and the gateway goes on with what was good. */
  readonly settings: Settings | null
}

/** Every fault of config/ and mappings/ with its place; channels that wait for a variable. Of the running gateway where it can be asked, else of the files. */
export async function checkConfiguration(cli: Cli, { asked, note }: AskedGateway): Promise<CheckedConfiguration> {
  const about = asked || !cli.installation.running ? ok('what is shown', note) : warn('what is shown', note, 'ask the gateway itself')
  if (!asked) {
    const { settings, mappingProblems } = await readConfig(cli)
    const channels = [...settings.channels.values()]
    const problems = [...settings.problems, ...mappingProblems.map((problem) => ({ ...problem, file: `mappings/${problem.file}` }))]
    return {
      settings,
      findings: [about, ...judge(cli, { problems, channels, regions: settings.regions.size }), ...publicSecrets(settings)],
    }
  }
  const settings = await readConfig(cli).then(
    (read) => read.settings,
    () => null,
  )
  return { settings, findings: [about, ...judge(cli, asked), ...(settings ? publicSecrets(settings) : [])] }
}

type Judged = Pick<InForce, 'problems' | 'regions'> & {
  readonly channels: readonly Pick<ChannelSettings, 'id' | 'state' | 'why'>[]
  readonly folders?: InForce['folders']
}

function judge({ installation }: Cli, { problems, channels, regions, folders }: Judged): Finding[] {
  const config = folders?.config ?? installation.configDir
  const bad = new Set(problems.map(({ file }) => file))
  const waiting = channels.filter(({ id, state }) => state !== 'ready' && !bad.has(`channels/${id}.yaml`))
  return [
    ...(problems.length > 0
      ? problems.map((problem) => faultOf(problem, { config, mappings: folders?.mappings ?? installation.mappingsDir }))
      : [ok('configuration', `${channels.length} channels of ${regions} regions in ${config}`)]),
    ...waiting.map(({ id, state, why }) =>
      warn(`channel ${id}`, state === 'paused' ? 'paused' : 'not configured', waitsFor(why) ?? 'look into its file'),
    ),
  ]
}

function faultOf(problem: ConfigProblem, folders: { config: string; mappings: string }): Finding {
  const inside = /^mappings\/(.*)$/.exec(problem.file)?.[1]
  const [name, dir, file] =
    inside === undefined ? (['configuration', folders.config, problem.file] as const) : (['mapping', folders.mappings, inside] as const)
  const variable = /\b([A-Za-z_][A-Za-z0-9_]*) is not set; set \1 /.exec(problem.message)?.[1]
  return fail(
    name,
    problemLine(dir, { ...problem, file }),
    variable === undefined
      ? `correct ${path.join(dir, file)}; it is picked up without a restart`
      : `set ${variable} where the gateway is started and restart it; or use \${file:…} in ${path.join(dir, file)}, which needs no restart`,
  )
}

/** A variable is read when the gateway starts. */
function waitsFor(why: string | null): string | null {
  return why !== null && /^set [A-Z0-9_]+( and [A-Z0-9_]+)*$/.test(why) ? `${why} where the gateway is started, and restart it` : why
}

/** The demo's default secrets are printed in its files; behind them stands a real centre. */
function publicSecrets({ gateway }: Settings): Finding[] {
  const { hostname } = new URL(gateway.central.url)
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  if (!gateway.demo || local) return []
  return [
    warn(
      'demo',
      `gateway.yaml says demo: true, and the centre is ${hostname}`,
      'write demo: false, so that no public default secret is in force',
    ),
  ]
}
