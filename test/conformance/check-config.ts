import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'

export function checkConfig<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, config, badConfigs } = description
  const label = labelOf(description)
  const good = config('http://127.0.0.1:1')

  test(`${label}: a good configuration is valid`, () => {
    assert.equal(faults(connector.config, good), '')
  })

  test(`${label}: an unknown key is refused, by its name`, () => {
    assert.match(faults(connector.config, { ...good, halaman: 1 }), /halaman/)
    for (const [key, value] of Object.entries(good ?? {})) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
      assert.match(faults(connector.config, { ...good, [key]: { ...value, halaman: 1 } }), new RegExp(`/${key} .*halaman`))
    }
  })

  for (const { name, config: bad, says } of badConfigs) {
    test(`${label}: a configuration with ${name} is refused`, () => assert.match(faults(connector.config, bad), says))
  }

  test(`${label}: every setting says what it is for`, () => {
    assert.deepEqual(undescribed(connector.config, ''), [])
  })
}

/** What is wrong, one line a fault; '' when nothing is. */
export function faults(schema: object, config: unknown): string {
  const ajv = new Ajv2020({ allErrors: true, strict: true, useDefaults: true })
  if (ajv.validate(schema, config)) return ''
  return (ajv.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`).join('\n')
}

/** Plain settings, which an operator has to fill in, without a description. `kind` says it by its value. */
function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const properties: unknown = Reflect.get(schema, 'properties')
  const own = Object.entries(typeof properties === 'object' && properties !== null ? properties : {}).flatMap(
    ([name, each]: [string, unknown]) => {
      const bare = name !== 'kind' && typeof each === 'object' && each !== null && !('description' in each)
      return [...(bare ? [`${at}/${name}`] : []), ...undescribed(each, `${at}/${name}`)]
    },
  )
  const branches: unknown = Reflect.get(schema, 'allOf')
  const inner = Array.isArray(branches) ? branches.flatMap((branch: object) => undescribed(Reflect.get(branch, 'then'), at)) : []
  return [...own, ...inner]
}
