import assert from 'node:assert/strict'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { keysSource, openKeyring } from './keyring.ts'
import { newKeys, parseKeys } from './sealing.ts'

test('keys come as they are, from file:, from a file reference or from GATEWAY_KEYS_FILE, and never from two places', () => {
  assert.deepEqual(keysSource({ GATEWAY_KEYS: 'k1:abc' }), { text: 'k1:abc' })
  assert.deepEqual(keysSource({ GATEWAY_KEYS: 'file:/run/keys' }), { file: '/run/keys' })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the form that config/ uses for files
  assert.deepEqual(keysSource({ GATEWAY_KEYS: '${file:/run/keys}' }), { file: '/run/keys' })
  assert.deepEqual(keysSource({ GATEWAY_KEYS_FILE: '/run/keys' }), { file: '/run/keys' })
  assert.equal(keysSource({}), null)
  assert.throws(() => keysSource({ GATEWAY_KEYS: 'k1:abc', GATEWAY_KEYS_FILE: '/run/keys' }), isInvalid(/set one of them/))
})

test('a new key in front seals from then on, also when the file is replaced by a rename, and the old one opens', async (t) => {
  const { ring, put, old } = await openFile(t)
  const sealed = ring.seal(Buffer.from('Siti'), 'a/reporter')
  const next = newKeys()
  await put(`${next}\n${old}\n`)
  ring.reload()
  assert.equal(ring.newestId, idOf(next))
  assert.equal(ring.seal(Buffer.from('x'), 'c').keyId, idOf(next))
  assert.equal(ring.open(sealed, 'a/reporter')?.toString(), 'Siti')
})

test('a file that cannot be read, is empty, is half a key or changes a key behind its id leaves the last good keys in force and is told once', async (t) => {
  const { ring, put, old, file, told } = await openFile(t)
  const sealed = ring.seal(Buffer.from('Siti'), 'a/reporter')
  const otherBytes = `${idOf(old)}:${newKeys().split(':')[1]}`
  const faults: [string | null, RegExp][] = [
    ['', /empty/],
    ['k1:abc', /3 bytes|2 bytes/],
    [otherBytes, /other bytes/],
    [null, /ENOENT/],
  ]
  for (const [text, what] of faults) {
    if (text === null) await rm(file)
    else await put(text)
    ring.reload()
    ring.reload()
    assert.match(ring.problem ?? '', what)
    assert.equal(ring.open(sealed, 'a/reporter')?.toString(), 'Siti')
    assert.equal(ring.newestId, idOf(old))
  }
  assert.equal(told.length, faults.length)
  assert.ok(!told.join().includes(otherBytes.split(':')[1] ?? '?'), 'no key is logged')
  await put(old)
  ring.reload()
  assert.equal(ring.problem, null)
})

test('a part under a key that is not here yet makes the file be read at once', async (t) => {
  const { ring, put, old } = await openFile(t)
  const next = newKeys()
  const sealedElsewhere = parseKeys(next).seal(Buffer.from('Siti'), 'a/reporter')
  await put(`${next},${old}`)
  await new Promise((resolve) => setTimeout(resolve, 150))
  assert.equal(ring.open(sealedElsewhere, 'a/reporter')?.toString(), 'Siti')
})

async function openFile(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'keyring-'))
  const file = join(folder, 'keys')
  const old = newKeys()
  await writeFile(file, old)
  const told: string[] = []
  const log = { info() {}, warn() {}, error: (data: object) => void told.push(JSON.stringify(data)) }
  const ring = openKeyring({ file }, { log, lookEveryMs: 3_600_000 })
  t.after(async () => {
    ring.close()
    await rm(folder, { recursive: true })
  })
  const put = async (text: string) => {
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
  }
  return { ring, put, old, file, told }
}

const idOf = (keys: string): string => keys.split(':')[0] ?? ''

function isInvalid(words: RegExp) {
  return (error: unknown) => error instanceof GatewayError && error.code === 'config_invalid' && words.test(error.message)
}
