import path from 'node:path'
import { problemLine } from '../../config/open-settings.ts'
import type { ConfigProblem, Settings } from '../../contract/settings.ts'
import { type Cli, readConfig } from '../parts.ts'
import { type Finding, fail, ok, warn } from './check.ts'

/** Every fault of config/ and mappings/ with its place; channels that wait for a variable. */
export async function checkConfiguration(cli: Cli): Promise<{ findings: Finding[]; settings: Settings }> {
  const { configDir, mappingsDir } = cli.installation
  const { settings, mappingProblems } = await readConfig(cli)
  const faults = (name: string, dir: string, problems: readonly ConfigProblem[]) =>
    problems.map((problem) =>
      fail(name, problemLine(dir, problem), `mend ${path.join(path.basename(dir), problem.file)}; it is picked up without a restart`),
    )
  const wrong = [...faults('configuration', configDir, settings.problems), ...faults('mapping', mappingsDir, mappingProblems)]
  const channels = [...settings.channels.values()]
  const bad = new Set(settings.problems.map(({ file }) => file))
  const waiting = channels.filter(({ id, state }) => state !== 'ready' && !bad.has(`channels/${id}.yaml`))
  return {
    settings,
    findings: [
      ...(wrong.length > 0
        ? wrong
        : [ok('configuration', `${channels.length} channels of ${settings.regions.size} regions in ${configDir}`)]),
      ...publicSecrets(settings),
      ...waiting.map(({ id, state, why }) =>
        warn(`channel ${id}`, state === 'paused' ? 'paused' : 'not configured', why ?? 'look into its file'),
      ),
    ],
  }
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
