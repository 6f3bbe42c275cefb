import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test, { type TestContext } from 'node:test'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { ADMIN_TOKEN, ask, KEY, startGateway } from './gateway.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test reads what came, whatever its shape
type Operation = any

test('every operation has a summary, a description, examples, security and its problems', async (t) => {
  const { openApi, operations } = await readOpenApi(t)
  assert.ok(operations.length > 25, `${operations.length} operations`)
  const schemes = Object.keys(openApi.components.securitySchemes)
  for (const { name, operation } of operations) {
    assert.ok(operation.summary?.length > 5 && operation.summary.length < 50, `${name}: summary`)
    assert.ok(operation.description?.length > 15, `${name}: description`)
    assert.ok(Array.isArray(operation.security), `${name}: security`)
    for (const scheme of operation.security.flatMap(Object.keys)) assert.ok(schemes.includes(scheme), `${name}: ${scheme}`)
    for (const parameter of operation.parameters ?? []) {
      assert.ok(parameter.description, `${name}: ${parameter.name} has no description`)
      assert.notEqual(parameter.example, undefined, `${name}: ${parameter.name} has no example`)
    }
    if (name.startsWith('post ') && !/\/(resume|probe)$/.test(name)) assert.ok(operation.requestBody, `${name}: request body`)
    for (const [type, media] of Object.entries<Operation>(operation.requestBody?.content ?? {}))
      assert.notEqual(media.example, undefined, `${name}: ${type} has no example`)
    for (const [status, { description }] of Object.entries<Operation>(operation.responses))
      assert.doesNotMatch(description, /^(Default Response)?$/, `${name}: ${status}`)
    const expected = [
      '431',
      '500',
      ...(operation.security.length > 0 ? ['401'] : []),
      ...(operation.requestBody ? ['400', '408', '413', '415', '422'] : []),
    ]
    for (const status of expected) assert.ok(operation.responses[status], `${name}: ${status}`)
  }
})

test('every example is what its own schema takes', async (t) => {
  const { operations } = await readOpenApi(t)
  const ajv = addFormats.default(new Ajv2020({ strict: false }))
  for (const { name, operation } of operations) {
    for (const { name: parameter, schema, example } of operation.parameters ?? [])
      assert.ok(ajv.validate(schema, example), `${name}: ${parameter}: ${ajv.errorsText()}`)
    for (const media of Object.values<Operation>(operation.requestBody?.content ?? {}))
      assert.ok(ajv.validate(media.schema, media.example), `${name}: ${ajv.errorsText()}`)
  }
})

test('every answer can be written by its schema, which is compiled only when it is needed', async (t) => {
  const { openApi, operations } = await readOpenApi(t)
  const compile = SerializerSelector()()
  for (const { name, operation } of operations)
    for (const [httpStatus, { content = {} }] of Object.entries<Operation>(operation.responses))
      for (const { schema } of Object.values<Operation>(content))
        assert.doesNotThrow(() => compile({ method: '', url: '', httpStatus, schema: { ...schema, components: openApi.components } }), name)
})

test('docs/api.md names every address, and every code that a region may meet', async (t) => {
  const { operations } = await readOpenApi(t)
  const page = (await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8')).replaceAll(/\{[^}]*\}/g, '{}')
  // Examples stand in the place of these.
  const shown = (path: string) =>
    path.replace('/in/{}', '/in/sapawarga').replace('{}/updates', '019ab1c2-7d1e-7c3a-9f10-3a5b6c7d8e9f/updates')
  for (const { name, operation } of operations) {
    const path = name.replace(/^\w+ /, '').replaceAll(/\{[^}]*\}/g, '{}')
    assert.ok(
      [path, shown(path), path.replace('{}', '<id>')].some((one) => page.includes(one)),
      `${path} is not in docs/api.md`,
    )
    if (path.startsWith('/admin')) continue
    for (const { description } of Object.values<Operation>(operation.responses))
      for (const [, code] of description.matchAll(/`(\w+)`:/g))
        assert.ok(page.includes(`\`${code}\``), `${code} of ${name} is not in docs/api.md`)
  }
})

test('a fault of a request is said in plain words', async (t) => {
  const gateway = await startGateway(t)
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }
  const post = (path: string, body: object) => ask(`${gateway.url}${path}`, { method: 'POST', headers: admin, body: JSON.stringify(body) })
  const cases = [
    [await post('/admin/v1/replays', { by: 'Rina', reason: 'v2' }), 422, '/filter', 'filter is missing'],
    [
      await post('/admin/v1/replays/preview', { filter: { from: 'yesterday' } }),
      422,
      '/filter/from',
      'filter/from: write a time such as 2026-11-20T00:00:00Z',
    ],
    [await gateway.get('/admin/v1/balance?foo=1', admin), 400, '/foo', 'unknown parameter foo'],
    [
      await gateway.get('/admin/v1/balance?region=Bandung', admin),
      400,
      '/region',
      'region: does not have the right form; write it like 32.73',
    ],
    [
      await gateway.get('/v1/complaints?since=yesterday', { 'x-api-key': KEY }),
      400,
      '/since',
      'since: write a time such as 2026-11-20T00:00:00Z',
    ],
  ] as const
  for (const [{ status, body }, expected, at, detail] of cases) {
    assert.deepEqual([status, body.detail, body.errors[0].at], [expected, detail, at])
    assert.doesNotMatch(JSON.stringify(body), /complaint|must/i)
  }
})

async function readOpenApi(t: TestContext) {
  const gateway = await startGateway(t)
  const { body: openApi } = await gateway.get('/docs/json')
  const operations = Object.entries<Operation>(openApi.paths).flatMap(([path, methods]) =>
    Object.entries<Operation>(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  )
  return { openApi, operations }
}
