import type { Command } from 'commander'
import { registerMappingDiff } from './mapping-diff.ts'
import type { MappingCli } from './mapping-output.ts'
import { registerMappingRun } from './mapping-run.ts'
import { registerMappingTest } from './mapping-test.ts'

/** `mapping test|run|diff` read only the mappings folder: no database, no queue, nothing running; `compare` reads what arrived. */
export function registerMappingCommands(program: Command, cli: MappingCli): Command {
  const mapping = program.command('mapping').description('try mappings: what becomes of a payload')
  registerMappingTest(mapping, cli)
  registerMappingRun(mapping, cli)
  registerMappingDiff(mapping, cli)
  return mapping
}
