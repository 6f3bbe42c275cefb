import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { mapSample, readSamples } from '../mapping/samples.ts'
import { fail, formatProblem, type MappingCli, type MappingOptions, openMappings } from './mapping-output.ts'

export function registerMappingTest(mapping: Command, cli: MappingCli): void {
  mapping
    .command('test')
    .description('map every sample and compare it with what is written beside it')
    .argument('[source]', 'only this source, or <source>/v<N>')
    .option('--json', 'print JSON')
    .option('--dir <folder>', 'the mappings folder; else GATEWAY_MAPPINGS', cli.installation.mappingsDir)
    .action((source: string | undefined, options: MappingOptions) => testMappings(cli, source, options))
}

interface TestedSample {
  readonly sample: string
  readonly outcome: 'passed' | 'differs' | 'no answer written'
  readonly expected?: object
  readonly actual?: object
}

async function testMappings(cli: MappingCli, ref: string | undefined, options: MappingOptions): Promise<void> {
  const [source, version] = (ref ?? '').split('/')
  const loaded = await openMappings(cli, options)
  if (loaded === null) return
  const problems = loaded.problems.filter(({ file }) => !ref || file.startsWith(`${ref}/`))
  const samples = await readSamples(options.dir, { ...(source ? { source } : {}), ...(version ? { version } : {}) }).catch(
    (error: unknown) => {
      if (!(error instanceof GatewayError)) throw error
      fail(cli, options, error.message)
      return null
    },
  )
  if (samples === null) return
  if (samples.length === 0 && problems.length === 0)
    return fail(cli, options, ref ? `there are no samples of ${ref}` : 'there are no samples')

  const tested: TestedSample[] = []
  for (const sample of samples) {
    const mapping = loaded.mappings.get(`${sample.source}/${sample.version}`)
    if (!mapping) continue
    const actual = mapSample(mapping, sample)
    if (sample.expected === null) tested.push({ sample: sample.name, outcome: 'no answer written', actual })
    else if (isDeepStrictEqual(actual, sample.expected)) tested.push({ sample: sample.name, outcome: 'passed' })
    else tested.push({ sample: sample.name, outcome: 'differs', expected: sample.expected, actual })
  }
  const failed = tested.filter(({ outcome }) => outcome !== 'passed')
  if (failed.length > 0 || problems.length > 0) cli.fail()
  if (options.json) return cli.print(JSON.stringify({ passed: tested.length - failed.length, failed, problems }, null, 2))
  for (const problem of problems) cli.print(formatProblem(problem))
  for (const { sample, outcome, expected, actual } of failed) {
    cli.print(`${sample}: ${outcome}`)
    if (expected) cli.print(`  expected ${JSON.stringify(expected)}`)
    cli.print(`  actual   ${JSON.stringify(actual)}`)
  }
  cli.print(`${tested.length - failed.length} samples passed, ${failed.length} failed`)
}
