import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { parse } from 'yaml'
import { DEMO_CONFIG } from './test-config-folder.ts'
import { schemaTexts } from './write-schemas.ts'

test('the schemas in config/ are those in code; run src/config/write-schemas.ts when they are not', async () => {
  for (const [name, text] of schemaTexts()) assert.equal(await readFile(path.join(DEMO_CONFIG, name), 'utf8'), text, name)
})

test('every file of config/ names its schema and fits it as written, as an editor checks it', async () => {
  const kinds = { '.': 'gateway', regions: 'region', channels: 'channel', sla: 'sla' }
  const schemas = schemaTexts()
  for (const [folder, kind] of Object.entries(kinds)) {
    const schema: object = JSON.parse(schemas.get(`${kind}.schema.json`) ?? '{}')
    const ajv = new Ajv2020({ strict: false })
    ajvFormats.default(ajv)
    const validate = ajv.compile(schema)
    for (const file of (await readdir(path.join(DEMO_CONFIG, folder))).filter((name) => name.endsWith('.yaml'))) {
      const text = await readFile(path.join(DEMO_CONFIG, folder, file), 'utf8')
      const named = /^# yaml-language-server: \$schema=(\S+)/.exec(text)?.[1] ?? ''
      assert.equal(path.normalize(path.join(folder, named)), `${kind}.schema.json`, file)
      assert.ok(validate(parse(text)), `${file}: ${JSON.stringify(validate.errors)}`)
    }
  }
})
