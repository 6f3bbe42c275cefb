import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDocument, stringify } from 'yaml'

const CONFIG = join(import.meta.dirname, '../../config')

/** What a drill does not wait for as long as production does. Keys are paths in gateway.yaml. */
const QUICK = {
  'central.timeout': '3s',
  'central.connectTimeout': '2s',
  'forward.first': '500ms',
  'forward.max': '3s',
  'attachments.max': '3s',
  'follow.schedule': [{ every: '1h' }],
}

/** The demo's configuration with other times, in the drill's own folder. */
export async function writeConfig(folder: string, change: Record<string, unknown>): Promise<string> {
  const copy = join(folder, 'config')
  await cp(CONFIG, copy, { recursive: true })
  const file = join(copy, 'gateway.yaml')
  const document = parseDocument(await readFile(file, 'utf8'))
  for (const [path, value] of Object.entries({ ...QUICK, ...change })) document.setIn(path.split('.'), document.createNode(value))
  await writeFile(file, document.toString())
  return copy
}

/** `count` regions, made after one of the demo's, each with one channel of one connector. */
export async function writeRegions(configFolder: string, count: number): Promise<void> {
  const region = parseDocument(await readFile(join(configFolder, 'regions', '35.78.yaml'), 'utf8'))
  for (let at = 1; at <= count; at += 1) {
    const code = `${81 + Math.floor(at / 90)}.${10 + (at % 90)}`
    region.set('code', code)
    region.set('name', `Daerah ${at}`)
    await writeFile(join(configFolder, 'regions', `${code}.yaml`), region.toString())
    const channel = {
      id: `region-${at}`,
      region: code,
      app: `Aplikasi ${at}`,
      connector: 'webhook',
      mapping: 'wargaku/v1',
      config: { auth: { kind: 'bearer' } },
      secrets: { secret: `\${env:REGIONS_TOKEN}` },
      filing: { identity: { tag: '#daerah' } },
    }
    await writeFile(join(configFolder, 'channels', `region-${at}.yaml`), stringify(channel))
  }
}
