import type { Command } from 'commander'
import { registerMappingDiff } from './mapping-diff.ts'
import { registerMappingRun } from './mapping-run.ts'
import { registerMappingTest } from './mapping-test.ts'

/** `mapping test|run|diff`. They read only the mappings folder: no database, no queue, nothing running. */
export function registerMappingCommands(program: Command): void {
  const mapping = program.command('mapping').description('try mappings: what becomes of a payload')
  registerMappingTest(mapping)
  registerMappingRun(mapping)
  registerMappingDiff(mapping)
}
