import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { describeMapped } from '../mapping/samples.ts'
import { fail, MAPPINGS_FOLDER, type MappingOptions, pickMapping, print } from './mapping-output.ts'

export function registerMappingRun(mapping: Command): void {
  mapping
    .command('run')
    .description('map one payload and print the complaint, or what is wrong with the payload')
    .argument('<mapping>', '<source> for its newest version, or <source>/v<N>')
    .argument('[file]', 'the payload as JSON; - or nothing reads it from the standard input', '-')
    .option('--json', 'print JSON')
    .option('--dir <folder>', 'the mappings folder; else GATEWAY_MAPPINGS', MAPPINGS_FOLDER)
    .action((ref: string, file: string, options: MappingOptions) => runMapping(ref, file, options))
}

async function runMapping(ref: string, file: string, options: MappingOptions): Promise<void> {
  const mapping = await pickMapping(ref, options)
  if (mapping === null) return
  const payload = await readPayload(file)
  if ('error' in payload) return fail(options, payload.error)
  const mapped = mapping.map(payload.value, { arrivedAt: new Date().toISOString() })
  if (mapped.outcome === 'failed') process.exitCode = 1
  // Beside the complaint, which may be on its way into a sample's file.
  if (mapped.outcome === 'complaint')
    for (const { at, message } of mapped.unread ?? []) process.stderr.write(`not read: ${at}: ${message}\n`)
  if (options.json || mapped.outcome === 'complaint') return print(JSON.stringify(describeMapped(mapped), null, 2))
  if (mapped.outcome === 'ignored') return print(`ignored: ${mapped.why}`)
  print(`${mapped.code} (${mapping.ref})`)
  for (const { at, message } of mapped.errors) print(`  ${at || '(the whole payload)'}: ${message}`)
}

async function readPayload(file: string): Promise<{ value: unknown } | { error: string }> {
  const json = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch(() => null)
  if (json === null) return { error: `${file} cannot be read` }
  try {
    return { value: JSON.parse(json) }
  } catch (error) {
    return { error: `${file === '-' ? 'the standard input' : file} is not JSON: ${(error as Error).message.slice(0, 200)}` }
  }
}
