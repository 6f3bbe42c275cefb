import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fault, plainFault } from './plain-faults.ts'

const fault = (keyword: string, params: Record<string, unknown>, instancePath = '', parentSchema = {}): Fault => ({
  keyword,
  params,
  instancePath,
  parentSchema,
  schemaPath: '',
  message: 'the words of the checker',
})

const CASES: readonly [string, Fault, string, string, string][] = [
  ['a member that is not there', fault('required', { missingProperty: 'filter' }), 'body', '/filter', 'filter is missing'],
  ['a member with odd signs', fault('required', { missingProperty: 'a/b~c' }), 'body', '/a~1b~0c', 'a~1b~0c is missing'],
  [
    'a parameter nobody knows',
    fault('additionalProperties', { additionalProperty: 'foo' }),
    'querystring',
    '/foo',
    'unknown parameter foo',
  ],
  [
    'a member nobody knows',
    fault('additionalProperties', { additionalProperty: 'foo' }, '/filter'),
    'body',
    '/filter/foo',
    'unknown member foo',
  ],
  [
    'a time',
    fault('format', { format: 'date-time' }, '/since'),
    'querystring',
    '/since',
    'since: write a time such as 2026-11-20T00:00:00Z',
  ],
  ['a type', fault('type', { type: ['string', 'null'] }, '/by'), 'body', '/by', 'by: write a text or null'],
  ['no body', fault('type', { type: 'object' }), 'body', '', 'the body: send a JSON object'],
  ['one of several', fault('enum', { allowedValues: ['a', 'b'] }, '/source'), 'body', '/source', 'source: write one of: a, b'],
  [
    'a form with an example',
    fault('pattern', { pattern: '^x$' }, '/region', { examples: ['32.73'] }),
    'querystring',
    '/region',
    'region: does not have the right form; write it like 32.73',
  ],
  ['a form without one', fault('pattern', { pattern: '^x$' }, '/id'), 'params', '/id', 'id: does not have the right form'],
  ['nothing in it', fault('minProperties', { limit: 1 }, '/filter'), 'body', '/filter', 'filter: is empty; write at least one member'],
  ['what has no words', fault('not', {}, '/x'), 'body', '/x', 'x: does not fit'],
]

for (const [name, given, where, at, line] of CASES) {
  test(`a fault of a request in plain words: ${name}`, () => {
    const plain = plainFault(given, where)
    assert.deepEqual([plain.at, plain.line], [at, line])
    assert.doesNotMatch(plain.message, /must|checker/)
  })
}
