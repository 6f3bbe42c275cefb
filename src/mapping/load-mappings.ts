import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Document, isPair, LineCounter, parseDocument } from 'yaml'
import type { FieldError } from '../contract/errors.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import { yamlSentence } from '../contract/yaml-sentence.ts'
import { checkMapping } from './check-mapping.ts'
import { type CrosswalkTable, compileMapping } from './compile-mapping.ts'
import { readCrosswalk } from './crosswalk-file.ts'
import type { MappingDocument } from './grammar.ts'

export interface LoadedMappings {
  /** By '<source>/<version>'. Only those without fault. */
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  /** '<source>/<version>' of every folder, also of those with faults; null: the folder of all cannot be read. */
  readonly present: readonly string[] | null
  /** Files are relative to the folder. */
  readonly problems: ConfigProblem[]
}

/** What was made of each folder when it was read last; a folder that has not changed gives the same again. */
export type MappingMemory = Map<string, LoadedMapping>

interface LoadedMapping {
  /** Of the bytes that it was made of. */
  readonly print: string
  readonly mapping: CompiledMapping | null
  readonly problems: readonly ConfigProblem[]
}

/** Reads `<dir>/<source>/v<N>/mapping.yaml` with the CSV files beside it. A faulty mapping is reported and the others are loaded. */
export async function loadMappings(dir: string, memory: MappingMemory = new Map()): Promise<LoadedMappings> {
  const mappings = new Map<string, CompiledMapping>()
  const problems: ConfigProblem[] = []
  const folders = await listMappingFolders(dir).catch(() => null)
  if (folders === null) problems.push(problemAt('.', `the mappings folder ${dir} cannot be read; make it, or name another`))
  for (const folder of folders ?? []) {
    const loaded = await loadMapping(dir, folder, memory)
    problems.push(...loaded.problems)
    if (loaded.mapping) mappings.set(loaded.mapping.ref, loaded.mapping)
  }
  return { mappings, present: folders?.map(({ source, version }) => `${source}/${version}`) ?? null, problems }
}

export interface MappingFolder {
  readonly path: string
  readonly source: string
  readonly version: string
}

export async function listMappingFolders(dir: string): Promise<readonly MappingFolder[]> {
  const folders: MappingFolder[] = []
  for (const source of await listFolders(dir)) {
    const versions = (await listFolders(join(dir, source))).filter((name) => /^v[1-9]\d*$/.test(name))
    versions.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    for (const version of versions) folders.push({ path: join(dir, source, version), source, version })
  }
  return folders
}

async function loadMapping(dir: string, folder: MappingFolder, memory: MappingMemory): Promise<LoadedMapping> {
  const files = await readFiles(folder.path)
  const print = createHash('sha256').update(JSON.stringify(files)).digest('base64')
  const known = memory.get(folder.path)
  if (known?.print === print) return known
  const loaded = { print, ...readMapping(dir, folder, files) }
  memory.set(folder.path, loaded)
  return loaded
}

/** What a mapping is made of: its YAML and the tables beside it. null: the file cannot be read. */
interface MappingFiles {
  readonly yaml: string | null
  readonly tables: readonly (readonly [name: string, csv: string | null])[]
}

async function readFiles(path: string): Promise<MappingFiles> {
  const read = (name: string) => readFile(join(path, name), 'utf8').catch(() => null)
  const names = (await readdir(path).catch((): string[] => [])).filter((entry) => entry.endsWith('.csv')).sort()
  return { yaml: await read('mapping.yaml'), tables: await Promise.all(names.map(async (name) => [name, await read(name)] as const)) }
}

function readMapping(dir: string, { path, source, version }: MappingFolder, files: MappingFiles): Omit<LoadedMapping, 'print'> {
  const name = relative(dir, join(path, 'mapping.yaml'))
  if (files.yaml === null)
    return { mapping: null, problems: [problemAt(name, 'the file cannot be read; write a mapping there or remove the folder')] }
  const { tables, problems } = readTables(relative(dir, path), files.tables)
  const lines = new LineCounter()
  const document = parseDocument(files.yaml, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    problems.push({ file: name, ...positionOf(lines, error.pos[0]), at: '', message: yamlSentence(error.code, error.message) })
    return { mapping: null, problems }
  }
  const content = readContent(document)
  for (const fault of checkMapping(content, { source, tables })) problems.push({ file: name, ...locate(document, lines, fault), ...fault })
  return { mapping: problems.length > 0 ? null : compileMapping(content as MappingDocument, { tables, version }), problems }
}

/** undefined where aliases multiply beyond all need; the grammar then says that there is no mapping. */
function readContent(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 })
  } catch {
    return undefined
  }
}

function problemAt(file: string, message: string): ConfigProblem {
  return { file, line: 1, column: 1, at: '', message }
}

function readTables(
  folder: string,
  files: MappingFiles['tables'],
): { tables: ReadonlyMap<string, CrosswalkTable>; problems: ConfigProblem[] } {
  const tables = new Map<string, CrosswalkTable>()
  const problems: ConfigProblem[] = []
  for (const [name, csv] of files) {
    const file = join(folder, name)
    if (csv === null) {
      problems.push(problemAt(file, "the file cannot be read; let the gateway's user read it, or remove it"))
      continue
    }
    const { table, faults } = readCrosswalk(csv)
    tables.set(name, table)
    for (const fault of faults) problems.push({ file, line: fault.line, column: 1, at: '', message: fault.message })
  }
  return { tables, problems }
}

/** The line and column of a pointer, or of the nearest thing around it. */
function locate(document: Document, lines: LineCounter, { at }: FieldError): { line: number; column: number } {
  const steps = at
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let length = steps.length; length > 0; length--) {
    const start = startOf(document, steps.slice(0, length))
    if (start !== null) return positionOf(lines, start)
  }
  return { line: 1, column: 1 }
}

function startOf(document: Document, path: readonly string[]): number | null {
  const around = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (typeof around !== 'object' || around === null || !('items' in around) || !Array.isArray(around.items)) return null
  const items: unknown[] = around.items
  const item = items.find((one) => isPair(one) && String(one.key) === last) ?? items[Number(last)]
  const node = isPair(item) ? item.key : item
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | undefined) : undefined
  return range?.[0] ?? null
}

function positionOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}
