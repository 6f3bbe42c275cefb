import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { readInstitutions } from './institutions-crosswalk.ts'
import { configFolder, openFolder, settled } from './test-config-folder.ts'

const HEADER = 'category,city,district,code,institution_id,reason'
const TABLE = 'crosswalks/jabar-institutions.csv'

test('an empty cell matches anything; quotes, remarks, white space, CRLF and another order of columns are read', () => {
  assert.deepEqual(
    readInstitutions(
      'a.csv',
      `\uFEFF# remark\r\nreason, institution_id ,city\r\n\r\n"Kewenangan ""PLN"", pusat",105, Kota Bandung \r\nSisa,9,\r\n`,
    ),
    {
      rules: [
        { when: { city: 'Kota Bandung' }, institutionId: 105, reason: 'Kewenangan "PLN", pusat' },
        { when: {}, institutionId: 9, reason: 'Sisa' },
      ],
    },
  )
})

/** The table as written, and the place and sentence of its first fault. */
const FAULTS: readonly [string, string, string][] = [
  ['an empty table', '# nothing\n', `1:1 the table is empty; write the header ${HEADER}`],
  ['a misspelt column', 'city,institutionid,reason\n', '1:6 column institutionid is not known; did you mean institution_id?'],
  ['a column that is missing', 'city,reason\n', `1:1 column institution_id is missing; write the header ${HEADER}`],
  ['a column twice', 'city,city,institution_id,reason\n', '1:6 column city stands twice; remove one'],
  ['semicolons', HEADER.replaceAll(',', ';'), '1:1 the columns are not separated by commas; save the table as CSV with commas'],
  [
    'a row of another length',
    `${HEADER}\n,Kota Bandung,9,x\n`,
    '2:1 the row has 4 cells, the header 6; a text with a comma stands in "quotes"',
  ],
  [
    'an id that is no number',
    `${HEADER}\n,Kota Bandung,,,Bandung,x\n`,
    "2:17 write LAPOR!'s id of the institution, a whole number such as 151345",
  ],
  ['no reason', `${HEADER}\n,Kota Bandung,,,9,\n`, '2:19 write why it is handed on, in 1 to 500 characters; the institution reads it'],
  [
    'a code that lost its zero',
    `${HEADER}\n,,,35.1,9,x\n`,
    '2:4 write a Kemendagri code such as 32.05 or 32.05.01; spreadsheets take a last 0 away',
  ],
  [
    'a quote that does not end',
    `${HEADER}\n,"Kota,,,9,x\n`,
    '2:2 a quote is not closed on this line; write "…", with "" for a quote inside',
  ],
  [
    'the same conditions twice',
    `${HEADER}\n,Kota Bandung,,,9,x\n,KOTA BANDUNG,,,10,y\n`,
    '3:1 line 2 has the same conditions and comes first; remove one of the two',
  ],
  [
    'too many rows',
    `${HEADER}\n${Array.from({ length: 5002 }, (_, n) => `k${n},,,,9,x`).join('\n')}`,
    '5002:1 the table has more than 5000 rows; leave out what no report needs',
  ],
]
for (const [what, table, fault] of FAULTS) {
  test(`${what} is told with its place and what to write instead`, () => {
    const read = readInstitutions('a.csv', table)
    assert.ok('problems' in read)
    const [first] = read.problems
    assert.equal(`${first?.line}:${first?.column} ${first?.message}`, fault)
  })
}

test('a table larger than a file of the configuration may be is not read', async (t) => {
  const dir = await configFolder(t, { [TABLE]: `${HEADER}\n${'x'.repeat(300_000)}` })
  const { store } = await openFolder(t, dir)
  assert.match(store.current.problems[0]?.message ?? '', /^the file is larger than 256 KiB/)
})

async function jabarWith(t: Parameters<typeof configFolder>[0], lines: string): Promise<string> {
  const dir = await configFolder(t)
  const region = path.join(dir, 'regions/32.yaml')
  await writeFile(region, `${await readFile(region, 'utf8')}\n${lines}\n`)
  return dir
}

test('the rows of a region’s table stand behind its own rules, and a change of the table is picked up', { timeout: 60_000 }, async (t) => {
  const dir = await jabarWith(t, `handOn:\n  - { when: { category: Listrik }, institutionId: 105, reason: PLN }\nhandOnFrom: ${TABLE}`)
  const { store } = await openFolder(t, dir, { watch: true })
  assert.deepEqual(store.current.problems, [])
  const rules = () => store.current.channels.get('jabar-quick-response')?.region.handOn ?? []
  assert.deepEqual(rules().slice(0, 2), [
    { when: { category: 'Listrik' }, institutionId: 105, reason: 'PLN' },
    { when: { code: '32.05' }, institutionId: 9, reason: 'Kewenangan Pemerintah Kabupaten Garut' },
  ])
  const good = rules()

  await writeFile(path.join(dir, TABLE), `${HEADER}\n,,,,nine,x\n`)
  const bad = await settled(store, ({ problems }) => problems.length > 0)
  assert.equal(`${bad.problems[0]?.file}:${bad.problems[0]?.line}:${bad.problems[0]?.column}`, `${TABLE}:2:5`)
  assert.deepEqual(rules(), good, 'the last good table stays in force')

  await writeFile(path.join(dir, TABLE), `${HEADER}\n,,,,104,Kewenangan Polri\n`)
  await settled(store, ({ problems }) => problems.length === 0)
  assert.deepEqual(rules().at(-1), { when: {}, institutionId: 104, reason: 'Kewenangan Polri' })

  await rm(path.join(dir, TABLE))
  const gone = await settled(store, ({ problems }) => problems.length > 0)
  assert.match(gone.problems[0]?.message ?? '', /^crosswalks\/jabar-institutions\.csv does not exist; make it, or remove handOnFrom$/)
  assert.equal(rules().length, 2, 'a table that is gone leaves the region as it was')
})

test('a region whose table was never there or never good is at fault itself', async (t) => {
  const missing = await openFolder(t, await jabarWith(t, 'handOnFrom: crosswalks/jabar-institution.csv'))
  assert.deepEqual(
    missing.store.current.problems.filter(({ file }) => file === 'regions/32.yaml').map(({ message }) => message),
    ['crosswalks/jabar-institution.csv does not exist; did you mean crosswalks/jabar-institutions.csv?'],
  )
  const dir = await jabarWith(t, `handOnFrom: ${TABLE}`)
  await writeFile(path.join(dir, TABLE), 'nothing')
  const { store } = await openFolder(t, dir)
  assert.ok(store.current.problems.some(({ message }) => message === `${TABLE} has faults; fix them, or remove handOnFrom`))
  assert.equal(store.current.channels.get('jabar-quick-response')?.state, 'not_configured')
})
