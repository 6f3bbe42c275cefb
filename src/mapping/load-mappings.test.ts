import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readCrosswalk } from './crosswalk-file.ts'
import { writeGrammar } from './grammar-file.ts'
import { loadMappings } from './load-mappings.ts'

const sound = `grammar: mapping/1
source: trial
ticket: /id
fields:
  title: { from: /text }
  body:
    from: /text
`

test('mappings/mapping.schema.json is the grammar of the code', async () => {
  const file = await readFile(join(import.meta.dirname, '../../mappings/mapping.schema.json'), 'utf8')
  assert.deepEqual(
    JSON.parse(file),
    JSON.parse(writeGrammar()),
    'write it anew: node src/mapping/grammar-file.ts > mappings/mapping.schema.json',
  )
})

test('versions are loaded each on its own, and a faulty one does not keep the others out', async (t) => {
  const dir = await folderOf(t, {
    'trial/v1/mapping.yaml': sound,
    'trial/v2/mapping.yaml': sound.replace('/id', 'id'),
    'trial/v10/mapping.yaml': sound,
    'other/v1/note.txt': '',
  })
  const { mappings, problems } = await loadMappings(dir)
  assert.deepEqual([...mappings.keys()], ['trial/v1', 'trial/v10'])
  assert.deepEqual(
    problems.map(({ file, line, column, at }) => ({ file, line, column, at })),
    [
      { file: 'other/v1/mapping.yaml', line: 1, column: 1, at: '' },
      { file: 'trial/v2/mapping.yaml', line: 3, column: 1, at: '/ticket' },
    ],
  )
})

test('a folder that is not there, and aliases that multiply, are told and throw nothing', async (t) => {
  const away = await loadMappings(join(tmpdir(), 'no-such-mappings-folder'))
  assert.deepEqual([away.mappings.size, away.problems.map(({ file }) => file)], [0, ['.']])
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`),
  ].join('\n')
  const { mappings, problems } = await loadMappings(await folderOf(t, { 'trial/v1/mapping.yaml': bomb }))
  assert.deepEqual([mappings.size, problems.length > 0], [0, true])
})

/** Each: what is written instead of the sound mapping, where the fault is told, and what of the message matters. */
const FAULTS: readonly (readonly [what: string, yaml: string, line: number, column: number, message: RegExp])[] = [
  ['a word that means nothing', sound.replace('{ from: /text }', '{ frm: /text }'), 5, 12, /did you mean from\?/],
  ['a field that does not exist', `${sound}  reporter.fone: { from: /x }\n`, 8, 3, /did you mean reporter\.phone\?/],
  ['an origin', `${sound}  origin: { const: '31' }\n`, 8, 3, /means nothing here/],
  ['a transform that does not exist', `${sound}  receivedAt: { from: /x, as: timestmp }\n`, 8, 27, /did you mean timestamp\?/],
  ['a transform of another field', `${sound}  receivedAt: { from: /x, as: phone }\n`, 8, 27, /write as: timestamp/],
  ['a pointer without its slash', sound.replace('title: { from: /text }', 'title: { from: text }'), 5, 12, /JSON Pointer/],
  ['a status that is not ours', `${sound}originStatus:\n  from: /s\n  values:\n    selesai: done\n`, 11, 5, /not known here/],
  ['a missing body', sound.slice(0, sound.indexOf('  body')), 4, 1, /body is missing/],
  ['a body that may be missing', `${sound}    optional: true\n`, 8, 5, /needs a body/],
  ['another source than the folder', sound.replace('trial', 'trail'), 2, 1, /write source: trial/],
  ['a crosswalk that is not there', `${sound}  category.lapor: { from: /c, lookup: kategori.csv }\n`, 8, 31, /there is no kategori\.csv/],
  ['neither from nor const', `${sound}  class: { otherwise: complaint }\n`, 8, 3, /either from/],
  ['a class that does not exist', `${sound}  class: { const: keluhan }\n`, 8, 12, /complaint, aspiration, information/],
  ['an ignore rule that never applies', `${sound}ignore:\n  - { when: /x, why: y }\n`, 9, 5, /equals/],
  ['another grammar', sound.replace('mapping/1', 'mapping/2'), 1, 1, /write mapping\/1/],
  ['a word where yes or no belongs', `${sound}  receivedAt: { from: /x, optional: sure }\n`, 8, 27, /write true or false/],
  ['no YAML', sound.replace('{ from: /text }', '{ from: /text'), 6, 3, /a bracket above it is not closed/],
  ['a key twice', `${sound}source: again\n`, 8, 1, /written twice/],
]

for (const [what, yaml, line, column, message] of FAULTS) {
  test(`${what} is told with line, column and what to write`, async (t) => {
    const dir = await folderOf(t, { 'trial/v1/mapping.yaml': yaml })
    const { mappings, problems } = await loadMappings(dir)
    assert.equal(mappings.size, 0)
    const found = problems.find((problem) => message.test(problem.message))
    assert.ok(found, JSON.stringify(problems))
    assert.deepEqual([found.line, found.column], [line, column], found.message)
  })
}

test('a crosswalk row that the field cannot take is told', async (t) => {
  const dir = await folderOf(t, {
    'trial/v1/mapping.yaml': `${sound}  category.lapor: { from: /c, lookup: c.csv }\n`,
    'trial/v1/c.csv': 'native,meaning\nJalan,lima belas\n',
  })
  const { problems } = await loadMappings(dir)
  assert.match(problems[0]?.message ?? '', /c\.csv: the row of "Jalan"/)
})

test('a crosswalk has remarks, quoted cells and any line ends; its faults have lines', () => {
  const { table, faults } = readCrosswalk(
    '\ufeff# a remark\r\nnative,meaning\r\n"Jalan, ""Tol""",15\r\n\r\nSampah , 16\r\nSampah,17\r\nsendiri\r\n',
  )
  assert.deepEqual(
    [...table],
    [
      ['Jalan, "Tol"', '15'],
      ['Sampah', '16'],
    ],
  )
  assert.deepEqual(
    faults.map(({ line }) => line),
    [6, 7],
  )
  assert.deepEqual(
    readCrosswalk('a,b\n').faults.map(({ line }) => line),
    [1],
  )
})

async function folderOf(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mappings-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(dir, path, '..'), { recursive: true })
    await writeFile(join(dir, path), content)
  }
  return dir
}
