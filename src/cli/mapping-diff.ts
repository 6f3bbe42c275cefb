import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Difference, differences } from '../mapping/differences.ts'
import { mapSample, readSamples } from '../mapping/samples.ts'
import { fail, type MappingCli, type MappingOptions, pickMapping } from './mapping-output.ts'

export function registerMappingDiff(mapping: Command, cli: MappingCli): void {
  mapping
    .command('diff')
    .description('show what another version makes of the same payloads')
    .argument('<source>')
    .argument('<from>', 'v1')
    .argument('<to>', 'v2')
    .argument('[files...]', 'payloads; without any, the samples of both versions')
    .option('--json', 'print JSON')
    .option('--dir <folder>', 'the mappings folder; else GATEWAY_MAPPINGS', cli.installation.mappingsDir)
    .action((source: string, from: string, to: string, files: string[], options: MappingOptions) =>
      diffMappings(cli, source, [from, to], files, options),
    )
}

async function diffMappings(
  cli: MappingCli,
  source: string,
  versions: readonly [string, string],
  files: readonly string[],
  options: MappingOptions,
): Promise<void> {
  const before = await pickMapping(cli, `${source}/${versions[0]}`, options)
  if (before === null) return
  const after = await pickMapping(cli, `${source}/${versions[1]}`, options)
  if (after === null) return
  const payloads = await readPayloads(source, versions, files, options.dir)
  if ('error' in payloads) return fail(cli, options, payloads.error)

  const changed: { payload: string; changes: Difference[] }[] = []
  for (const { name, payload } of payloads.found) {
    const changes = [...differences(mapSample(before, { payload }), mapSample(after, { payload }))]
    if (changes.length > 0) changed.push({ payload: name, changes })
  }
  if (options.json) return cli.print(JSON.stringify({ compared: payloads.found.length, changed }, null, 2))
  for (const { payload, changes } of changed) {
    cli.print(payload)
    for (const change of changes) cli.print(`  ${change.at}: ${show(change.before)} → ${show(change.after)}`)
  }
  cli.print(`${changed.length} of ${payloads.found.length} payloads change`)
}

async function readPayloads(
  source: string,
  versions: readonly string[],
  files: readonly string[],
  dir: string,
): Promise<{ found: { name: string; payload: unknown }[] } | { error: string }> {
  if (files.length === 0) {
    const samples = (await readSamples(dir, { source })).filter(({ version }) => versions.includes(version))
    return { found: samples.map(({ name, payload }) => ({ name, payload })) }
  }
  const found: { name: string; payload: unknown }[] = []
  for (const name of files) {
    try {
      found.push({ name, payload: JSON.parse(await readFile(name, 'utf8')) })
    } catch {
      return { error: `${name} is no readable JSON file` }
    }
  }
  return { found }
}

function show(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value)
}
