import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { connectors } from '../../connectors/index.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { compileTexts } from '../../src/contract/texts.ts'
import { faults } from './check-config.ts'

const FOLDER = new URL('../../connectors/', import.meta.url)
const SECTIONS = ['## What it is for', '## Configuration', '## Secrets', '## What comes in', '## What goes back', '## When it fails']
/** The central store has a contract of its own. */
const NO_CONNECTORS = new Set(['lapor'])

const readText = (path: string) => readFileSync(new URL(path, FOLDER), 'utf8')

test('every folder of a connector is in the list, and every connector has a folder of its name', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !NO_CONNECTORS.has(entry.name))
  assert.deepEqual(folders.map(({ name }) => name).toSorted(), connectors.map(({ kind }) => kind).toSorted())
})

for (const { kind, config, secrets } of connectors) {
  test(`${kind}: describes itself to the conformance suite`, () => {
    assert.match(readText(`${kind}/conformance.test.ts`), /describeConnector\(\{/)
  })

  test(`${kind}: what the suite does elsewhere is done there`, () => {
    const [, file] = /elsewhere: '([\w.-]+)'/.exec(readText(`${kind}/conformance.test.ts`)) ?? []
    if (file !== undefined) assert.match(readText(`${kind}/${file}`), /describePeople\(/)
  })

  test(`${kind}: what people read is in both languages`, () => {
    if (!existsSync(new URL(`${kind}/messages.id.yaml`, FOLDER))) return
    compileTexts({ id: readText(`${kind}/messages.id.yaml`), en: readText(`${kind}/messages.en.yaml`) })
  })

  test(`${kind}: has a README with the sections that every connector has, in their order`, () => {
    const headings = readText(`${kind}/README.md`)
      .split('\n')
      .filter((line) => line.startsWith('## '))
    assert.deepEqual(headings, SECTIONS)
  })

  test(`${kind}: its README names every secret`, () => {
    for (const secret of secrets) assert.ok(readText(`${kind}/README.md`).includes(`\`${secret}\``), secret)
  })

  test(`${kind}: has an example of a channel that is valid`, () => {
    const example: unknown = parse(readText(`${kind}/channel.example.yaml`))
    assert.equal(readPointer(example, '/connector'), kind)
    assert.equal(faults(config, readPointer(example, '/config') ?? {}), '')
    const named = readPointer(example, '/secrets')
    assert.ok(typeof named === 'object' && named !== null)
    for (const [name, value] of Object.entries(named)) {
      assert.ok(secrets.includes(name), `the secret '${name}' is unknown`)
      assert.match(String(value), /^\$\{(env|file):/, 'an example holds no secret')
    }
  })

  test(`${kind}: no file is longer than 300 lines`, () => {
    for (const name of readdirSync(new URL(`${kind}/`, FOLDER)).filter((each) => each.endsWith('.ts') && !each.endsWith('.test.ts'))) {
      assert.ok(readText(`${kind}/${name}`).split('\n').length <= 300, name)
    }
  })
}

test('the page for those who add one is there', () => {
  assert.ok(existsSync(new URL('../docs/add-a-connector.md', FOLDER)))
})
