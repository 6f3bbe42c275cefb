import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { Type } from 'typebox'
import { connectors } from '../../connectors/index.ts'
import type { Connector } from '../contract/connector.ts'
import { configFolder, DEMO_CONFIG, openFolder } from './test-config-folder.ts'

const quiet: Connector = {
  kind: 'quiet',
  title: 'Quiet: nothing to configure',
  config: Type.Object({}, { additionalProperties: false }),
  secrets: [],
  receive: async () => ({ outcome: 'ignored', why: 'a test' }),
  probe: async () => ({ healthy: true, detail: 'a test' }),
}
const kinds = new Map<string, Connector>([...connectors, quiet].map((one) => [one.kind, one]))

test('a channel needs no config when its connector has nothing to configure, and is told what is missing when it has', async (t) => {
  const sapawarga = await readFile(path.join(DEMO_CONFIG, 'channels/sapawarga.yaml'), 'utf8')
  const without = sapawarga.replace('config:\n  auth: { kind: bearer }\n', '')
  assert.notEqual(without, sapawarga)
  const dir = await configFolder(t, {
    'channels/sapawarga.yaml': without,
    'channels/quiet.yaml': 'id: quiet\nregion: "32"\napp: Diam\nconnector: quiet\nmapping: sapawarga/v1\n',
  })
  const { store } = await openFolder(t, dir, { connectors: kinds })
  const { channels, problems } = store.current
  assert.deepEqual([channels.get('quiet')?.state, channels.get('quiet')?.config], ['ready', {}])
  assert.deepEqual(
    problems.map(({ file, at, message }) => [file, at, message]),
    [
      [
        'channels/sapawarga.yaml',
        '/config/auth',
        'channel sapawarga: auth is missing; expected: how a request proves that it comes from the region',
      ],
    ],
  )
})
