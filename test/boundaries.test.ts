import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CORE = ['mapping', 'config', 'ledger', 'queue', 'outbound']
const ENGINE = [...CORE, 'intake']
const PLAIN = ['areas', 'clocks']
const ALL = [...ENGINE, ...PLAIN, 'forwarding', 'feedback', 'health', 'operations', 'privacy', 'access']
const ROOMS = [...ALL, 'http', 'cli', 'console', 'sandbox', 'setup', 'contract']

/** What each room of src may import beside itself and the contract. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  mapping: [],
  config: [],
  areas: [],
  clocks: [],
  ledger: [],
  queue: [],
  outbound: [],
  sandbox: [],
  setup: ['config'],
  intake: CORE,
  forwarding: ENGINE,
  feedback: ENGINE,
  health: [...ENGINE, ...PLAIN],
  operations: [...ENGINE, ...PLAIN],
  privacy: ENGINE,
  access: [...ENGINE, 'areas'],
  http: ALL,
  console: ALL,
  cli: ALL,
}

const OUTSIDE = ['../../connectors/index.ts', '../../test/support/servers.ts', '../main.ts']

const root = fileURLToPath(new URL('..', import.meta.url))
const refused = refusedImports()

for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
  test(`src/${room} may import ${['contract', ...allowed].join(', ')} and no other room, no connector and no test`, () => {
    const wanted = ROOMS.filter((other) => other !== room && other !== 'contract' && !allowed.includes(other)).map(
      (other) => `../${other}/file.ts`,
    )
    assert.deepEqual(refused(`src/${room}/here.ts`), [...wanted, ...OUTSIDE].sort())
  })
}

test('a connector may import the contract and its own folder, not another connector, their list or another room', () => {
  const wanted = ['../index.ts', '../other/file.ts', '../../src/ledger/file.ts', '../../src/outbound/file.ts']
  assert.deepEqual(refused('connectors/one/here.ts'), wanted.sort())
})

test('src/main.ts and src/cli/main.ts may import the list of connectors', () => {
  assert.deepEqual(refused('src/main.ts'), [])
  assert.deepEqual(refused('src/cli/main.ts'), [])
})

/** One run of the linter, with the rules of this repository, over files that import everything. */
function refusedImports(): (file: string) => string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-boundaries-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\n')
  const files: Record<string, readonly string[]> = {
    'connectors/one/here.ts': [
      './payload.ts',
      '../index.ts',
      '../other/file.ts',
      '../../src/ledger/file.ts',
      '../../src/outbound/file.ts',
      '../../src/contract/errors.ts',
      'pg',
    ],
    'src/main.ts': ['./ledger/file.ts', '../connectors/index.ts'],
    'src/cli/main.ts': ['../ledger/file.ts', '../../connectors/index.ts'],
    ...Object.fromEntries(
      Object.keys(MAY_IMPORT).map((room) => [
        `src/${room}/here.ts`,
        ['./own.ts', 'pg', ...OUTSIDE, ...ROOMS.filter((other) => other !== room).map((other) => `../${other}/file.ts`)],
      ]),
    ),
  }
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), imports.map((specifier) => `import '${specifier}'\n`).join(''))
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const run = spawnSync(
    process.execPath,
    [biome, 'lint', '--only=style/noRestrictedImports', '--max-diagnostics=1000', '--reporter=json', '.'],
    { cwd: folder, encoding: 'utf8' },
  )
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { location: { path: string; start: { line: number } } }[] }
  return (file) =>
    diagnostics
      .filter(({ location }) => location.path === file)
      .map(({ location }) => files[file]?.[location.start.line - 1] ?? `line ${location.start.line}`)
      .sort()
}
