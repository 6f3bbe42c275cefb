import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Complaint, OriginState } from '../contract/complaint.ts'
import { type FieldError, GatewayError } from '../contract/errors.ts'
import { readJson } from '../contract/json.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import { listMappingFolders } from './load-mappings.ts'

/** A payload beside a mapping, and what must come of it. */
export interface Sample {
  readonly source: string
  readonly version: string
  /** '<source>/v1/samples/<name>' */
  readonly name: string
  readonly payload: unknown
  /** null: nobody has written down yet what must come of it. */
  readonly expected: object | null
}

/** All samples under `<dir>`, in order: `<name>.in.json` with `<name>.out.json` or `<name>.error.json`. */
export async function readSamples(dir: string, only: { source?: string; version?: string } = {}): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for (const { path, source, version } of await listMappingFolders(dir)) {
    if ((only.source ?? source) !== source || (only.version ?? version) !== version) continue
    const folder = join(path, 'samples')
    const files = await readdir(folder).catch((): string[] => [])
    for (const file of files.filter((name) => name.endsWith('.in.json')).sort()) {
      const stem = file.slice(0, -'.in.json'.length)
      const answer = [`${stem}.out.json`, `${stem}.error.json`].find((name) => files.includes(name))
      samples.push({
        source,
        version,
        name: `${source}/${version}/samples/${stem}`,
        payload: await readSample(folder, file),
        expected: answer === undefined ? null : { ...Object(await readSample(folder, answer)) },
      })
    }
  }
  return samples
}

/** Throws one line that begins with the place: `qlue/v1/samples/flood.in.json:2:1 not JSON: …`. */
async function readSample(folder: string, file: string): Promise<unknown> {
  try {
    return readJson(await readFile(join(folder, file)))
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const [, what, line, column] = /^(.*) \(line (\d+), column (\d+)\)$/s.exec(error.message) ?? []
    const place = join(...folder.split(sep).slice(-3), file)
    const message = what === undefined ? `${place} ${error.message}` : `${place}:${line}:${column} ${what}`
    throw new GatewayError('request_unreadable', message, { cause: error })
  }
}

/** What came of a payload, whether it was mapped or tried. */
export type Came =
  | { readonly outcome: 'ignored'; readonly why: string; readonly ticket: string | null }
  | { readonly outcome: 'complaint'; readonly ticket: string; readonly complaint: Complaint; readonly originState: OriginState | null }
  | {
      readonly outcome: 'failed'
      readonly code: string
      readonly ticket: string | null
      readonly errors: readonly FieldError[]
      readonly originState: OriginState | null
    }

/** In the form of a sample's answer. */
export function describeMapped(came: Came): object {
  if (came.outcome === 'ignored') return { ignored: came.why, ticket: came.ticket }
  const state = came.originState === null ? {} : { originState: came.originState }
  if (came.outcome === 'complaint') return { ticket: came.ticket, complaint: came.complaint, ...state }
  return { code: came.code, ticket: came.ticket, errors: came.errors.map(({ at, message }) => ({ at, message })), ...state }
}

export function mapSample(mapping: CompiledMapping, sample: Pick<Sample, 'payload'>): object {
  return describeMapped(mapping.map(sample.payload))
}
